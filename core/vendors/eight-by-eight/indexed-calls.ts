import { isRecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { dayAt } from './days';
import { indexPlaces } from './index-places';
import type { IndexCall } from './index/call';
import { recordedAtMs } from './names';
import { isNoIndex, openIndex } from './open-index';

/** Days whose calls are kept: recordings come by UTC folder, and a folder touches two or three local days. */
const DAYS_KEPT = 4;
/** A call that begins so late may stand in the index of the next day: which one is not documented. */
const LATE_MS = 4 * 3_600_000;

/** What the indexes of a tenant say of recordings; each index is read once, when the first recording of its day comes. */
export class IndexedCalls {
	readonly #days = new Map<string, ReadonlyMap<string, IndexCall>>();
	readonly #daysOfRecordings = new Set<string>();
	readonly #missing = new Set<string>();
	/** What was wrong with indexes, in words. */
	readonly problems: string[] = [];

	constructor(
		private readonly recordings: Recordings,
		private readonly timeZone: string,
		private readonly signal?: AbortSignal,
	) {}

	/** The calls of some recordings, by `keyOf` their paths. Reads the indexes that they need. */
	async of(entries: readonly SourceEntry[]): Promise<(path: string) => IndexCall | undefined> {
		const days = new Set<string>();
		for (const { path } of entries) {
			const [own, ...others] = this.#daysOf(path);
			if (own === undefined) continue;
			this.#daysOfRecordings.add(own);
			for (const day of [own, ...others]) days.add(day);
		}
		const calls: ReadonlyMap<string, IndexCall>[] = [];
		for (const day of [...days].sort()) calls.push(await this.#callsOf(day));
		return (path) => {
			const key = keyOf(path);
			return calls.find((ofDay) => ofDay.has(key))?.get(key);
		};
	}

	/** Local days, with recordings, that have no index on the server, in order. */
	get daysWithoutIndex(): string[] {
		return [...this.#daysOfRecordings].filter((day) => this.#missing.has(day)).sort();
	}

	#daysOf(path: string): string[] {
		const ms = recordedAtMs(keyOf(path));
		if (ms === undefined) return [];
		const day = dayAt(ms, this.timeZone);
		const late = dayAt(ms + LATE_MS, this.timeZone);
		return late === day || late > dayAt(Date.now(), this.timeZone) ? [day] : [day, late];
	}

	async #callsOf(day: string): Promise<ReadonlyMap<string, IndexCall>> {
		const known = this.#days.get(day);
		if (known) return known;
		const calls = await this.#read(day);
		this.#days.set(day, calls);
		for (const old of [...this.#days.keys()].slice(0, -DAYS_KEPT)) this.#days.delete(old);
		return calls;
	}

	async #read(day: string): Promise<ReadonlyMap<string, IndexCall>> {
		for (const { path } of indexPlaces(day, this.timeZone)) {
			const calls = await this.#readIfThere(path);
			if (calls) return calls;
		}
		this.#missing.add(day);
		return new Map();
	}

	async #readIfThere(path: string): Promise<Map<string, IndexCall> | undefined> {
		const calls = new Map<string, IndexCall>();
		try {
			const reader = await openIndex(this.recordings, path, { zone: this.timeZone, signal: this.signal });
			for await (const batch of reader) for (const call of batch) if (call.fileName) calls.set(keyOf(call.fileName), call);
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

/** A name tells its second and its sequence, so it is unique; indexes may spell the folder in another way. */
function keyOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
