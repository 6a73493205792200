import { lstat, unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { isRecordingError, RecordingError, type Classification } from '../../errors/recording-error';
import { NO_CAPABILITIES, type Capabilities } from '../capabilities';
import { abortError, destroyOnAbort } from '../layers/abort';
import type { LeftoverOptions, ListPage, ListPageOptions, ReadOptions, ReadResult, RemoveOptions, RequestOptions, Source, SourceEntry, WriteOptions } from '../source';
import { toIsoTime, type ListFolder } from '../tree/entry';
import { assertCanBeWritten, assertCanExist, isTreeKey } from '../tree/keys';
import { removeLeftovers, withoutUnfinished } from '../tree/leftovers';
import { TreeWalk } from '../tree/walk';
import { classifyFolderError } from './classify';
import { FileBody } from './file-body';
import { listFolder } from './list-folder';
import type { FolderOptions } from './options';
import { Place } from './place';
import { isMissing } from './system-error';
import { writeFile } from './write-file';

const CAPABILITIES: Capabilities = {
	...NO_CAPABILITIES,
	list: true,
	listFolders: true,
	stat: true,
	read: true,
	readRange: true,
	write: true,
	writeIfAbsent: true,
	remove: true,
};
const FOLDERS_AT_ONCE = 4;

/**
 * A folder of this machine, or one that is mounted on it. File systems know no versions: what is read again is held to its
 * size and time. Links are followed within the folder and never out of it. Names that are not UTF-8 are given as
 * `tree/names.ts` says.
 */
export class FolderSource implements Source {
	readonly name = 'folder';
	readonly capabilities = CAPABILITIES;
	readonly #listFolder: ListFolder;
	readonly #walk: TreeWalk;
	readonly #bodies = new Set<Readable>();

	static async open(options: FolderOptions): Promise<FolderSource> {
		try {
			return new FolderSource(await Place.open(options));
		} catch (error) {
			throw isRecordingError(error) ? error : new RecordingError({ ...classifyFolderError(error), operation: 'open', cause: error });
		}
	}

	private constructor(private readonly place: Place) {
		this.#listFolder = (folder, signal) => listFolder(place, folder, signal);
		this.#walk = new TreeWalk(withoutUnfinished(this.#listFolder), { foldersAtOnce: FOLDERS_AT_ONCE });
	}

	get whereabouts(): string {
		return String(this.place.root);
	}

	async listPage(options: ListPageOptions): Promise<ListPage> {
		const page = await this.#walk.listPage(options);
		// Nothing is listed of a folder that is gone: that must not look like one that is empty.
		await this.place.assertThere('list', options.prefix);
		return page;
	}

	async findPage(): Promise<ListPage> {
		throw new RecordingError({ code: 'UNSUPPORTED', operation: 'find' });
	}

	async stat(path: string, { signal }: RequestOptions): Promise<SourceEntry> {
		assertGoing(signal);
		assertCanExist(path, 'stat');
		const { size, mtimeMs } = await this.place.stat(path);
		return { path, sizeBytes: size, lastModified: toIsoTime(mtimeMs) };
	}

	async read(path: string, { offset, lengthBytes = Infinity, signal }: ReadOptions): Promise<ReadResult> {
		assertGoing(signal);
		assertCanExist(path, 'read');
		const { handle, stats } = await this.place.openFile(path);
		const { size, mtimeMs } = stats;
		const body = new FileBody(handle, { path, from: offset, to: Math.min(size, offset + lengthBytes) });
		this.#bodies.add(body);
		body.once('close', () => this.#bodies.delete(body));
		if (signal) destroyOnAbort(body, signal);
		return { body, entry: { path, sizeBytes: size, lastModified: toIsoTime(mtimeMs) } };
	}

	async write(path: string, body: () => Readable, options: WriteOptions): Promise<SourceEntry> {
		assertCanBeWritten(path);
		return await writeFile(this.place, path, body(), options);
	}

	async removeLeftovers(options: LeftoverOptions): Promise<number> {
		return await removeLeftovers(this.#listFolder, async (key) => await this.remove(key, options), options);
	}

	async remove(path: string, { signal }: RemoveOptions): Promise<void> {
		assertGoing(signal);
		if (!isTreeKey(path)) return;
		try {
			await this.#remove(path);
		} catch (error) {
			if (!isMissing(error)) throw error;
			await this.place.assertThere('remove', path);
		}
	}

	classify(error: unknown): Classification {
		return classifyFolderError(error);
	}

	async close(): Promise<void> {
		for (const body of this.#bodies) body.on('error', () => {}).destroy();
	}

	async #remove(path: string): Promise<void> {
		const slash = path.lastIndexOf('/') + 1;
		const name = path.slice(slash);
		const folder = await this.place.openFolder(path.slice(0, slash), 'remove');
		try {
			this.place.assertAllowed(folder.realPathOf(name), 'remove', path);
			// A folder is not the file that was meant.
			if (!(await lstat(folder.at(name))).isDirectory()) await unlink(folder.at(name));
		} finally {
			await folder.close();
		}
	}
}

function assertGoing(signal?: AbortSignal): void {
	if (signal?.aborted) throw abortError();
}
