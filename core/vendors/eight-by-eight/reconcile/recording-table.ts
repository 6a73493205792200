import { recordedAtMs, type IndexKind } from '../names';
import type { WavInfo } from '../wav';

/** What is kept of a file. */
export interface TableRow {
	path: string;
	/** Undefined where the name does not tell. */
	recordedMs?: number;
	sizeBytes?: number;
	callSeconds?: number;
	wav?: WavInfo;
}

/** What a row of an index says of a recording: the number of the index, and the line. */
export interface SeenRow {
	index: number;
	line: number;
	startMs?: number;
	callSeconds?: number;
	agentName?: string;
	/** The first of several rows of one kind of index for the recording. */
	isOneOfSeveral?: boolean;
}

const NONE = -1;

/** Numbers in columns, since a range of days can have hundreds of thousands of recordings. */
export class RecordingTable {
	readonly #ids = new Map<string, number>();
	readonly #paths: string[] = [];
	readonly #recordedMs: number[] = [];
	readonly #sizes: number[] = [];
	readonly #wavs = new Map<number, WavInfo>();
	readonly #seen: Record<IndexKind, SeenColumns> = { small: new SeenColumns(), detailed: new SeenColumns() };

	get size(): number {
		return this.#paths.length;
	}

	/** The number of headers that were read. */
	get wavCount(): number {
		return this.#wavs.size;
	}

	/** Undefined if a recording of that name is there already: then the path of that one stays. */
	add({ path, recordedMs, sizeBytes, wav }: TableRow): number | undefined {
		const key = keyOf(path);
		if (this.#ids.has(key)) return undefined;
		const id = this.#paths.length;
		this.#ids.set(key, id);
		this.#paths.push(path);
		this.#recordedMs.push(recordedMs ?? NaN);
		this.#sizes.push(sizeBytes ?? NONE);
		this.#seen.small.grow();
		this.#seen.detailed.grow();
		if (wav) this.#wavs.set(id, wav);
		return id;
	}

	find(path: string): number | undefined {
		return this.#ids.get(keyOf(path));
	}

	get(id: number): TableRow {
		return {
			path: this.#paths[id],
			recordedMs: this.recordedMs(id),
			sizeBytes: this.#sizes[id] === NONE ? undefined : this.#sizes[id],
			callSeconds: this.#seen.detailed.seconds(id) ?? this.#seen.small.seconds(id),
			wav: this.#wavs.get(id),
		};
	}

	recordedMs(id: number): number | undefined {
		const ms = this.#recordedMs[id];
		return Number.isNaN(ms) ? undefined : ms;
	}

	setWav(id: number, wav: WavInfo): void {
		this.#wavs.set(id, wav);
	}

	/** Notes that an index lists a recording, and gives the row in which one of the same kind did before. */
	markSeen(id: number, kind: IndexKind, row: SeenRow): SeenRow | undefined {
		return this.#seen[kind].mark(id, row);
	}

	/** The first row of an index of that kind that lists the recording. */
	seen(id: number, kind: IndexKind): SeenRow | undefined {
		return this.#seen[kind].get(id);
	}

	isSeen(id: number): boolean {
		return this.#seen.small.has(id) || this.#seen.detailed.has(id);
	}
}

/** By the number of the recording; absent where nothing was set. */
class SeenColumns {
	readonly #index: number[] = [];
	readonly #line: number[] = [];
	readonly #startMs: number[] = [];
	readonly #seconds: number[] = [];
	readonly #agent: number[] = [];
	/** Recordings with several rows that say different lengths: none of them is that of the recording. */
	readonly #mixed = new Set<number>();
	readonly #several = new Set<number>();
	readonly #names: string[] = [];
	readonly #numbers = new Map<string, number>();

	/** A place for one more: arrays with gaps are slow. */
	grow(): void {
		this.#index.push(NONE);
		this.#line.push(NONE);
		this.#startMs.push(NaN);
		this.#seconds.push(NaN);
		this.#agent.push(NONE);
	}

	has(id: number): boolean {
		return this.#index[id] !== NONE;
	}

	get(id: number): SeenRow | undefined {
		if (!this.has(id)) return undefined;
		return {
			index: this.#index[id],
			line: this.#line[id],
			startMs: known(this.#startMs[id]),
			callSeconds: known(this.#seconds[id]),
			agentName: this.#names[this.#agent[id]],
			isOneOfSeveral: this.#several.has(id),
		};
	}

	seconds(id: number): number | undefined {
		return this.has(id) && !this.#mixed.has(id) ? known(this.#seconds[id]) : undefined;
	}

	mark(id: number, { index, line, startMs = NaN, callSeconds = NaN, agentName }: SeenRow): SeenRow | undefined {
		const before = this.get(id);
		if (before) {
			this.#several.add(id);
			if (!Number.isNaN(callSeconds) && callSeconds !== before.callSeconds) this.#mixed.add(id);
			return before;
		}
		this.#index[id] = index;
		this.#line[id] = line;
		this.#startMs[id] = startMs;
		this.#seconds[id] = callSeconds;
		this.#agent[id] = agentName === undefined ? NONE : this.#numberOf(agentName);
		return undefined;
	}

	// A tenant has few agents: each name is kept once.
	#numberOf(name: string): number {
		const number = this.#numbers.get(name) ?? this.#names.push(name) - 1;
		this.#numbers.set(name, number);
		return number;
	}
}

// By the name alone: it has the second and a sequence in it, and how DIRECTORY is written is not documented. A name that
// has none may be that of many files.
function keyOf(path: string): string {
	const slash = path.lastIndexOf('/');
	const name = path.slice(slash + 1);
	return (recordedAtMs(name) === undefined ? path : name).toLowerCase();
}

function known(value: number): number | undefined {
	return Number.isNaN(value) ? undefined : value;
}
