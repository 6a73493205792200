import { inParallel } from '../../../transfer/in-parallel';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { readTable, type TableReader } from '../table/read-table';
import { hasMetadata, isNamed, type FileIndex, type Group } from './file-index';
import { headOf } from './look';
import { idOf, readMetadata } from './metadata';
import { attempt, type Work } from './work';

/** Metadata that were read for their identifiers alone are kept for this many groups, and read once more beyond. */
const MAX_KEPT = 500;
/** Groups at once. */
const BATCH = 32;

export type Resolved = { groups: readonly Group[] } | { ambiguous: string };

/** Whose files a row of a CDR tells of: by the name of the media file, else by identifier. */
export function resolve(row: Conversation, index: FileIndex): Resolved {
	const named = row.mediaFileName === undefined ? [] : index.named(row.mediaFileName);
	const identified = new Set([row.id, row.nativeId].flatMap((id) => (id === undefined ? [] : index.withId(id))));
	const [byName] = named;
	if (named.length === 1) {
		// Its metadata may have another name.
		const others = hasMetadata(byName) ? [] : [...identified].filter((group) => group !== byName && hasMetadata(group) && group.media.length === 0);
		return { groups: [byName, ...(others.length === 1 ? others : [])] };
	}
	if (named.length > 1) {
		const both = [...identified].filter((group) => isNamed(group, row.mediaFileName ?? ''));
		return both.length === 1 ? { groups: both } : { ambiguous: row.mediaFileName ?? '' };
	}
	const told = [...identified].filter(hasMetadata);
	const untold = [...identified].filter((group) => !hasMetadata(group));
	return told.length > 1 || untold.length > 1 ? { ambiguous: row.id ?? row.nativeId ?? '' } : { groups: [...untold, ...told] };
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
			const found = resolve(row, index);
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
			for (const { conversation } of told) for (const id of [conversation.id, conversation.nativeId]) index.addId(id, group);
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
