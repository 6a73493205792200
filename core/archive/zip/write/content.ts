import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, crc32, createDeflateRaw, deflateRaw } from 'node:zlib';
import { Breather } from '../../../listing/breather';

export type Bytes = AsyncIterable<Uint8Array>;

/** What went by: the CRC-32 and the number of the plain bytes. */
export class Tally {
	crc32 = 0;
	sizeBytes = 0;

	add(chunk: Buffer): void {
		this.crc32 = crc32(chunk, this.crc32);
		this.sizeBytes += chunk.length;
	}
}

const PIECE_BYTES = 65_536;

/** In pieces that nothing is held up by, whatever comes; counted. */
export async function* inPieces(content: Bytes, tally: Tally): AsyncGenerator<Buffer> {
	const breather = new Breather(1);
	for await (const { buffer, byteOffset, byteLength } of content) {
		for (let at = 0; at < byteLength; at += PIECE_BYTES) {
			const piece = Buffer.from(buffer, byteOffset + at, Math.min(PIECE_BYTES, byteLength - at));
			tally.add(piece);
			yield piece;
			if (breather.isDue()) await breather.breathe();
		}
	}
}

/** The first pieces, up to so many bytes; `isAll` where there are no more. What follows stays in `pieces`. */
export async function takeFirst(pieces: AsyncGenerator<Buffer>, mostBytes: number): Promise<{ first: Buffer[]; isAll: boolean }> {
	const first: Buffer[] = [];
	for (let bytes = 0; bytes <= mostBytes; ) {
		const next = await pieces.next();
		if (next.done) return { first, isAll: true };
		first.push(next.value);
		bytes += next.value.length;
	}
	return { first, isAll: false };
}

export async function* together(first: Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
	try {
		yield* first;
		yield* rest;
	} finally {
		await rest.return(undefined);
	}
}

/** What Deflate has to gain, of the beginning of a content. Media that are compressed gain a hundredth or two. */
const LEAST_GAIN = 0.03;

const SAMPLE_BYTES = 16_384;

/** Whether it is worth the CPU to look for repetitions in a content that begins so: by the last of it, behind what headers there are. */
export async function isWorthDeflating(beginning: Buffer): Promise<boolean> {
	const sample = beginning.subarray(-SAMPLE_BYTES);
	return (await deflateAtOnce(sample)).length < (1 - LEAST_GAIN) * sample.length;
}

/**
 * Without a search for repetitions it takes a third of the CPU, and is Deflate all the same: whoever reads on without the table of contents
 * finds its end. Level 0 would take next to none, but cuts its blocks by how the bytes happen to arrive.
 */
export function deflated(pieces: AsyncGenerator<Buffer>, isSearched: boolean): AsyncIterable<Buffer> {
	const deflate = createDeflateRaw({ chunkSize: PIECE_BYTES, ...(isSearched ? {} : { strategy: constants.Z_HUFFMAN_ONLY }) });
	// Errors come out of the deflater, to whoever reads it.
	pipeline(Readable.from(pieces, { objectMode: false }), deflate, () => {});
	return deflate;
}

export const deflateAtOnce: (bytes: Buffer) => Promise<Buffer> = promisify(deflateRaw);
