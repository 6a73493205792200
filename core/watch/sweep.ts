import { isRecordingError } from '../errors/recording-error';
import { Breather } from '../listing/breather';
import type { ListedPage, Recordings } from '../sources/recordings';
import type { SourceEntry } from '../sources/source';
import type { Listed, Watcher } from './watcher';
import type { Position, WatchState } from './watch-state';

export interface SweepOptions<Found> {
	/** What to list, one after the other, in the order of their names; the prefixes do not overlap. */
	sections: string[];
	/** When the service stored it, ms since 1970; undefined for what is none of these files. */
	storedMs(entry: SourceEntry): number | undefined;
	/** Whether that is the time at which its upload began. */
	isSlow?(entry: SourceEntry): boolean;
	/** What else tells versions of a file apart. */
	version?(entry: SourceEntry): string | undefined;
	/** Is told what is new on a page before the rest is asked about it. */
	prepare?(fresh: SourceEntry[]): Promise<void>;
	/** Whether a new one is to wait for a later sweep. */
	mustWait?(entry: SourceEntry): boolean;
	/** Undefined for what is not wanted: it counts as looked at. */
	toFound(entry: SourceEntry): Found | undefined;
	/** At most so many; the next sweep goes on after them. */
	limit: number;
	/** To stop at, ms since 1970, so that a poll keeps to its time. What was found until then counts. */
	deadlineMs: number;
	keyOf(path: string): string;
	pageSize?: number;
	/** Stands before the pages of each section, to pass over errors that mean that there is nothing. */
	guardPages?(pages: AsyncIterable<ListedPage>): AsyncIterable<ListedPage>;
	signal?: AbortSignal;
}

export interface Swept<Found> {
	found: Found[];
	/** What each of them is, in the same order. */
	files: Listed[];
	state: WatchState;
	/** Whether everything has been looked at. */
	isComplete: boolean;
}

/** Looks for new files where the last sweep stopped, to the end of the list, the limit or the deadline. */
export async function sweep<Found>(
	recordings: Recordings,
	watcher: Watcher,
	position: Position | undefined,
	options: SweepOptions<Found>,
): Promise<Swept<Found>> {
	const run = new SweepRun(recordings, watcher, options);
	const stoppedAt = await run.go(position);
	if (stoppedAt) watcher.passed(run.lastKey ?? position?.afterKey ?? '');
	else watcher.completed();
	return { found: run.found, files: run.files, state: watcher.save(stoppedAt), isComplete: stoppedAt === undefined };
}

type Stop = Pick<Position, 'section' | 'token'>;

class SweepRun<Found> {
	readonly found: Found[] = [];
	readonly files: Listed[] = [];
	/** Of the entry that was looked at last. */
	lastKey?: string;
	readonly #breather = new Breather();

	constructor(
		private readonly recordings: Recordings,
		private readonly watcher: Watcher,
		private readonly options: SweepOptions<Found>,
	) {}

	/** Where it had to stop; undefined at the end of the list. */
	async go(position: Position | undefined): Promise<Stop | undefined> {
		const sections = sectionsFrom(this.options.sections, position);
		for (const [index, section] of sections.entries()) {
			const stop = await this.#section(section, section === position?.section ? position.token : undefined);
			if (stop) return stop;
			const next = sections[index + 1];
			if (next !== undefined && this.#isLate()) return { section: next };
		}
		return undefined;
	}

	async #section(section: string, token: string | undefined): Promise<Stop | undefined> {
		let pageToken = token;
		const pages = pagesOf(this.recordings, section, token, this.options);
		for await (const { entries, nextToken } of this.options.guardPages?.(pages) ?? pages) {
			const fresh = await this.#fresh(entries, section);
			for (const entry of entries) {
				if (this.found.length >= this.options.limit) return { section, token: pageToken };
				this.lastKey = this.options.keyOf(entry.path);
				const file = fresh.get(entry);
				if (file) this.#take(entry, file);
				if (this.#breather.isDue()) await this.#breather.breathe();
			}
			pageToken = nextToken;
			if (nextToken !== undefined && this.#isLate()) return { section, token: nextToken };
		}
		return undefined;
	}

	#isLate(): boolean {
		return Date.now() > this.options.deadlineMs;
	}

	async #fresh(entries: SourceEntry[], section: string): Promise<Map<SourceEntry, Listed>> {
		const { storedMs, isSlow, version, prepare } = this.options;
		const fresh = new Map<SourceEntry, Listed>();
		for (const entry of entries) {
			const stored = storedMs(entry);
			if (stored === undefined) continue;
			const file = { container: entry.container, path: entry.path, storedMs: stored, version: version?.(entry), isSlow: isSlow?.(entry), section };
			if (this.watcher.isNew(file)) fresh.set(entry, file);
			if (this.#breather.isDue()) await this.#breather.breathe();
		}
		if (fresh.size > 0) await prepare?.([...fresh.keys()]);
		return fresh;
	}

	#take(entry: SourceEntry, file: Listed): void {
		if (this.options.mustWait?.(entry)) {
			this.watcher.waits(file);
			return;
		}
		const found = this.options.toFound(entry);
		if (found === undefined) return;
		this.found.push(found);
		this.files.push(file);
		this.watcher.handedOn(file);
	}
}

/** A section that is no longer there (a day that fell out of sight) is passed over. */
function sectionsFrom(sections: string[], position: Position | undefined): string[] {
	return position === undefined ? sections : sections.filter((section) => section >= position.section);
}

/** From the token on; from the front where the service does not know the token any more. */
async function* pagesOf<Found>(
	recordings: Recordings,
	section: string,
	token: string | undefined,
	{ pageSize, signal }: SweepOptions<Found>,
): AsyncGenerator<ListedPage> {
	const options = { prefix: section, pageSize, signal };
	let isFirst = true;
	try {
		for await (const page of recordings.listFrom(token, options)) {
			isFirst = false;
			yield page;
		}
	} catch (error) {
		if (!isFirst || token === undefined || !isRecordingError(error) || error.code !== 'INVALID_REQUEST') throw error;
		yield* recordings.listFrom(undefined, options);
	}
}
