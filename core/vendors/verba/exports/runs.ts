import type { FolderTally } from './folder-tally';

/**
 * Which folder an export begins in: the nearest one above that holds a manifest or a CDR, which is one for each job; else
 * the folder of the files itself. Where a job puts them is not documented: a folder of dates below belongs to it.
 */
export function runOf(folder: string, tallies: ReadonlyMap<string, FolderTally>): string {
	return markedAbove(folder, tallies) ?? folder;
}

/** The nearest folder, this one or above it, that holds a manifest or a CDR. */
export function markedAbove(folder: string, tallies: ReadonlyMap<string, FolderTally>): string | undefined {
	for (let above: string | undefined = folder; above !== undefined; above = parentOf(above)) {
		const tally = tallies.get(above);
		if (tally && isMarked(tally)) return above;
	}
	return undefined;
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
