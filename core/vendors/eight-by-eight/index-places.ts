import { intervalOfDays, utcFolders, type Interval } from './days';
import { folderOfDay, INDEX_FOLDER, indexName, parseIndexPath, type IndexKind } from './names';

const HOUR_MS = 3_600_000;

/** A path at which the index of a day may lie. */
export interface IndexPlace {
	path: string;
	kind: IndexKind;
}

/**
 * Where the index of a local day can lie, the best first. "Index files for a specific day are stored under the
 * relevant sub-directory as well as the index directory", says the vendor's page
 * (https://docs.8x8.com/8x8WebHelp/VCC/configuration-manager-general/content/audiofilesftp.htm). A local day touches two
 * folders, which are by UTC, and which one is the relevant one is not documented: so both. The detailed index was
 * seen in a customer's script, in the folder of the same date as its name; whether the Index folder holds it too is not
 * known, so it is looked for there as well.
 */
export function indexPlaces(day: string, zone: string): IndexPlace[] {
	const folders = foldersOfIndexes(day, zone);
	return (['detailed', 'small'] as const).flatMap((kind) => {
		// The small one is documented for the Index folder, the detailed one was seen in that of the day.
		const order = kind === 'detailed' ? [...folders, INDEX_FOLDER] : [INDEX_FOLDER, ...folders];
		return order.map((folder) => ({ path: `${folder}/${indexName(day, kind)}`, kind }));
	});
}

/** The folders of days that may hold the index of a local day; first the one of the same date. */
export function foldersOfIndexes(day: string, zone: string): string[] {
	const { startMs, endMs } = intervalOfDays(day, day, zone);
	const sameDate = folderOfDay(day);
	// The index is made in the hour after the day's end, which can be in the next folder.
	const touched = utcFolders({ startMs, endMs: endMs + HOUR_MS });
	return [sameDate, ...touched.filter((folder) => folder !== sameDate)];
}

/**
 * The index to read among files that exist, such as those of a listing: the detailed one, else the small one.
 * Undefined where neither is there, and so not made yet, or deleted.
 */
export function chooseIndex(day: string, zone: string, paths: Iterable<string>): IndexPlace | undefined {
	return indexesThere(day, zone, paths)[0];
}

function indexesThere(day: string, zone: string, paths: Iterable<string>): IndexPlace[] {
	const there = new Map<string, string>();
	for (const path of paths) {
		// Case does not matter in the grammar, so it does not here; the path itself stays as it is stored.
		if (parseIndexPath(path)?.day === day) there.set(path.toLowerCase(), path);
	}
	return indexPlaces(day, zone).flatMap(({ path, kind }) => {
		const stored = there.get(path.toLowerCase());
		return stored === undefined ? [] : [{ path: stored, kind }];
	});
}

/** Of each kind the copies that are there, the best first; first those of the detailed one. Kinds can disagree, and a copy may be empty. */
export function indexCopies(day: string, zone: string, paths: readonly string[]): IndexPlace[][] {
	const there = indexesThere(day, zone, paths);
	const kinds = ['detailed', 'small'] as const satisfies readonly IndexKind[];
	return kinds.map((kind) => there.filter((place) => place.kind === kind));
}

/** Whether the index of a day can be there at a moment. */
export type IndexState = 'notDue' | 'due' | 'late';

/**
 * "The daily recording batch index file" is "created between 00:00 and 01:00 local tenant time", says the vendor's page:
 * before midnight it cannot be there, until one o'clock it may be, and then it should.
 */
export function indexState({ endMs }: Interval, nowMs: number): IndexState {
	if (nowMs < endMs) return 'notDue';
	return nowMs < endMs + HOUR_MS ? 'due' : 'late';
}
