import { Readable } from 'node:stream';
import { RecordingError } from '../errors/recording-error';

/**
 * Bytes of a known number that can be read from any place: what an archive needs, whose table of contents stands at
 * its end. Whoever decrypts or fetches stands before it.
 */
export interface RandomAccess {
	readonly sizeBytes: number;
	/** Exactly these bytes. Rejects with CORRUPTED where there are fewer. */
	read(offset: number, lengthBytes: number): Promise<Buffer>;
	/** The bytes from `start` on, before `end`. Fails with CORRUPTED where there are fewer. */
	stream(start: number, end: number): Readable;
	/** Idempotent. */
	close(): Promise<void>;
}

/** Bytes that are in memory already. */
export function bufferAccess(bytes: Buffer): RandomAccess {
	return {
		sizeBytes: bytes.length,
		read: async (offset, lengthBytes) => {
			assertInside(bytes.length, offset, offset + lengthBytes);
			return bytes.subarray(offset, offset + lengthBytes);
		},
		stream: (start, end) => {
			assertInside(bytes.length, start, end);
			return Readable.from(piecesOf(bytes.subarray(start, end)), { objectMode: false });
		},
		close: async () => {},
	};
}

const PIECE_BYTES = 65_536;

function* piecesOf(bytes: Buffer): Generator<Buffer> {
	for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** Throws CORRUPTED for a range that is not there. */
export function assertInside(sizeBytes: number, start: number, end: number, path?: string): void {
	if (start >= 0 && start <= end && end <= sizeBytes) return;
	throw endedEarly(path, `bytes ${start} to ${end} are wanted, and the file has ${sizeBytes}`);
}

export function endedEarly(path: string | undefined, detail: string): RecordingError {
	return new RecordingError({
		code: 'CORRUPTED',
		operation: 'read',
		path,
		detail,
		advice: 'The file was cut off, or changed while it was read. Get it again from where it came from.',
	});
}
