import { inParallel } from '../../../transfer/in-parallel';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { parseVerbaPath } from '../names';
import { readTable, type TableReader } from '../table/read-table';
import { isOfItsDay } from './claims';
import { areOfTwoDays } from './day';
import { isNamed, MAX_ALIKE, type FileIndex } from './file-index';
import { commonStem, folderOf, hasMetadata, type Group } from './group';
import { idOf } from './ids';
import { headOf } from './look';
import { readMetadata } from './metadata';
import { statedPath } from './stated-path';
import { attempt, type Work } from './work';

/** Metadata that were read for their identifiers alone are kept for this many groups, and read once more beyond. */
const MAX_KEPT = 500;
/** Groups at once. */
const BATCH = 32;

export type Resolved = { groups: readonly Group[] } | { ambiguous: true };
const AMBIGUOUS = { ambiguous: true } as const;

/**
 * Whose files a row of a CDR tells of: by the name of the media file, else by identifier. Wherever that is in doubt, nobody's.
 *
 * @param listFolder where the CDR lies
 */
export function resolve(row: Conversation, listFolder: string, index: FileIndex, work: Work): Resolved {
	const named = row.mediaFileName === undefined ? [] : index.named(row.mediaFileName, listFolder);
	if (named.length === 0) return byIds(row, index);
	const identified = index.withIdsOf(row);
	if (named.length === 1) return byOneName(named[0], identified);
	const both = identified.filter((group) => isNamed(group, row.mediaFileName ?? ''));
	if (both.length === 1) return { groups: both };
	const ofDay = named.length < MAX_ALIKE ? named.filter((group) => isOfItsDay(group, row, work)) : [];
	return both.length === 0 && ofDay.length === 1 ? { groups: ofDay } : AMBIGUOUS;
}

/** Its metadata may have another name; those of other media tell that these are not meant. */
function byOneName(byName: Group, identified: readonly Group[]): Resolved {
	const others = identified.filter((group) => group !== byName);
	if (others.some(({ media }) => media.length > 0) && !identified.includes(byName)) return AMBIGUOUS;
	const alone = hasMetadata(byName) ? [] : others.filter(({ media }) => media.length === 0);
	if (alone.length !== 1) return { groups: [byName] };
	// Numbers that begin anew each day are names of many.
	return areOfTwoDays(folderOf(byName), folderOf(alone[0])) ? AMBIGUOUS : { groups: [byName, alone[0]] };
}

function byIds(row: Conversation, index: FileIndex): Resolved {
	const told = index.withIdsOf(row);
	const ownName = row.mediaFileName === undefined ? told[0] && commonStem(told[0].stem) : statedPath(row.mediaFileName).stem;
	const untold = told.some(({ media }) => media.length > 0) ? [] : index.mediaNamedById(row, ownName);
	return told.length > 1 || untold.length > 1 ? AMBIGUOUS : { groups: [...untold, ...told] };
}

export function openList(input: AsyncIterable<Uint8Array> | Uint8Array, work: Work, onProblem?: Parameters<typeof readTable>[1]['onProblem']): TableReader {
	const { zone, dateOrder, columns, separator, encoding, signal } = work;
	return readTable(input, { zone, dateOrder, columns, separator, encoding, signal, onProblem });
}

/** Whether a list has rows whose files only the identifiers within their metadata tell. */
export async function needsIds(file: ExportFile, index: FileIndex, work: Work): Promise<boolean> {
	const head = await attempt(file, work, async () => await headOf(file, work.signal));
	if (!head) return false;
	// Its last row may be cut: of a row that has no name then, the identifiers are read in vain.
	const reader = openList(head, work);
	for await (const rows of reader) {
		if (reader.kind !== 'conversations') return false;
		for (const row of rows as Conversation[]) {
			const found = resolve(row, parseVerbaPath(file.path).folder, index, work);
			const isFound = 'groups' in found && found.groups.some(hasMetadata);
			if (!isFound && idOf(row) !== undefined) return true;
		}
	}
	return false;
}

/** Reads the identifiers of all metadata. Memory: some 200 bytes for each of them. */
export async function readIds(index: FileIndex, work: Work): Promise<void> {
	let kept = 0;
	let batch: Group[] = [];
	const readBatch = async () => {
		const all = await inParallel(batch, work.parallel, async (group) => await readMetadata(group, work));
		all.forEach((told, at) => {
			const group = batch[at];
			for (const { conversation } of told) index.addIds(conversation, group);
			if (told.length > 1) group.isOfMany = true;
			if (told.length > 1 || kept >= MAX_KEPT) return;
			kept++;
			group.told = told;
		});
		batch = [];
	};
	for (const group of index.groups) {
		if (hasMetadata(group)) batch.push(group);
		if (batch.length >= BATCH) await readBatch();
	}
	await readBatch();
}
