import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RecordingError } from '../../errors/recording-error';

const CHUNK_BYTES = 262_144;

interface Range {
	path: string;
	from: number;
	/** The first byte that does not belong to it. */
	to: number;
}

/** The bytes of an open file, which is closed with it. Fails where the file has become shorter. */
export class FileBody extends Readable {
	#at: number;

	constructor(
		private readonly handle: FileHandle,
		private readonly range: Range,
	) {
		super({ highWaterMark: CHUNK_BYTES });
		this.#at = range.from;
	}

	override _read(): void {
		this.#next().then(
			(chunk) => void (this.destroyed || this.push(chunk)),
			(error: Error) => this.destroy(error),
		);
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.handle.close().then(
			() => done(error),
			(failure: Error) => done(error ?? failure),
		);
	}

	async #next(): Promise<Buffer | null> {
		const { path, to } = this.range;
		const wanted = Math.min(CHUNK_BYTES, to - this.#at);
		if (wanted <= 0) return null;
		const { bytesRead, buffer } = await this.handle.read(Buffer.allocUnsafe(wanted), 0, wanted, this.#at);
		if (bytesRead === 0) throw shortened(path, to - this.#at);
		this.#at += bytesRead;
		return buffer.subarray(0, bytesRead);
	}
}

function shortened(path: string, missingBytes: number): RecordingError {
	return new RecordingError({
		code: 'CHANGED',
		operation: 'read',
		path,
		detail: `the file became shorter while it was read: ${missingBytes} bytes are missing`,
		advice: 'Read it again.',
	});
}
