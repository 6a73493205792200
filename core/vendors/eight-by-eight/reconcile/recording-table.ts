import type { IndexKind } from '../names';
import type { WavInfo } from '../wav';

/** What is kept of a recording: numbers in columns, since a range of days can have hundreds of thousands. */
export interface TableRow {
	path: string;
	recordedMs: number;
	sizeBytes?: number;
	callSeconds?: number;
	wav?: WavInfo;
}

/** Where a row of an index stood: the number of the index, and the line. */
export interface RowPlace {
	index: number;
	line: number;
}

const NONE = -1;

export class RecordingTable {
	readonly #ids = new Map<string, number>();
	readonly #paths: string[] = [];
	readonly #recordedMs: number[] = [];
	readonly #sizes: number[] = [];
	readonly #callSeconds: number[] = [];
	/** For each kind of index: the number of the index in which the recording was seen, and its line there. */
	readonly #seen: Record<IndexKind, { index: number[]; line: number[] }> = {
		small: { index: [], line: [] },
		detailed: { index: [], line: [] },
	};
	readonly #wavs = new Map<number, WavInfo>();

	get size(): number {
		return this.#paths.length;
	}

	/** Undefined if a recording of that name is there already: then the path of that one stays. */
	add({ path, recordedMs, sizeBytes, wav }: TableRow): number | undefined {
		const key = keyOf(path);
		if (this.#ids.has(key)) return undefined;
		const id = this.#paths.length;
		this.#ids.set(key, id);
		this.#paths.push(path);
		this.#recordedMs.push(recordedMs);
		this.#sizes.push(sizeBytes ?? NONE);
		this.#callSeconds.push(NONE);
		for (const kind of ['small', 'detailed'] as const) {
			this.#seen[kind].index.push(NONE);
			this.#seen[kind].line.push(NONE);
		}
		if (wav) this.#wavs.set(id, wav);
		return id;
	}

	find(path: string): number | undefined {
		return this.#ids.get(keyOf(path));
	}

	get(id: number): TableRow {
		return {
			path: this.#paths[id],
			recordedMs: this.#recordedMs[id],
			sizeBytes: known(this.#sizes[id]),
			callSeconds: known(this.#callSeconds[id]),
			wav: this.#wavs.get(id),
		};
	}

	/** Notes that an index lists a recording, and gives the place in which one of the same kind did before. */
	markSeen(id: number, kind: IndexKind, { index, line }: RowPlace, callSeconds: number | undefined): RowPlace | undefined {
		const seen = this.#seen[kind];
		if (callSeconds !== undefined) this.#callSeconds[id] = callSeconds;
		if (seen.index[id] !== NONE) return { index: seen.index[id], line: seen.line[id] };
		seen.index[id] = index;
		seen.line[id] = line;
		return undefined;
	}

	isSeen(id: number): boolean {
		return this.#seen.small.index[id] !== NONE || this.#seen.detailed.index[id] !== NONE;
	}
}

// By the name alone: it has the second and a sequence in it, and how DIRECTORY is written is not documented.
function keyOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function known(value: number): number | undefined {
	return value === NONE ? undefined : value;
}
