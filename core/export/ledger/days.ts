import { hash } from 'node:crypto';
import { dayFromText, dayText, type Day } from '../day';
import type { Identity } from '../identity';
import type { JobFolder } from '../job-folder';
import type { SavedDay } from './checkpoint';
import { DayIndex, EMPTY_DAY } from './day-index';
import { SetDigest } from './set-digest';

export const INDEX_FOLDER = 'cache/days/';
/** 60 million files in a day. */
const MAX_INDEX_BYTES = 1_000_000_000;
/** Of one day: of as many shards as there can be, some nights. */
const MOST_SEEN = 256;

interface DayState {
	/** Of what is in the index. */
	exported: SetDigest;
	/** See `SavedDay.seen`. */
	seen: Set<string>;
	/** Name of the index at the target; absent where the day has none yet. */
	index?: string;
	/** The index, while it is needed. */
	loaded?: DayIndex;
	/** Not in the index yet. */
	added: Set<Identity>;
}

/** An index is not what the checkpoint says: all of it has to be made anew. */
export class StaleCacheError extends Error {
	override readonly name = 'StaleCacheError';
}

/** What of each day was exported. An index is in memory only as long as somebody needs it. */
export class Days {
	readonly #days = new Map<Day, DayState>();
	/** Indexes that others took the place of. */
	readonly retired: string[] = [];
	#addedCount = 0;

	constructor(
		private readonly folder: JobFolder,
		readonly key: string,
	) {}

	restore(saved: readonly SavedDay[]): void {
		for (const { day, exported, seen, index } of saved) {
			this.#days.set(dayFromText(day), { exported: SetDigest.parse(this.key, exported), seen: new Set(seen), index, added: new Set() });
		}
	}

	save(): SavedDay[] {
		const written = [...this.#days].filter(([, { index }]) => index !== undefined);
		return written.map(([day, { exported, seen, index = '' }]) => ({ day: dayText(day), exported: exported.toString(), ...(seen.size > 0 ? { seen: [...seen] } : {}), index }));
	}

	/** Names of those that are in use. */
	indexes(): Set<string> {
		return new Set([...this.#days.values()].flatMap(({ index = [] }) => index));
	}

	/** Identities that are in no index yet. */
	get addedCount(): number {
		return this.#addedCount;
	}

	newest(): Day | undefined {
		const days = [...this.#days].filter(([, { index, added }]) => index !== undefined || added.size > 0).map(([day]) => day);
		return days.length === 0 ? undefined : Math.max(...days);
	}

	countOf(day: Day): number {
		const state = this.#days.get(day);
		return state ? state.exported.count + state.added.size : 0;
	}

	/** Whether all that was listed of a day is known to be exported, without a look at each. */
	agrees(day: Day, listed: SetDigest): boolean {
		const state = this.#days.get(day);
		const digest = listed.toString();
		return state !== undefined && state.added.size === 0 && (state.seen.has(digest) || digest === state.exported.toString());
	}

	/** Whether `has` knows about a day: its index is in memory, or it has none. */
	isReadable(day: Day): boolean {
		const state = this.#days.get(day);
		return state === undefined || state.loaded !== undefined || state.index === undefined;
	}

	has(day: Day, identity: Identity): boolean {
		const state = this.#days.get(day);
		return state !== undefined && (state.added.has(identity) || (state.loaded?.has(identity) ?? false));
	}

	add(day: Day, identity: Identity): void {
		const state = this.#state(day);
		if (state.loaded?.has(identity) || state.added.has(identity)) return;
		state.added.add(identity);
		this.#addedCount++;
	}

	/** Of a day of which all that was listed is exported. */
	noteSeen(day: Day, listed: SetDigest): void {
		const state = this.#days.get(day);
		if (state) noteSeen(state, listed.toString());
	}

	/** What other runs of the job have noted; a digest of theirs is true for ever, since what is exported stays so. */
	takeSeen(saved: readonly SavedDay[]): void {
		for (const { day, seen = [] } of saved) {
			const state = this.#days.get(dayFromText(day));
			if (state) state.seen = new Set([...new Set([...seen, ...state.seen])].slice(-MOST_SEEN));
		}
	}

	/** Throws StaleCacheError. */
	async load(day: Day): Promise<void> {
		const state = this.#state(day);
		// One that is empty now stays in memory when it is filled.
		state.loaded ??= state.index === undefined ? EMPTY_DAY : await this.#read(day, state.index, state.exported.count);
	}

	unload(day: Day): void {
		const state = this.#days.get(day);
		if (state) state.loaded = undefined;
	}

	/** Puts what was added into the indexes at the target. Those in memory stay there. */
	async fold(): Promise<void> {
		for (const [day, state] of this.#days) if (state.added.size > 0) await this.#fold(day, state);
	}

	async #fold(day: Day, state: DayState): Promise<void> {
		const added = [...state.added];
		const isLoaded = state.loaded !== undefined;
		await this.load(day);
		const before = state.loaded ?? EMPTY_DAY;
		// A copy: what is said of an index must be true of the one that lies at the target.
		const exported = SetDigest.parse(this.key, state.exported.toString());
		const index = await before.with(added, (identity) => exported.add(identity));
		const name = nameOf(day, index);
		if (name !== state.index) {
			await this.folder.write(name, index.bytes, 'application/octet-stream');
			if (state.index !== undefined) this.retired.push(state.index);
		}
		state.index = name;
		state.exported = exported;
		state.loaded = isLoaded ? index : undefined;
		for (const identity of added) state.added.delete(identity);
		this.#addedCount -= added.length;
	}

	async #read(day: Day, name: string, count: number): Promise<DayIndex> {
		const bytes = await this.folder.read(name, MAX_INDEX_BYTES);
		const index = bytes && new DayIndex(bytes);
		if (!index || nameOf(day, index) !== name || index.count !== count) throw new StaleCacheError(`"${this.folder.pathOf(name)}" is missing or altered`);
		return index;
	}

	#state(day: Day): DayState {
		let state = this.#days.get(day);
		if (!state) this.#days.set(day, (state = { exported: new SetDigest(this.key), seen: new Set(), added: new Set() }));
		return state;
	}
}

function noteSeen({ seen }: DayState, digest: string): void {
	seen.delete(digest);
	seen.add(digest);
	for (const oldest of seen) {
		if (seen.size <= MOST_SEEN) return;
		seen.delete(oldest);
	}
}

function nameOf(day: Day, index: DayIndex): string {
	return `${INDEX_FOLDER}${dayText(day)}-${hash('sha256', index.bytes).slice(0, 40)}.idx`;
}
