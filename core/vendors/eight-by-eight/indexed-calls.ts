import { isRecordingError } from '../../errors/recording-error';
import { Breather } from '../../listing/breather';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { dayAt } from './days';
import { indexPlaces } from './index-places';
import type { IndexCall } from './index/call';
import { LocalDays } from './local-days';
import { recordedAtMs, type IndexKind } from './names';
import { isNoIndex, openIndex } from './open-index';
import type { RootFolders } from './root-folders';

/** Indexes whose calls are kept: recordings come by UTC folder, and a folder touches two or three local days. */
const INDEXES_KEPT = 8;
const KINDS = ['detailed', 'small'] as const satisfies readonly IndexKind[];
const NONE: readonly IndexCall[] = [];

/** The rows of an index, by `keyOf` the recording. Several rows may name one. */
type CallsOfIndex = ReadonlyMap<string, readonly IndexCall[]>;

/** What the indexes of a tenant say of recordings; each index is read once, when the first recording that it may list comes. */
export class IndexedCalls {
	/** By kind and day; undefined for one that is not there. */
	readonly #indexes = new Map<string, CallsOfIndex | undefined>();
	readonly #localDays: LocalDays;
	readonly #daysOfRecordings = new Set<string>();
	readonly #missing = new Set<string>();
	/** How many recordings each lists, by kind and day. */
	readonly #counts = new Map<string, number>();
	/** What was wrong with indexes, in words. */
	readonly problems: string[] = [];

	constructor(
		private readonly recordings: Recordings,
		private readonly root: RootFolders,
		private readonly timeZone: string,
		private readonly signal?: AbortSignal,
	) {
		this.#localDays = new LocalDays(timeZone);
	}

	/**
	 * The rows of some recordings, by path: from the index of its day, else, near midnight, from the one beside it. Reads
	 * the indexes that they need.
	 */
	async of(entries: readonly SourceEntry[]): Promise<(path: string) => readonly IndexCall[]> {
		const found = new Map<string, readonly IndexCall[]>();
		const today = dayAt(Date.now(), this.timeZone);
		const breather = new Breather();
		for (const { path } of entries) {
			if (breather.isDue()) await breather.breathe();
			const key = keyOf(path);
			const ms = recordedAtMs(key);
			if (ms === undefined) continue;
			const days = this.#localDays.daysThatMayList(ms);
			this.#daysOfRecordings.add(days[0]);
			for (const day of days) {
				const calls = day > today ? undefined : await this.#rowsOf(day, key);
				if (!calls) continue;
				found.set(key, calls);
				break;
			}
		}
		return (path) => found.get(keyOf(path)) ?? NONE;
	}

	/** Local days, with recordings, that have no index on the server, in order. */
	get daysWithoutIndex(): string[] {
		return [...this.#daysOfRecordings].filter((day) => this.#missing.has(day)).sort();
	}

	/** Whether a local day was asked for, and has no index on the server. */
	isMissing(day: string): boolean {
		return this.#missing.has(day);
	}

	/** How many recordings the indexes of a day list that were read. */
	countOf(day: string): number {
		return KINDS.reduce((sum, kind) => sum + (this.#counts.get(`${kind} ${day}`) ?? 0), 0);
	}

	/** In the detailed index; in the small one, which is read only then, what that does not list. */
	async #rowsOf(day: string, key: string): Promise<readonly IndexCall[] | undefined> {
		let isThere = false;
		for (const kind of KINDS) {
			const calls = await this.#callsOf(day, kind);
			const rows = calls?.get(key);
			if (rows) return rows;
			isThere ||= calls !== undefined;
		}
		if (!isThere) this.#missing.add(day);
		return undefined;
	}

	async #callsOf(day: string, kind: IndexKind): Promise<CallsOfIndex | undefined> {
		const name = `${kind} ${day}`;
		const calls = this.#indexes.has(name) ? this.#indexes.get(name) : await this.#read(day, kind);
		// The index that was used last is the last to go.
		this.#indexes.delete(name);
		this.#indexes.set(name, calls);
		this.#counts.set(name, calls?.size ?? 0);
		for (const old of [...this.#indexes.keys()].slice(0, -INDEXES_KEPT)) this.#indexes.delete(old);
		return calls;
	}

	/** The first one that lists recordings: one of two copies may be empty. */
	async #read(day: string, kind: IndexKind): Promise<CallsOfIndex | undefined> {
		let empty: CallsOfIndex | undefined;
		for (const { path } of indexPlaces(day, this.timeZone).filter((place) => place.kind === kind)) {
			for (const stored of await this.#storedAs(path)) {
				const calls = await this.#readIfThere(stored);
				if (calls && calls.size > 0) return calls;
				empty ??= calls;
			}
		}
		return empty;
	}

	/** A server that alters the letters of a folder may alter those of what is in it. */
	async #storedAs(path: string): Promise<string[]> {
		const slash = path.indexOf('/');
		const [folder, name] = [path.slice(0, slash), path.slice(slash + 1)];
		const stored = await this.root.named(folder);
		return stored.flatMap((one) => (one === folder ? [path] : [`${one}/${name}`, `${one}/${name.toLowerCase()}`]));
	}

	async #readIfThere(path: string): Promise<CallsOfIndex | undefined> {
		const calls = new Map<string, IndexCall[]>();
		try {
			const reader = await openIndex(this.recordings, path, { zone: this.timeZone, signal: this.signal });
			for await (const batch of reader) for (const call of batch) addTo(calls, call);
			if (reader.problems.total > 0) this.problems.push(`${path}: ${reader.problems.total} problems, the first in line ${reader.problems.examples[0].line}`);
			return calls;
		} catch (error) {
			if (isRecordingError(error) && error.code === 'NOT_FOUND') return undefined;
			if (isNoIndex(error)) {
				this.problems.push(`${path} is no index that can be read`);
				return undefined;
			}
			throw error;
		}
	}
}

function addTo(calls: Map<string, IndexCall[]>, call: IndexCall): void {
	if (!call.fileName) return;
	const key = keyOf(call.fileName);
	const rows = calls.get(key);
	if (rows) rows.push(call);
	else calls.set(key, [call]);
}

/** A name tells its second and its sequence, so it is unique; indexes may spell the folder in another way. */
function keyOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
