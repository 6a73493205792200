import { daysBetween, intervalOfDays, type Interval } from '../days';
import { LocalDays } from '../local-days';

/** The days that are compared. */
export class DayRange extends LocalDays {
	readonly days: string[];
	readonly interval: Interval;

	constructor(
		readonly firstDay: string,
		readonly lastDay: string,
		zone: string,
	) {
		super(zone);
		this.days = daysBetween(firstDay, lastDay);
		this.interval = intervalOfDays(firstDay, lastDay, zone);
	}

	has(ms: number): boolean {
		return ms >= this.interval.startMs && ms < this.interval.endMs;
	}

	hasDay(day: string): boolean {
		return day >= this.firstDay && day <= this.lastDay;
	}
}
