import type { TimeWindow } from '../../time/window';

const DAY_MS = 86_400_000;
/** More days than this are read as one list. */
const MAX_DAYS = 366;

/**
 * Beginnings of the names of all recordings that began in a window: names begin with the day, in UTC. Undefined where
 * that would not narrow the list: a window that is open at one side, or very long.
 */
export function dayPrefixes({ after, before }: TimeWindow): string[] | undefined {
	if (after === undefined || before === undefined) return undefined;
	const first = Math.floor(Date.parse(after) / DAY_MS);
	// The window ends before its second bound: midnight belongs to no further day.
	const last = Math.floor((Date.parse(before) - 1) / DAY_MS);
	if (last - first >= MAX_DAYS) return undefined;
	return Array.from({ length: Math.max(0, last - first + 1) }, (_, day) =>
		new Date((first + day) * DAY_MS).toISOString().slice(0, 10),
	);
}
