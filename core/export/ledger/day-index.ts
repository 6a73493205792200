import { setImmediate } from 'node:timers/promises';
import { IDENTITY_BYTES, type Identity } from '../identity';

/** What sorting and looking up takes some milliseconds for. */
const MERGED_AT_ONCE = 4_096;

/** The identities of a day's exported files: sorted, each once, one after the other. */
export class DayIndex {
	constructor(readonly bytes: Buffer) {}

	get count(): number {
		return this.bytes.length / IDENTITY_BYTES;
	}

	has(identity: Identity): boolean {
		const place = this.#placeOf(identity);
		return place < this.count && this.#at(place) === identity;
	}

	/** With further ones; `onNew` is told of each that was not there. */
	async with(identities: Iterable<Identity>, onNew: (identity: Identity) => void): Promise<DayIndex> {
		const added = [...identities];
		let index = new DayIndex(this.bytes);
		for (let at = 0; at < added.length; at += MERGED_AT_ONCE) {
			index = index.#withFew(added.slice(at, at + MERGED_AT_ONCE), onNew);
			await setImmediate();
		}
		return index;
	}

	#withFew(identities: readonly Identity[], onNew: (identity: Identity) => void): DayIndex {
		const added = [...new Set(identities)].filter((identity) => !this.has(identity)).sort();
		const merged = Buffer.allocUnsafe(this.bytes.length + added.length * IDENTITY_BYTES);
		let [from, to] = [0, 0];
		for (const identity of added) {
			onNew(identity);
			const end = this.#placeOf(identity, from);
			to += this.bytes.copy(merged, to, from * IDENTITY_BYTES, end * IDENTITY_BYTES);
			to += merged.write(identity, to, 'latin1');
			from = end;
		}
		this.bytes.copy(merged, to, from * IDENTITY_BYTES);
		return new DayIndex(merged);
	}

	/** Where it is, or belongs; not before `from`. */
	#placeOf(identity: Identity, from = 0): number {
		const start = startOf(identity);
		let [low, high] = [from, this.count];
		while (low < high) {
			const middle = (low + high) >> 1;
			// They are hashes: the first bytes nearly always tell, and are compared in a fraction of the time.
			const difference = this.bytes.readUInt32BE(middle * IDENTITY_BYTES) - start;
			if (difference === 0 ? this.#at(middle) < identity : difference < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#at(place: number): Identity {
		return this.bytes.toString('latin1', place * IDENTITY_BYTES, (place + 1) * IDENTITY_BYTES);
	}
}

/** The first four bytes as a number. */
function startOf(identity: Identity): number {
	return identity.charCodeAt(0) * 2 ** 24 + (identity.charCodeAt(1) << 16) + (identity.charCodeAt(2) << 8) + identity.charCodeAt(3);
}

export const EMPTY_DAY = new DayIndex(Buffer.alloc(0));
