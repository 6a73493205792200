import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecordingError } from '../errors/recording-error';
import { assertInside, endedEarly, type RandomAccess } from './random-access';

/** An open file; `close` closes it. */
export async function fileAccess(handle: FileHandle): Promise<RandomAccess> {
	const { size: sizeBytes } = await handle.stat();
	return {
		sizeBytes,
		read: async (offset, lengthBytes) => {
			assertInside(sizeBytes, offset, offset + lengthBytes);
			return await readExactly(handle, offset, lengthBytes);
		},
		stream: (start, end) => {
			assertInside(sizeBytes, start, end);
			return Readable.from(chunksOf(handle, start, end), { objectMode: false });
		},
		close: async () => await handle.close(),
	};
}

async function readExactly(handle: FileHandle, offset: number, lengthBytes: number): Promise<Buffer> {
	const bytes = Buffer.allocUnsafe(lengthBytes);
	for (let at = 0; at < lengthBytes; ) {
		const { bytesRead } = await handle.read(bytes, at, lengthBytes - at, offset + at);
		if (bytesRead === 0) throw endedEarly(undefined, `the file ends ${lengthBytes - at} bytes too early`);
		at += bytesRead;
	}
	return bytes;
}

/** Not the handle's own streams: it cannot be closed as long as one of them is open, or was left in the middle. */
async function* chunksOf(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
	for (let at = start; at < end; at += CHUNK_BYTES) yield await readExactly(handle, at, Math.min(CHUNK_BYTES, end - at));
}

const CHUNK_BYTES = 131_072;

export interface SpoolOptions {
	/** More is refused with TOO_LARGE, since a temporary folder is shared with everybody else. */
	maxBytes?: number;
	signal?: AbortSignal;
}

/** Larger than any archive that is expected, and smaller than most disks. */
const MAX_BYTES = 16 * 1024 ** 3;

/**
 * Writes a stream to a temporary file, from which it can be read at any place. The file has no name while it is used,
 * so that nobody else opens it, and nothing of it is left when the process ends, however it ends. Windows keeps the
 * name until the file is closed. Fails with the error of the body, as it is.
 */
export async function spool(body: Readable, { maxBytes = MAX_BYTES, signal }: SpoolOptions = {}): Promise<RandomAccess> {
	const folder = await mkdtemp(join(tmpdir(), 'call-recordings-'));
	const removeName = async () => await rm(folder, { recursive: true, force: true }).catch(() => {});
	let handle: FileHandle | undefined;
	const close = async () => {
		await handle?.close();
		handle = undefined;
		await removeName();
	};
	try {
		handle = await open(join(folder, 'spooled'), 'wx+', 0o600);
		await removeName();
		await pipeline(body, into(handle, maxBytes), { signal });
		return { ...(await fileAccess(handle)), close };
	} catch (error) {
		body.destroy();
		await close();
		throw error;
	}
}

function into(handle: FileHandle, maxBytes: number): (chunks: AsyncIterable<Buffer>) => Promise<void> {
	return async (chunks) => {
		let sizeBytes = 0;
		for await (const chunk of chunks) {
			sizeBytes += chunk.length;
			if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
			// All of it, and at the end of what is there: positions are the file's own.
			await handle.appendFile(chunk);
		}
	};
}

function tooLarge(maxBytes: number): RecordingError {
	return new RecordingError({
		code: 'TOO_LARGE',
		operation: 'read',
		detail: `the file is larger than the ${maxBytes} bytes that may be kept in a temporary file`,
		advice: 'Raise that limit, if the temporary folder has the room.',
	});
}
