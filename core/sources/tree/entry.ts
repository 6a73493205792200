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

/** To the second, as servers of files tell times in one place and not in another. */
export function toIsoTime(timeMs: number | undefined): string | undefined {
	if (timeMs === undefined) return undefined;
	const date = new Date(timeMs);
	return Number.isNaN(date.getTime()) ? undefined : `${date.toISOString().slice(0, 19)}Z`;
}
