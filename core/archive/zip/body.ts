import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { RandomAccess } from '../random-access';
import type { ZipEntry } from './entry';
import { shown, type ZipFailures } from './failure';

/** Where the bytes of an entry stand, and what they must turn out to be. */
export interface EntryData {
	entry: ZipEntry;
	start: number;
	crc32: number;
}

const CHUNK_BYTES = 65_536;

/**
 * The file itself. It ends only when its length and its CRC-32 are those that the archive states; otherwise it fails,
 * and at once where it grows beyond its length.
 */
export function entryBody(access: RandomAccess, data: EntryData, failures: ZipFailures): Readable {
	return Readable.from(checked(access, data, failures), { objectMode: false });
}

async function* checked(access: RandomAccess, { entry, start, crc32: expected }: EntryData, failures: ZipFailures): AsyncGenerator<Buffer> {
	const { name, sizeBytes, compressedBytes } = entry;
	let arrived = 0;
	let checksum = 0;
	const { bytes, consumedBytes } = decompressed(access.stream(start, start + compressedBytes), entry);
	try {
		for await (const chunk of bytes) {
			arrived += chunk.length;
			if (arrived > sizeBytes) throw failures.make('ARCHIVE_REFUSED', `${shown(name)} is larger than the ${sizeBytes} bytes that it declares`);
			checksum = crc32(chunk, checksum);
			yield chunk;
		}
	} catch (error) {
		throw failures.explain(error, `${shown(name)} is damaged`);
	}
	if (arrived < sizeBytes) throw failures.make('CORRUPTED', `${shown(name)} has ${arrived} bytes, and should have ${sizeBytes}`);
	if (checksum !== expected) throw failures.make('CORRUPTED', `${shown(name)} is damaged: its CRC-32 is another one than the archive states`);
	const over = compressedBytes - consumedBytes();
	if (over > 0) throw failures.make('CORRUPTED', `${over} bytes stand behind the end of ${shown(name)}, within its room`);
}

function decompressed(raw: Readable, { method, compressedBytes }: ZipEntry): { bytes: AsyncIterable<Buffer>; consumedBytes: () => number } {
	if (method === 'stored') return { bytes: raw, consumedBytes: () => compressedBytes };
	const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
	// Errors come out of the inflater, to whoever reads it.
	pipeline(raw, inflate, () => {});
	return { bytes: inflate, consumedBytes: () => inflate.bytesWritten };
}
