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
		const wanted = Buffer.from(identity, 'latin1');
		let [low, high] = [0, this.count - 1];
		while (low <= high) {
			const middle = (low + high) >> 1;
			const order = this.#compare(middle, wanted);
			if (order === 0) return true;
			if (order < 0) low = middle + 1;
			else high = middle - 1;
		}
		return false;
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
			const end = this.#firstAfter(Buffer.from(identity, 'latin1'), from);
			to += this.bytes.copy(merged, to, from * IDENTITY_BYTES, end * IDENTITY_BYTES);
			to += merged.write(identity, to, 'latin1');
			from = end;
		}
		this.bytes.copy(merged, to, from * IDENTITY_BYTES);
		return new DayIndex(merged);
	}

	#firstAfter(wanted: Buffer, from: number): number {
		let [low, high] = [from, this.count];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#compare(middle, wanted) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#compare(index: number, wanted: Buffer): number {
		const at = index * IDENTITY_BYTES;
		// They are hashes: the first bytes nearly always tell, and are compared in a fraction of the time.
		const order = this.bytes.readUInt32BE(at) - wanted.readUInt32BE(0);
		if (order !== 0) return order;
		return this.bytes.compare(wanted, 0, IDENTITY_BYTES, at, at + IDENTITY_BYTES);
	}
}

export const EMPTY_DAY = new DayIndex(Buffer.alloc(0));
