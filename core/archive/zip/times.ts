import type { Entry } from './library';

/** When an entry was changed last. */
export interface ZipTimes {
	/** ISO 8601 in UTC with `Z`; only where the archive says it in UTC: as Unix or Windows (NTFS) programs add it. */
	lastModified?: string;
	/** ISO 8601 without a zone, to two seconds: the clock of the machine that made the archive. Every ZIP has it, if it is a date. */
	lastModifiedLocal?: string;
}

const INFO_ZIP_TIMES = 0x5455;
const HAS_MODIFIED = 0x1;
const NTFS = 0x000a;
/** Reserved bytes, a tag and its length; then modified, accessed, created. */
const NTFS_BYTES = 32;
const NTFS_MODIFIED_AT = 8;
/** NTFS counts in 100 ns from 1601 on. */
const NTFS_EPOCH_MS = 11_644_473_600_000n;
const NTFS_PER_MS = 10_000n;

/** The instant that a program has added, in milliseconds since 1970. */
export function modifiedMsIn(fields: Entry['extraFields']): number | undefined {
	for (const { id, data } of fields) {
		if (id === NTFS && data.length === NTFS_BYTES) return Number(data.readBigUInt64LE(NTFS_MODIFIED_AT) / NTFS_PER_MS - NTFS_EPOCH_MS);
		if (id === INFO_ZIP_TIMES && data.length >= 5 && data[0] & HAS_MODIFIED) return data.readInt32LE(1) * 1_000;
	}
	return undefined;
}

export function toIsoSeconds(timeMs: number | undefined): string | undefined {
	const date = new Date(Math.floor((timeMs ?? NaN) / 1_000) * 1_000);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

/** PKWARE's APPNOTE, 4.4.6: as in MS-DOS. Undefined for what is no date. */
export function fromDos(date: number, time: number): string | undefined {
	const [year, month, day] = [(date >>> 9) + 1980, (date >>> 5) & 0xf, date & 0x1f];
	const [hour, minute, second] = [time >>> 11, (time >>> 5) & 0x3f, (time & 0x1f) * 2];
	const isLeap = year % 4 === 0 && year !== 2100;
	const days = month === 2 && isLeap ? 29 : DAYS[month - 1];
	if (days === undefined || day === 0 || day > days || hour > 23 || minute > 59 || second > 59) return undefined;
	return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function two(value: number): string {
	return value < 10 ? `0${value}` : `${value}`;
}
