import { constants } from 'node:fs';
import { link, lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { RecordingError } from '../../errors/recording-error';
import { abortError, destroyOnAbort } from '../layers/abort';
import type { SourceEntry, WriteOptions } from '../source';
import { toIsoTime } from '../tree/entry';
import { unfinishedNames } from '../tree/unfinished';
import type { OpenFolder } from './open-folder';
import type { Place } from './place';
import { hasCode } from './system-error';

const WRITE_BYTES = 256 * 1024;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * Writes under another name in the same folder, brings it to the disk, and gives it its name when all is there: nobody
 * sees a part of it, and a power failure leaves the old file or the new one. Closes the body.
 */
export async function writeFile(place: Place, key: string, body: Readable, { ifAbsent = false, signal }: WriteOptions): Promise<SourceEntry> {
	// A body that fails while nobody reads it yet must not end the process.
	body.on('error', () => {});
	if (signal) destroyOnAbort(body, signal);
	const slash = key.lastIndexOf('/') + 1;
	const name = key.slice(slash);
	try {
		if (signal?.aborted) throw abortError();
		const folder = await place.openFolderToWrite(key.slice(0, slash));
		try {
			place.assertAllowed(folder.realPathOf(name), 'write', key);
			return await new FileWriter(folder, key, name).write(body, ifAbsent, signal);
		} finally {
			await folder.close();
		}
	} catch (error) {
		throw signal?.aborted ? abortError() : explained(error, key);
	} finally {
		body.destroy();
	}
}

class FileWriter {
	readonly #part: Buffer;
	readonly #target: Buffer;

	constructor(
		private readonly folder: OpenFolder,
		private readonly key: string,
		name: string,
	) {
		this.#part = folder.at(unfinishedNames(name).part);
		this.#target = folder.at(name);
	}

	async write(body: Readable, ifAbsent: boolean, signal?: AbortSignal): Promise<SourceEntry> {
		if (ifAbsent) await this.#assertFree();
		try {
			const entry = await this.#writePart(body);
			if (signal?.aborted) throw abortError();
			if (ifAbsent) await this.#publish();
			else await rename(this.#part, this.#target);
			await this.folder.sync();
			return entry;
		} catch (error) {
			await unlink(this.#part).catch(() => {});
			throw error;
		}
	}

	async #writePart(body: Readable): Promise<SourceEntry> {
		const handle = await open(this.#part, NEW_FILE);
		try {
			for await (const chunks of gathered(body)) await append(handle, chunks);
			await handle.sync();
			return await describe(handle, this.key);
		} finally {
			await handle.close();
		}
	}

	/** For the caller's sake only, before much is written: `#publish` decides. */
	async #assertFree(): Promise<void> {
		const isFree = await lstat(this.#target).then(
			() => false,
			(error: unknown) => {
				if (!hasCode(error, 'ENOENT')) throw error;
				return true;
			},
		);
		if (!isFree) throw taken(this.key);
	}

	/** A second name for the same file, which the system gives only where nothing is. */
	async #publish(): Promise<void> {
		try {
			await link(this.#part, this.#target);
		} catch (error) {
			if (hasCode(error, 'EEXIST')) throw taken(this.key);
			if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES', 'EXDEV')) throw error;
			await this.#publishWithoutLinks();
			return;
		}
		await unlink(this.#part);
	}

	/** Where the file system has no second names: an empty file takes the name first. For a moment it can be seen. */
	async #publishWithoutLinks(): Promise<void> {
		const claim = await open(this.#target, NEW_FILE).catch((error: unknown) => {
			throw hasCode(error, 'EEXIST') ? taken(this.key) : error;
		});
		await claim.close();
		await rename(this.#part, this.#target).catch(async (error: unknown) => {
			await unlink(this.#target).catch(() => {});
			throw error;
		});
	}
}

/** A chunk of a connection is small, and each write a way through the pool of threads. */
async function* gathered(body: Readable): AsyncGenerator<Buffer[]> {
	let chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes < WRITE_BYTES) continue;
		yield chunks;
		chunks = [];
		bytes = 0;
	}
	if (bytes > 0) yield chunks;
}

/** All of it, and after what is there: positions are the file's own. */
async function append(handle: FileHandle, chunks: readonly Buffer[]): Promise<void> {
	const { bytesWritten } = await handle.writev(chunks);
	const rest = chunks.reduce((sum, { length }) => sum + length, -bytesWritten);
	if (rest > 0) await handle.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
}

async function describe(handle: FileHandle, path: string): Promise<SourceEntry> {
	const { size, mtimeMs } = await handle.stat();
	return { path, sizeBytes: size, lastModified: toIsoTime(mtimeMs) };
}

function taken(path: string): RecordingError {
	return new RecordingError({ code: 'CONFLICT', operation: 'write', path, detail: 'there is a file of that name already' });
}

function explained(error: unknown, path: string): unknown {
	const where = { operation: 'write', path };
	if (hasCode(error, 'EISDIR')) return new RecordingError({ ...where, code: 'CONFLICT', detail: 'a folder has that name', advice: 'Choose another name.' });
	if (hasCode(error, 'ENOTDIR')) {
		return new RecordingError({ ...where, code: 'CONFLICT', detail: 'a file has the name of one of its folders', advice: 'Choose another folder.' });
	}
	if (hasCode(error, 'ENAMETOOLONG', 'EINVAL', 'EILSEQ')) {
		return new RecordingError({ ...where, code: 'INVALID_REQUEST', detail: 'the file system there cannot have such a name', advice: 'Choose a shorter and simpler name.' });
	}
	return error;
}
