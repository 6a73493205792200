import { DateTime } from '../../../time/luxon';

export interface FileTimes {
	dosTime: number;
	dosDate: number;
	unixSeconds?: number;
}

/** The first moment that MS-DOS knows: what a file without a time has. */
const NO_TIME: FileTimes = { dosTime: 0, dosDate: (1 << 5) | 1 };
const FIRST_YEAR = 1980;
const LAST_YEAR = 2107;
const MOST_SECONDS = 0x7fff_ffff;

/** @param lastModified ISO 8601 in UTC @param zone in which MS-DOS's time, which has none of its own, is written */
export function fileTimes(lastModified: string | undefined, zone: string): FileTimes {
	const moment = lastModified === undefined ? undefined : DateTime.fromISO(lastModified, { zone });
	if (!moment?.isValid) return NO_TIME;
	const seconds = Math.floor(moment.toSeconds());
	const unix = seconds >= 0 && seconds <= MOST_SECONDS ? { unixSeconds: seconds } : {};
	const { year, month, day, hour, minute, second } = moment;
	if (year < FIRST_YEAR || year > LAST_YEAR) return { ...NO_TIME, ...unix };
	return { dosDate: ((year - FIRST_YEAR) << 9) | (month << 5) | day, dosTime: (hour << 11) | (minute << 5) | (second >>> 1), ...unix };
}
