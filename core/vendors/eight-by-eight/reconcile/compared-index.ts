import type { IndexCall } from '../index/call';
import { EARLY_MS, LATE_MS } from '../local-days';
import { intervalOfDays, type Interval } from '../days';
import { parseIndexPath, type IndexKind } from '../names';

/** An index that is being compared. */
export interface ComparedIndex {
	path: string;
	/** The day that its name says. */
	day: string;
	kind: IndexKind;
}

/** The index as it is compared, from its path. */
export function comparedIndex(path: string): ComparedIndex | undefined {
	const parsed = parseIndexPath(path);
	return parsed && { path, ...parsed };
}

/** What was counted in an index. */
export class IndexTally {
	readonly path: string;
	readonly day: string;
	readonly kind: IndexKind;
	rowCount = 0;
	/** Rows with a time that is not of its day. */
	foreignCount = 0;
	/** Problems that can have cost a row. */
	lossCount = 0;
	readonly #interval: Interval;

	constructor({ path, day, kind }: ComparedIndex, zone: string) {
		this.path = path;
		this.day = day;
		this.kind = kind;
		this.#interval = intervalOfDays(day, day, zone);
	}

	count(startMs: number | undefined): void {
		this.rowCount++;
		const { startMs: from, endMs: to } = this.#interval;
		// A call near midnight is no sign of another day.
		if (startMs !== undefined && (startMs < from - LATE_MS || startMs >= to + EARLY_MS)) this.foreignCount++;
	}

	get startMs(): number {
		return this.#interval.startMs;
	}
}

export function startMsOf({ startTime }: IndexCall): number | undefined {
	return startTime === undefined ? undefined : Date.parse(startTime);
}

/** How long the index says that a call was. */
export function secondsOf({ durationSeconds, startTime, stopTime }: IndexCall): number | undefined {
	if (durationSeconds !== undefined || !startTime || !stopTime) return durationSeconds;
	const seconds = (Date.parse(stopTime) - Date.parse(startTime)) / 1_000;
	return seconds >= 0 ? seconds : undefined;
}
