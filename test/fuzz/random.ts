import { randomNumbers } from '../random';

/** Choices out of a seed. */
export class Random {
	readonly #next: () => number;

	constructor(seed: number) {
		this.#next = randomNumbers(seed);
	}

	/** From 0 up to one less than `count`. */
	below(count: number): number {
		return Math.floor(this.#next() * count);
	}

	/** Mostly small. */
	small(most: number): number {
		return Math.floor(this.#next() ** 3 * (most + 1));
	}

	chance(part: number): boolean {
		return this.#next() < part;
	}

	pick<Value>(values: readonly Value[]): Value {
		return values[this.below(values.length)];
	}

	/** The same in pieces, cut anywhere; some of them empty. */
	*pieces(bytes: Buffer): Generator<Buffer> {
		const longest = this.pick([1, 7, 64, 4_096]);
		// Many short pieces of a long input would only take time.
		const least = Math.ceil(bytes.length / 2_000);
		for (let at = 0; at < bytes.length; ) {
			const end = Math.min(bytes.length, at + Math.max(least, this.below(longest + 1)));
			yield bytes.subarray(at, end);
			at = end;
			if (end === at && least === 0) at++;
		}
	}
}

/** FNV-1a: the seed that belongs to an input. */
export function hashOf(input: string | Buffer): number {
	let hash = 0x811c9dc5;
	const step = Math.max(1, Math.floor(input.length / 256));
	for (let at = 0; at < input.length; at += step) {
		hash = Math.imul(hash ^ (typeof input === 'string' ? input.charCodeAt(at) : input[at]), 0x01000193);
	}
	return (hash ^ input.length) >>> 0;
}
