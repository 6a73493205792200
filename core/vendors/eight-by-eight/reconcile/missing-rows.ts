import type { IndexKind } from '../names';
import { finding, type Finding } from './findings';

/** A row whose recording is not there. */
export interface MissingRow {
	/** The row of the first index that has it. */
	finding: Finding;
	/** The indexes that have it, by their number. */
	indexes: Partial<Record<IndexKind, number>>;
}

/** Rows whose recordings are not there, each recording once. */
export class MissingRows {
	readonly #byName = new Map<string, MissingRow>();

	add(name: string, kind: IndexKind, index: number, facts: Parameters<typeof finding>[2]): void {
		const known = this.#byName.get(name);
		if (known) {
			known.indexes[kind] ??= index;
			return;
		}
		const found = finding('recordingMissing', 'The index lists the recording, and it is not in its folder. Look again later; then ask 8x8, before the retention time is over.', facts);
		this.#byName.set(name, { finding: found, indexes: { [kind]: index } });
	}

	[Symbol.iterator](): IterableIterator<MissingRow> {
		return this.#byName.values();
	}
}
