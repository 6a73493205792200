/** Which of two numbers is the day is not told by the text itself: `03/04/2026`. */
export type DateOrder = 'monthFirst' | 'dayFirst';

/** Years, months from 1 … as a clock on a wall shows them. */
export interface WallTime {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
	millisecond: number;
}

/** A date as it was written. */
export type WrittenTime =
	/** With its offset from UTC, or as a count of seconds. */
	| { form: 'instant'; ms: number }
	| { form: 'wall'; wall: WallTime }
	/** Two numbers and a year, in one of the two orders; `clock` has no date. */
	| { form: 'numbers'; first: number; second: number; year: number; clock: Clock };

type Clock = Pick<WallTime, 'hour' | 'minute' | 'second' | 'millisecond'>;

const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[t\s,]\s*${TIME})?$`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[t\s,]\s*${TIME})?$`, 'i');
const DAY_MONTH_NAME = new RegExp(String.raw`^(\d{1,2})[-\s]([a-z]{3,9})[-\s,]\s*(\d{4})(?:[\s,]\s*${TIME})?$`, 'i');
const MONTH_NAME_DAY = new RegExp(String.raw`^([a-z]{3,9})[-\s](\d{1,2}),?\s+(\d{4})(?:[\s,]\s*${TIME})?$`, 'i');
const COMPACT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;
const EPOCH_MS = /^\d{13}$/;
const EPOCH_S = /^\d{10}$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Longer than any date; keeps the patterns quick on other text. */
const LONGEST = 40;

/**
 * Reads a date with its time. What vendors write is not documented, and spreadsheets change it on saving: so ISO
 * 8601, dates with numbers or English names of months in any order, 24 or 12 hours, 14 digits, and seconds or
 * milliseconds since 1970. Undefined for all else, such as a date alone or a year of two digits.
 */
export function parseTimeText(text: string): WrittenTime | undefined {
	if (text.length > LONGEST) return undefined;
	let match = YEAR_FIRST.exec(text);
	if (match) return onDay(Number(match[1]), Number(match[3]), Number(match[4]), match, 5);
	match = YEAR_LAST.exec(text);
	if (match) return inNumbers(match);
	if (EPOCH_MS.test(text)) return { form: 'instant', ms: Number(text) };
	if (EPOCH_S.test(text)) return { form: 'instant', ms: Number(text) * 1_000 };
	match = COMPACT.exec(text);
	if (match) return compact(match);
	match = DAY_MONTH_NAME.exec(text);
	if (match) return onDay(Number(match[3]), monthNumber(match[2]), Number(match[1]), match, 4);
	match = MONTH_NAME_DAY.exec(text);
	return match ? onDay(Number(match[3]), monthNumber(match[1]), Number(match[2]), match, 4) : undefined;
}

/** The time that was meant, by an order; without one, where both orders give the same or only one gives a date. */
export function inOrder(written: Extract<WrittenTime, { form: 'numbers' }>, order: DateOrder | undefined): WallTime | 'ambiguous' | undefined {
	const { first, second, year, clock } = written;
	const monthFirst = order === 'dayFirst' ? undefined : dateOf(year, first, second);
	const dayFirst = order === 'monthFirst' ? undefined : dateOf(year, second, first);
	if (monthFirst && dayFirst && first !== second) return 'ambiguous';
	const date = monthFirst ?? dayFirst;
	return date && { ...date, ...clock };
}

/** The wall time as if the clock were in UTC. */
export function asUtcMs({ year, month, day, hour, minute, second, millisecond }: WallTime): number {
	return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}

function onDay(year: number, month: number, day: number, match: RegExpExecArray, at: number): WrittenTime | undefined {
	const clock = clockOf(match, at);
	const date = dateOf(year, month, day);
	if (!clock || !date) return undefined;
	return withOffset({ ...date, ...clock }, match[at + 5]);
}

function inNumbers(match: RegExpExecArray): WrittenTime | undefined {
	const clock = clockOf(match, 5);
	// With an offset as well, it would be an instant in one of two orders: nobody writes that.
	if (!clock || match[10] !== undefined) return undefined;
	return { form: 'numbers', first: Number(match[1]), second: Number(match[3]), year: Number(match[4]), clock };
}

function clockOf(match: RegExpExecArray, at: number): Clock | undefined {
	const [hours, minutes, seconds = '0', fraction = '', half] = match.slice(at, at + 5) as (string | undefined)[];
	if (hours === undefined) return undefined;
	const hour = hourOf(Number(hours), half?.toLowerCase());
	const clock = { hour, minute: Number(minutes), second: Number(seconds), millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)) };
	return isOnClock(clock) ? clock : undefined;
}

// 13 pm is no hour.
function hourOf(typed: number, half: string | undefined): number {
	if (half === undefined) return typed;
	return typed < 1 || typed > 12 ? NaN : (typed % 12) + (half === 'p' ? 12 : 0);
}

function isOnClock({ hour, minute, second }: Clock): boolean {
	return hour <= 23 && minute <= 59 && second <= 59;
}

function withOffset(time: WallTime, offset: string | undefined): WrittenTime {
	if (offset === undefined) return { form: 'wall', wall: time };
	const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [undefined, '+', '0', '0'];
	const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
	return { form: 'instant', ms: asUtcMs(time) - offsetMs };
}

function compact(match: RegExpExecArray): WrittenTime | undefined {
	const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
	const date = dateOf(year, month, day);
	const clock = { hour, minute, second, millisecond: 0 };
	return date && isOnClock(clock) ? { form: 'wall', wall: { ...date, ...clock } } : undefined;
}

// Date would turn 31 February into 3 March: only a date that reads back the same is one.
function dateOf(year: number, month: number, day: number): { year: number; month: number; day: number } | undefined {
	if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
	if (day > 28 && new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return undefined;
	return { year, month, day };
}

// 0 where it is no month.
function monthNumber(name: string): number {
	return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
