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

/** What is found and not handed on yet. */
interface Handing<Found> {
	found: Found[];
	files: Listed[];
}

/** No contact centre of today stored recordings there before. */
const EARLIEST_MS = Date.UTC(2010, 0);
const SHORTEST_FIRST_SPAN_MS = 3_600_000;
const LONGEST_SPAN_MS = 366 * 86_400_000;
const SHORTEST_SPAN_MS = 1_000;
/** A window with fewer is followed by a longer one, and one with more by a shorter one. */
const FEW = 500;
const MANY = 5_000;
/** More at once are asked for by windows, and a window with more by halves, so that memory has a bound. */
const TOO_MANY = 10_000;

/**
 * Looks for new files where an index can be asked by the time of storage: window by window from where everything is known
 * up to now. When nothing is new that is one request.
 */
export async function sweepByTime<Found>(watcher: Watcher, options: QueryOptions<Found>): Promise<Swept<Found>> {
	const handing: Handing<Found> = { found: [], files: [] };
	const stop = (isComplete: boolean): Swept<Found> => ({ ...handing, state: watcher.save(), isComplete });
	const { nowMs, clockToleranceMs, deadlineMs } = options;
	const fromMs = watcher.isFirstLook ? nowMs - clockToleranceMs : Math.max(watcher.oldestThatCountsMs(), EARLIEST_MS);
	for await (const { files, beforeMs } of windowsFrom(fromMs, options)) {
		if (!handOn(files, watcher, handing, options)) return stop(false);
		if (beforeMs === undefined) break;
		watcher.lookedAtUntil(beforeMs);
		if (Date.now() > deadlineMs) return stop(false);
	}
	watcher.completed();
	return stop(true);
}

/** What was stored from a moment on: at once where it is little, however long ago that was; else window by window. */
async function* windowsFrom<Found>(startMs: number, options: QueryOptions<Found>): AsyncGenerator<{ files: Timed[]; beforeMs?: number }> {
	const { nowMs } = options;
	let fromMs = startMs;
	let spanMs = firstSpan(nowMs - fromMs);
	let rest = await collect(options, fromMs, undefined, TOO_MANY);
	while (rest === undefined && fromMs < nowMs) {
		const beforeMs = Math.min(fromMs + spanMs, nowMs);
		const files = await collect(options, fromMs, beforeMs, spanMs > SHORTEST_SPAN_MS ? TOO_MANY : Infinity);
		if (files) yield { files, beforeMs };
		if (files) fromMs = beforeMs;
		spanMs = nextSpan(beforeMs - fromMs || spanMs, files?.length ?? Infinity);
	}
	rest ??= await collect(options, fromMs, undefined, Infinity);
	yield { files: rest ?? [] };
}

function nextSpan(spanMs: number, count: number): number {
	if (count < FEW) return Math.min(LONGEST_SPAN_MS, spanMs * 2);
	return count > MANY ? Math.max(SHORTEST_SPAN_MS, Math.floor(spanMs / 2)) : spanMs;
}

/** A long time in which there may be nothing is not looked through hour by hour. */
function firstSpan(wholeMs: number): number {
	return Math.max(SHORTEST_FIRST_SPAN_MS, Math.floor(wholeMs / 64));
}

type Timed = Listed & { entry: SourceEntry };

/** Oldest first, and always in the same order. Undefined where there are more than `most`. */
async function collect<Found>({ find, storedMs }: QueryOptions<Found>, fromMs: number, beforeMs: number | undefined, most: number): Promise<Timed[] | undefined> {
	const files: Timed[] = [];
	const breather = new Breather();
	for await (const page of find(fromMs, beforeMs)) {
		for (const entry of page) {
			const stored = storedMs(entry);
			if (stored !== undefined) files.push({ container: entry.container, path: entry.path, storedMs: stored, entry });
			if (breather.isDue()) await breather.breathe();
		}
		if (files.length > most) return undefined;
	}
	return files.sort((a, b) => a.storedMs - b.storedMs || (a.path < b.path ? -1 : 1));
}

/** False when the limit keeps back some: all that was stored before the first of them has been looked at. */
function handOn<Found>(files: Timed[], watcher: Watcher, { found, files: handed }: Handing<Found>, { toFound, limit }: QueryOptions<Found>): boolean {
	for (const file of files) {
		if (!watcher.isNew(file)) continue;
		if (found.length >= limit) {
			watcher.lookedAtUntil(file.storedMs);
			return false;
		}
		const wanted = toFound(file.entry);
		if (wanted === undefined) continue;
		found.push(wanted);
		handed.push(file);
		watcher.handedOn(file);
	}
	return true;
}

/** The whole index has one order only: that of time. */
export const BY_TIME = { keyOf: (): string => LAST_KEY };
