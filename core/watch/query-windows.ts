import { Breather } from '../listing/breather';
import type { SourceEntry } from '../sources/source';
import { LAST_KEY } from './marks';
import type { Swept } from './sweep';
import type { Listed, Watcher } from './watcher';

export interface QueryOptions<Found> {
	/** What was stored from a moment on, and before another one; without it, all that follows. ms since 1970. */
	find(fromMs: number, beforeMs: number | undefined): AsyncIterable<SourceEntry[]>;
	/** When the service stored it, ms since 1970; undefined for what is none of these files. */
	storedMs(entry: SourceEntry): number | undefined;
	toFound(entry: SourceEntry): Found | undefined;
	limit: number;
	deadlineMs: number;
	/** The clock of this machine, and by how much it may be ahead of the service's. */
	nowMs: number;
	clockToleranceMs: number;
}

/** No contact centre of today stored recordings there before. */
const EARLIEST_MS = Date.UTC(2010, 0);
const SHORTEST_FIRST_SPAN_MS = 3_600_000;
const LONGEST_SPAN_MS = 366 * 86_400_000;
const SHORTEST_SPAN_MS = 1_000;
/** A window with fewer is followed by a longer one, and one with more by a shorter one. */
const FEW = 500;
const MANY = 5_000;
/** A window with more is asked for again, by halves, so that memory has a bound. */
const TOO_MANY = 50_000;

/**
 * Looks for new files where an index can be asked by the time of storage: window by window from where everything is known
 * up to now. When nothing is new that is one request.
 */
export async function sweepByTime<Found>(watcher: Watcher, options: QueryOptions<Found>): Promise<Swept<Found>> {
	const found: Found[] = [];
	const stop = (isComplete: boolean): Swept<Found> => ({ found, state: watcher.save(), isComplete });
	const openFromMs = options.nowMs - options.clockToleranceMs;
	let fromMs = watcher.isFirstLook ? openFromMs : Math.max(watcher.oldestThatCountsMs(), EARLIEST_MS);
	for (let spanMs = firstSpan(openFromMs - fromMs); fromMs + spanMs < openFromMs; ) {
		const files = await collect(options, fromMs, fromMs + spanMs);
		if (files === undefined) {
			spanMs = Math.max(SHORTEST_SPAN_MS, Math.floor(spanMs / 2));
			continue;
		}
		if (!handOn(files, watcher, found, options)) return stop(false);
		fromMs += spanMs;
		watcher.lookedAtUntil(fromMs);
		if (Date.now() > options.deadlineMs) return stop(false);
		if (files.length < FEW) spanMs = Math.min(LONGEST_SPAN_MS, spanMs * 2);
		else if (files.length > MANY) spanMs = Math.max(SHORTEST_SPAN_MS, Math.floor(spanMs / 2));
	}
	const files = (await collect(options, fromMs, undefined)) ?? [];
	if (!handOn(files, watcher, found, options)) return stop(false);
	watcher.completed();
	return stop(true);
}

/** A long time in which there may be nothing is not looked through hour by hour. */
function firstSpan(wholeMs: number): number {
	return Math.max(SHORTEST_FIRST_SPAN_MS, Math.floor(wholeMs / 64));
}

type Timed = Listed & { entry: SourceEntry };

/** Oldest first, and always in the same order. Undefined where there are too many for one window that can be shortened. */
async function collect<Found>({ find, storedMs }: QueryOptions<Found>, fromMs: number, beforeMs: number | undefined): Promise<Timed[] | undefined> {
	const files: Timed[] = [];
	const breather = new Breather();
	const canBeShortened = beforeMs !== undefined && beforeMs - fromMs > SHORTEST_SPAN_MS;
	for await (const page of find(fromMs, beforeMs)) {
		for (const entry of page) {
			const stored = storedMs(entry);
			if (stored !== undefined) files.push({ container: entry.container, path: entry.path, storedMs: stored, entry });
			if (breather.isDue()) await breather.breathe();
		}
		if (canBeShortened && files.length > TOO_MANY) return undefined;
	}
	return files.sort((a, b) => a.storedMs - b.storedMs || (a.path < b.path ? -1 : 1));
}

/** False when the limit keeps back some. */
function handOn<Found>(files: Timed[], watcher: Watcher, found: Found[], { toFound, limit }: QueryOptions<Found>): boolean {
	for (const file of files) {
		if (!watcher.isNew(file)) continue;
		if (found.length >= limit) return false;
		const wanted = toFound(file.entry);
		if (wanted === undefined) continue;
		found.push(wanted);
		watcher.handedOn(file);
	}
	return true;
}

/** The whole index has one order only: that of time. */
export const BY_TIME = { keyOf: (): string => LAST_KEY };
