import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { daysBetween } from './days';
import { foldersOfIndexes } from './index-places';
import { INDEX_FOLDER, parseIndexPath, type IndexKind } from './names';
import { RootFolders } from './root-folders';
import { toEightByEightRecording, type EightByEightRecording } from './recording';

/** An index on the server, as an item: the fields of a file, and what its name tells. */
export interface IndexFile extends EightByEightRecording {
	/** `yyyy-MM-dd`: the day of the tenant whose calls it lists. */
	day: string;
	kind: IndexKind;
}

/** Undefined for a file that is no index. */
export function toIndexFile(entry: SourceEntry, retentionDays: number): IndexFile | undefined {
	const parsed = parseIndexPath(entry.path);
	return parsed && { ...toEightByEightRecording(entry, retentionDays), ...parsed };
}

export interface IndexRange {
	firstDay: string;
	lastDay: string;
	timeZone: string;
}

/** Pages of files among which the indexes of a range of days are; of everything without one. */
export async function* pagesWithIndexes(
	recordings: Recordings,
	range: IndexRange | undefined,
	signal?: AbortSignal,
): AsyncGenerator<SourceEntry[]> {
	const prefixes = range ? (await new RootFolders(recordings, signal).existing(foldersOf(range))).map((folder) => `${folder}/`) : [''];
	for (const prefix of prefixes) yield* recordings.listPages({ prefix, signal });
}

function foldersOf({ firstDay, lastDay, timeZone }: IndexRange): Set<string> {
	const folders = new Set([INDEX_FOLDER]);
	for (const day of daysBetween(firstDay, lastDay)) for (const folder of foldersOfIndexes(day, timeZone)) folders.add(folder);
	return folders;
}
