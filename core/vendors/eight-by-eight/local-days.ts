import { addDays, dayAt, startOfDayMs, type Interval } from './days';

/**
 * Which index lists a call near midnight is not documented: one that goes on over it may stand in that of the next day,
 * by its end, and one whose recording began after it in that of the day before, by its beginning.
 */
export const LATE_MS = 4 * 3_600_000;
export const EARLY_MS = 3_600_000;

/** The days of a tenant, for many moments that come mostly in their order. */
export class LocalDays {
	#last: (Interval & { day: string }) | undefined;

	constructor(readonly zone: string) {}

	dayOf(ms: number): string {
		return this.#dayAround(ms).day;
	}

	/** The day of a recording; and after it the one beside it whose index may list the recording instead. */
	daysThatMayList(ms: number): string[] {
		const { day, startMs, endMs } = this.#dayAround(ms);
		const days = [day];
		if (ms - startMs < EARLY_MS) days.push(addDays(day, -1));
		if (endMs - ms <= LATE_MS) days.push(addDays(day, 1));
		return days;
	}

	// The day of the one before is the day of the next.
	#dayAround(ms: number): Interval & { day: string } {
		if (this.#last && ms >= this.#last.startMs && ms < this.#last.endMs) return this.#last;
		const day = dayAt(ms, this.zone);
		this.#last = { day, startMs: startOfDayMs(day, this.zone), endMs: startOfDayMs(addDays(day, 1), this.zone) };
		return this.#last;
	}
}
