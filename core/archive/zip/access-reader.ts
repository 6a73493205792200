import type { RandomAccess } from '../random-access';
import { RandomAccessReader } from './library';

/** Headers are some dozen bytes each: what is near comes with them, so that a request brings hundreds. */
const WINDOW_BYTES = 65_536;

/** Lets the library read headers from wherever the archive is. */
export class AccessReader extends RandomAccessReader {
	#window: Buffer = Buffer.alloc(0);
	#windowStart = 0;
	#underWay: Promise<void> | undefined;

	constructor(private readonly access: RandomAccess) {
		super();
	}

	override read(target: Buffer, at: number, length: number, position: number, done: (error: Error | null, bytesRead?: number) => void): void {
		this.bytes(position, length).then(
			(bytes) => done(null, bytes.copy(target, at)),
			(error: Error) => done(error),
		);
	}

	#has(position: number, length: number): boolean {
		const from = position - this.#windowStart;
		return from >= 0 && length >= 0 && from + length <= this.#window.length;
	}

	async #move(position: number, length: number): Promise<void> {
		const most = Math.max(0, this.access.sizeBytes - position);
		this.#window = await this.access.read(position, Math.min(most, Math.max(length, WINDOW_BYTES)));
		this.#windowStart = position;
	}

	/** From `start` on, before `end`: a small file that came with its header is not asked for again. */
	bytesIn(start: number, end: number): AsyncIterable<Buffer> {
		if (!this.#has(start, end - start)) return this.access.stream(start, end);
		return once(this.#window.subarray(start - this.#windowStart, end - this.#windowStart));
	}

	/** Fewer where the archive ends. */
	async bytes(position: number, length: number): Promise<Buffer> {
		// Of several that ask at once, the first one asks for all.
		while (this.#underWay && !this.#has(position, length)) await this.#underWay;
		if (!this.#has(position, length)) await (this.#underWay = this.#move(position, length).finally(() => (this.#underWay = undefined)));
		return this.#window.subarray(position - this.#windowStart, position - this.#windowStart + length);
	}
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
	yield bytes;
}
