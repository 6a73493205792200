import { asUtcMs, inOrder, parseTimeText, type DateOrder, type WallTime } from './date-text';
import { HourMemo } from './hour-memo';
import type { WallClock } from './wall-clock';

/** Why a text gives no moment. */
export const TIME_PROBLEMS = {
	TIME_UNREADABLE: 'the text is no date and time that is known here',
	TIME_AMBIGUOUS: 'nothing in the file tells which number is the day and which is the month: set the order of dates',
	TIME_NOT_IN_ZONE: 'clocks in that time zone never showed that time, or the time zone is wrong',
} as const;

export type TimeProblemCode = keyof typeof TIME_PROBLEMS;

/** Milliseconds since 1970, or why there is no moment. */
export type ReadTime = number | TimeProblemCode;

/** Reads the times of one file, in the order of dates that was found out for it. */
export class TimeReader {
	readonly #utc = new HourMemo((text) => this.#read(text, asUtcMs));
	readonly #local = new HourMemo((text) => this.#readOnce(text));

	constructor(
		private readonly clock: WallClock,
		private readonly order: DateOrder | undefined,
	) {}

	utc(text: string): ReadTime {
		return this.#utc.msOf(text) ?? this.#read(text, asUtcMs);
	}

	/** @param nearMs decides in the hour that comes twice */
	local(text: string, nearMs: () => number | undefined): ReadTime {
		return this.#local.msOf(text) ?? this.#read(text, (wall) => this.clock.toMs(wall, nearMs));
	}

	/** Nothing for a time that comes twice. */
	#readOnce(text: string): ReadTime | undefined {
		let comesTwice = false;
		const time = this.#read(text, (wall) => this.clock.toMs(wall, () => void (comesTwice = true)));
		return comesTwice ? undefined : time;
	}

	#read(text: string, toMs: (wall: WallTime) => number | undefined): ReadTime {
		const written = parseTimeText(text);
		if (!written) return 'TIME_UNREADABLE';
		if (written.form === 'instant') return written.ms;
		const wall = written.form === 'wall' ? written.wall : inOrder(written, this.order);
		if (!wall) return 'TIME_UNREADABLE';
		if (wall === 'ambiguous') return 'TIME_AMBIGUOUS';
		return toMs(wall) ?? 'TIME_NOT_IN_ZONE';
	}
}

/** ISO 8601 in UTC; with milliseconds only where there are some. */
export function utcText(ms: number): string {
	const text = new Date(ms).toISOString();
	return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}
