import { Readable } from 'node:stream';
import type { RandomAccess } from '../random-access';
import { RandomAccessReader } from './library';

/** Headers are some dozen bytes each: what is near comes with them, so that a request brings hundreds. */
const WINDOW_BYTES = 65_536;

/** Lets the library read headers from wherever the archive is. */
export class AccessReader extends RandomAccessReader {
	#window: Buffer = Buffer.alloc(0);
	#windowStart = 0;

	constructor(private readonly access: RandomAccess) {
		super();
	}

	override read(target: Buffer, at: number, length: number, position: number, done: (error: Error | null, bytesRead?: number) => void): void {
		this.bytes(position, length).then(
			(bytes) => done(null, bytes.copy(target, at)),
			(error: Error) => done(error),
		);
	}

	/** As of `RandomAccess`: a small file that came with its header is not asked for again. */
	stream(start: number, end: number): Readable {
		const from = start - this.#windowStart;
		const isThere = from >= 0 && end >= start && end - this.#windowStart <= this.#window.length;
		return isThere ? Readable.from([this.#window.subarray(from, end - this.#windowStart)], { objectMode: false }) : this.access.stream(start, end);
	}

	/** Fewer where the archive ends. */
	async bytes(position: number, length: number): Promise<Buffer> {
		const from = position - this.#windowStart;
		if (from < 0 || from + length > this.#window.length) {
			const most = Math.max(0, this.access.sizeBytes - position);
			this.#window = await this.access.read(position, Math.min(most, Math.max(length, WINDOW_BYTES)));
			this.#windowStart = position;
		}
		return this.#window.subarray(position - this.#windowStart, position - this.#windowStart + length);
	}
}
