/** Days since 1970 in UTC. Files are told apart day by day, by when their service stored them. */
export type Day = number;

/** Of files without a time, or with one that cannot be. */
export const NO_DAY: Day = -1;

const DAY_MS = 86_400_000;
/** Of the year 2200: a service that dates its files beyond must not make an index for each of them. */
const DAYS_END = 84_006;

export function dayOf(storedMs: number | undefined): Day {
	const day = Math.floor((storedMs ?? NaN) / DAY_MS);
	return day >= 0 && day < DAYS_END ? day : NO_DAY;
}

/** `2026-01-31`, or `none`. */
export function dayText(day: Day): string {
	return day === NO_DAY ? 'none' : new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function dayFromText(text: string): Day {
	return dayOf(text === 'none' ? undefined : Date.parse(`${text}T00:00:00Z`));
}
