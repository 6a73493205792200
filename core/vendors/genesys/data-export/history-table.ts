import type { TableItem } from './output';

/** A row of a wanted call, or one that was of such a call in an earlier export. */
export interface FoundRow {
	callId: string;
	/** Its key in its table; empty where it has none. */
	key: string;
	item: TableItem;
}

/** Transfers and conferences make a few rows. */
const MAX_ROWS = 1_000;

/** The rows of some calls, upserted by key. */
export class HistoryTable {
	readonly #calls = new Map<string, Map<string, TableItem>>();
	readonly #callOfKey = new Map<string, string>();
	#keyless = 0;

	constructor(callIds: readonly string[]) {
		for (const callId of callIds) this.#calls.set(normal(callId), new Map());
	}

	get isEmpty(): boolean {
		return this.#calls.size === 0;
	}

	/** Whether a row matters: it is of a wanted call, or takes a row away from one. */
	isWanted(callId: string, key: string): boolean {
		return this.#calls.has(normal(callId)) || this.#callOfKey.has(key);
	}

	/** Puts a row in the place of the one with its key. False when the call has too many, and this one is left out. */
	add({ callId, key, item }: FoundRow): boolean {
		const call = normal(callId);
		const rows = this.#calls.get(call);
		const rowKey = key === '' ? `row ${++this.#keyless} without a key` : key;
		const before = this.#callOfKey.get(rowKey);
		if (before !== undefined && before !== call) {
			this.#calls.get(before)?.delete(rowKey);
			this.#callOfKey.delete(rowKey);
		}
		if (!rows) return true;
		if (rows.size >= MAX_ROWS && !rows.has(rowKey)) return false;
		rows.set(rowKey, item);
		this.#callOfKey.set(rowKey, call);
		return true;
	}

	of(callId: string): TableItem[] {
		return [...(this.#calls.get(normal(callId))?.values() ?? [])];
	}
}

/** Names of files are found in either case. */
function normal(callId: string): string {
	return callId.trim().toUpperCase();
}
