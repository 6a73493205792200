/** What a folder of a server holds, as its protocol tells it. */
export interface TreeEntry {
	/** Without its folder. */
	name: string;
	/** A link to a file is a file. A link to a folder is told apart, because links can lead in circles. */
	kind: 'file' | 'folder' | 'linkedFolder';
	sizeBytes?: number;
	/** Since 1970, UTC. */
	modifiedMs?: number;
}

/**
 * Lists one folder: `''`, or its path with a slash at the end. In any order, in batches of any size, `.` and `..` included
 * or not. Yields nothing where there is no such folder; throws what its library throws otherwise.
 */
export type ListFolder = (folder: string, signal: AbortSignal) => AsyncIterable<TreeEntry[]>;

const DAY_MS = 86_400_000;
const FIRST_MS = -62_167_219_200_000;
const END_MS = 253_402_300_800_000;
/** Files come by the day: its date costs more than the rest of a time. */
let latest = { day: NaN, date: '' };

/** To the second, as servers of files tell times in one place and not in another. */
export function toIsoTime(timeMs: number | undefined): string | undefined {
	// Years have four digits.
	if (timeMs === undefined || !(timeMs >= FIRST_MS && timeMs < END_MS)) return undefined;
	const day = Math.floor(timeMs / DAY_MS);
	if (day !== latest.day) latest = { day, date: new Date(timeMs).toISOString().slice(0, 11) };
	const seconds = Math.floor((timeMs - day * DAY_MS) / 1_000);
	return `${latest.date}${twoDigits(seconds / 3_600)}:${twoDigits((seconds / 60) % 60)}:${twoDigits(seconds % 60)}Z`;
}

function twoDigits(value: number): string {
	const whole = Math.floor(value);
	return whole < 10 ? `0${whole}` : `${whole}`;
}
