import { addDays, dayAt, daysBetween, intervalOfDays, startOfDayMs, type Interval } from '../days';

/** A call that is going on at midnight may be listed in the index of the next day: which one is not documented. */
const LATE_MS = 3_600_000;
/** A recording begins some seconds before or after its call is answered. */
const EARLY_MS = 300_000;

/** The days that are compared, and which indexes can list a recording. */
export class DayRange {
	readonly days: string[];
	readonly interval: Interval;
	#last: (Interval & { day: string }) | undefined;

	constructor(
		readonly firstDay: string,
		readonly lastDay: string,
		readonly zone: string,
	) {
		this.days = daysBetween(firstDay, lastDay);
		this.interval = intervalOfDays(firstDay, lastDay, zone);
	}

	has(ms: number): boolean {
		return ms >= this.interval.startMs && ms < this.interval.endMs;
	}

	hasDay(day: string): boolean {
		return day >= this.firstDay && day <= this.lastDay;
	}

	dayOf(ms: number): string {
		return this.#dayAround(ms).day;
	}

	/** The day of a recording, and the one beside it where it was made near midnight. */
	daysThatMayList(ms: number): string[] {
		const { day, startMs, endMs } = this.#dayAround(ms);
		const days = [day];
		if (ms - startMs < EARLY_MS) days.push(addDays(day, -1));
		if (endMs - ms < LATE_MS) days.push(addDays(day, 1));
		return days;
	}

	// Recordings come in their order, mostly: the day of the one before is the day of the next.
	#dayAround(ms: number): Interval & { day: string } {
		if (this.#last && ms >= this.#last.startMs && ms < this.#last.endMs) return this.#last;
		const day = dayAt(ms, this.zone);
		this.#last = { day, startMs: startOfDayMs(day, this.zone), endMs: startOfDayMs(addDays(day, 1), this.zone) };
		return this.#last;
	}
}
