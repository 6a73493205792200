import type { FolderTally } from './folder-tally';

/**
 * Which folder an export begins in: the nearest one above that holds a manifest or a CDR, which is one for each job; else
 * the folder of the files itself. Where a job puts them is not documented: a folder of dates below belongs to it, also where
 * each of them has a CDR of its own and the manifest lies above, or the other way round.
 */
export function runOf(folder: string, tallies: ReadonlyMap<string, FolderTally>): string {
	return markedAbove(folder, tallies) ?? folder;
}

/** The nearest folder, this one or above it, that holds a manifest or a CDR; where it holds one of them alone, the one that holds the other. */
export function markedAbove(folder: string, tallies: ReadonlyMap<string, FolderTally>): string | undefined {
	let nearest: { folder: string; tally: FolderTally } | undefined;
	for (let above: string | undefined = folder; above !== undefined; above = parentOf(above)) {
		const tally = tallies.get(above);
		if (!tally || !isMarked(tally)) continue;
		if (isWhole(tally)) return nearest?.folder ?? above;
		if (nearest && tally.hasCdr !== nearest.tally.hasCdr) return above;
		nearest ??= { folder: above, tally };
	}
	return nearest?.folder;
}

function isWhole({ hasManifest, hasCdr }: FolderTally): boolean {
	return hasManifest && hasCdr;
}

export function isMarked({ hasManifest, hasCdr }: FolderTally): boolean {
	return hasManifest || hasCdr;
}

/** Of `a/b/` it is `a/`, of `a/` it is `''`, and of that none. */
function parentOf(folder: string): string | undefined {
	return folder === '' ? undefined : folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
}

export function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf('/') + 1);
}
