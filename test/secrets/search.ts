import type { Needle } from './forms';

export interface Hit extends Needle {
	/** Of its first byte. */
	position: number;
}

/** Bytes that are compared at once; no needle is shorter. */
const WINDOW = 8;
const FILTER_BITS = 24;

/** Looks for many byte strings at once, each at any place. */
export class Search {
	readonly #filter = new Uint8Array(1 << (FILTER_BITS - 3));
	/** By the hash of their last bytes. */
	readonly #needles = new Map<number, Needle[]>();

	constructor(readonly needles: readonly Needle[]) {
		for (const needle of needles) {
			const hash = hashOf(needle.bytes.subarray(-WINDOW));
			const slot = slotOf(hash);
			this.#filter[slot >> 3] |= 1 << (slot & 7);
			const others = this.#needles.get(hash);
			if (others) others.push(needle);
			else this.#needles.set(hash, [needle]);
		}
	}

	hitsIn(bytes: Buffer): Hit[] {
		const hits: Hit[] = [];
		const filter = this.#filter;
		let hash = 0;
		for (let at = 0; at < bytes.length; at++) {
			// The bytes before the window are shifted out.
			hash = ((hash << 4) + bytes[at]) | 0;
			const slot = Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);
			if ((filter[slot >> 3] & (1 << (slot & 7))) !== 0) this.#compare(bytes, at + 1, hash, hits);
		}
		return hits;
	}

	#compare(bytes: Buffer, end: number, hash: number, hits: Hit[]): void {
		for (const needle of this.#needles.get(hash) ?? []) {
			const position = end - needle.bytes.length;
			if (position >= 0 && needle.bytes.equals(bytes.subarray(position, end))) hits.push({ ...needle, position });
		}
	}
}

function hashOf(bytes: Buffer): number {
	return bytes.reduce((hash, byte) => ((hash << 4) + byte) | 0, 0);
}

function slotOf(hash: number): number {
	return Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);
}
