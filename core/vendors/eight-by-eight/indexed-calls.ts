import { isRecordingError } from '../../errors/recording-error';
import { Breather } from '../../listing/breather';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { dayAt } from './days';
import { indexPlaces } from './index-places';
import type { IndexCall } from './index/call';
import { LocalDays } from './local-days';
import { recordedAtMs } from './names';
import { isNoIndex, openIndex } from './open-index';
import type { RootFolders } from './root-folders';

/** Days whose calls are kept: recordings come by UTC folder, and a folder touches two or three local days. */
const DAYS_KEPT = 4;
const NONE: readonly IndexCall[] = [];

/** The rows of a day, by `keyOf` the recording. Several rows may name one. */
type CallsOfDay = ReadonlyMap<string, readonly IndexCall[]>;

/** What the indexes of a tenant say of recordings; each index is read once, when the first recording of its day comes. */
export class IndexedCalls {
	readonly #days = new Map<string, CallsOfDay>();
	readonly #localDays: LocalDays;
	readonly #daysOfRecordings = new Set<string>();
	readonly #missing = new Set<string>();
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
				const calls = day > today ? undefined : (await this.#callsOf(day)).get(key);
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

	async #callsOf(day: string): Promise<CallsOfDay> {
		const calls = this.#days.get(day) ?? (await this.#read(day));
		// The day that was used last is the last to go.
		this.#days.delete(day);
		this.#days.set(day, calls);
		for (const old of [...this.#days.keys()].slice(0, -DAYS_KEPT)) this.#days.delete(old);
		return calls;
	}

	async #read(day: string): Promise<CallsOfDay> {
		for (const { path } of indexPlaces(day, this.timeZone)) {
			const slash = path.indexOf('/');
			for (const folder of await this.root.named(path.slice(0, slash))) {
				const calls = await this.#readIfThere(folder + path.slice(slash));
				if (calls) return calls;
			}
		}
		this.#missing.add(day);
		return new Map();
	}

	async #readIfThere(path: string): Promise<CallsOfDay | undefined> {
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
