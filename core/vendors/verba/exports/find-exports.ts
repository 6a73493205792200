import { BoundedHeap } from '../../../listing/bounded-heap';
import { Breather } from '../../../listing/breather';
import { isFolderMark } from '../../../sources/folder-mark';
import type { Recordings } from '../../../sources/recordings';
import type { RequestOptions, SourceEntry } from '../../../sources/source';
import { insideWindow, type TimeWindow } from '../../../time/window';
import { withoutAbsent } from '../../recording';
import { parseVerbaPath } from '../names';
import { FolderTally } from './folder-tally';
import { folderOf, isMarked, runOf } from './runs';

/** What a job left in a target: an archive, or a folder with files. A field that is not known is absent. */
export interface VerbaExport {
	vendor: 'verba';
	kind: 'archive' | 'folder';
	/** Full key of the archive; of a folder with a slash at its end, and a slash alone for all of the target. */
	path: string;
	container?: string;
	name: string;
	extension?: string;
	/** Of all files of a folder together. */
	sizeBytes?: number;
	/** Of a folder: when the last of its files was stored. */
	lastModified?: string;
	etag?: string;
	contentMd5?: string;
	/** Of a folder; what an archive holds is known when it is opened. */
	fileCount?: number;
	mediaFileCount?: number;
	/** By the names of its files. */
	hasManifest?: boolean;
	hasCdr?: boolean;
	/** Of a folder: whether what lies in folders below was counted, too, and belongs to it. */
	includesSubfolders?: boolean;
}

export type ExportOrder = 'listed' | 'newest' | 'oldest';

export interface FindExportsOptions extends RequestOptions {
	/** Below the folder of the recordings; `''` for all of it. */
	prefix?: string;
	kind?: VerbaExport['kind'];
	/** A part of the name, in any case. */
	nameHas?: string;
	/** When the archive, or the last file of the folder, was stored. */
	stored?: TimeWindow;
	order?: ExportOrder;
	limit?: number;
}

/** The whole folder of a target, where it is an export. */
export const WHOLE_TARGET = '/';

/**
 * Finds exports: archives, and folders with files. A folder that holds a manifest or a CDR is one export with all that lies
 * below it; any other folder is one by itself. Reads the whole listing, since what a folder is shows at its end, and keeps
 * something of each folder and not of each file.
 */
export async function findExports(recordings: Recordings, options: FindExportsOptions = {}): Promise<VerbaExport[]> {
	const { prefix, signal, order = 'listed', limit = Infinity } = options;
	const isWanted = wantedBy(options);
	const found = new BoundedHeap<VerbaExport>(limit, COMPARE[order]);
	const folders = new Map<string, FolderTally>();
	const breather = new Breather();
	const add = (one: VerbaExport) => void (isWanted(one) && found.add(one));
	for await (const page of recordings.listPages({ prefix, signal })) {
		for (const entry of page) {
			if (isFolderMark(entry)) continue;
			if (isArchive(entry.path)) add(toArchive(entry));
			else tallyOf(folders, folderOf(entry.path)).add(entry);
			if (breather.isDue()) await breather.breathe();
		}
	}
	for (const [path, tally] of await runsOf(folders, breather)) {
		add(toFolderExport(path, tally, recordings.folder));
		if (breather.isDue()) await breather.breathe();
	}
	return found.sorted();
}

export function isArchive(path: string): boolean {
	return /\.zip$/i.test(path);
}

function tallyOf(tallies: Map<string, FolderTally>, folder: string): FolderTally {
	const known = tallies.get(folder);
	if (known) return known;
	const made = new FolderTally();
	tallies.set(folder, made);
	return made;
}

async function runsOf(folders: ReadonlyMap<string, FolderTally>, breather: Breather): Promise<Map<string, FolderTally>> {
	const runs = new Map<string, FolderTally>();
	for (const [folder, tally] of folders) {
		tallyOf(runs, runOf(folder, folders)).merge(tally);
		if (breather.isDue()) await breather.breathe();
	}
	return runs;
}

function toArchive(entry: SourceEntry): VerbaExport {
	const { path, container, sizeBytes, lastModified, etag, contentMd5 } = entry;
	const { name, extension } = parseVerbaPath(path);
	return withoutAbsent<VerbaExport>({ vendor: 'verba', kind: 'archive', path, container, name, extension, sizeBytes, lastModified, etag, contentMd5 });
}

function toFolderExport(folder: string, tally: FolderTally, root: string): VerbaExport {
	const { container, sizeBytes, lastModified, fileCount, mediaFileCount, hasManifest, hasCdr } = tally;
	const path = folder === root ? folder || WHOLE_TARGET : folder;
	const name = folder.split('/').at(-2) ?? WHOLE_TARGET;
	return withoutAbsent<VerbaExport>({ vendor: 'verba', kind: 'folder', path, container, name, sizeBytes, lastModified, fileCount, mediaFileCount, hasManifest, hasCdr, includesSubfolders: isMarked(tally) });
}

function wantedBy({ kind, nameHas, stored = {} }: FindExportsOptions): (one: VerbaExport) => boolean {
	const isInside = insideWindow(stored);
	const text = nameHas?.toLowerCase() ?? '';
	return (one) =>
		(kind === undefined || one.kind === kind) && (text === '' || one.name.toLowerCase().includes(text)) && (!isInside || isInside(one.lastModified));
}

type Compare = (one: VerbaExport, other: VerbaExport) => number;

const byPath: Compare = (one, other) => compareText(one.path, other.path);
// What has no time comes last; equal times go by path, so that every run gives the same order.
const byTime = (direction: 1 | -1): Compare => (one, other) => {
	if (one.lastModified === undefined || other.lastModified === undefined) {
		return Number(one.lastModified === undefined) - Number(other.lastModified === undefined) || byPath(one, other);
	}
	return direction * (Date.parse(one.lastModified) - Date.parse(other.lastModified)) || byPath(one, other);
};
const COMPARE: Record<ExportOrder, Compare> = { listed: byPath, oldest: byTime(1), newest: byTime(-1) };

function compareText(one: string, other: string): number {
	if (one === other) return 0;
	return one < other ? -1 : 1;
}
