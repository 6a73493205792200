import { isFaultOfOneFile } from '../../../errors/of-one-file';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { inParallel } from '../../../transfer/in-parallel';
import { claimFor, isOfItsDay, keyOfRow, refusal } from './claims';
import { hasMetadata, type FileIndex, type Group, type Told } from './file-index';
import { Findings } from './findings';
import { contradiction, isSame, type Contradiction } from './ids';
import { idOf, readMetadata } from './metadata';
import { ownMedia } from './of-many';
import { openList, resolve } from './rows';
import type { Work } from './work';

/** The files of a row, or why it gets none. */
export interface Meant {
	groups: readonly Group[];
	refused?: 'AMBIGUOUS' | 'NOT_THERE';
}

export interface RowTold {
	groups: readonly Group[];
	told?: Told;
	/** The files are of another conversation. */
	wrong?: Contradiction;
	/** Of files of several conversations, nothing tells which ones are meant. */
	isUnclear?: boolean;
}

/** Goes through a list before any of its rows is joined. */
export async function eachRow(file: ExportFile, work: Work, onRow: (row: Conversation) => void): Promise<void> {
	try {
		const reader = openList(await file.open(work.signal), work);
		for await (const rows of reader) {
			if (reader.kind !== 'conversations') return;
			for (const row of rows as Conversation[]) onRow(row);
			if (work.breather.isDue()) await work.breather.breathe();
		}
	} catch (error) {
		// It is told when the list is read.
		if (!isFaultOfOneFile(error)) throw error;
	}
}

/** Notes which rows mean which files: files that several conversations claim are nobody's. */
export function claimRow(row: Conversation, index: FileIndex, work: Work): void {
	const found = resolve(row, index, work);
	if (!('groups' in found)) return;
	const key = keyOfRow(row);
	for (const group of found.groups) if (!group.isOfMany) claimFor(group, key, isOfItsDay(group, row, work));
}

/** The same for metadata that may find their media by an identifier. They are read twice, where media without metadata are left. */
export async function claimByIds(index: FileIndex, work: Work): Promise<void> {
	const groups = [...index.groups].filter(({ isGiven, givenIds }) => !isGiven || givenIds);
	if (!groups.some((group) => group.media.length > 0 && !hasMetadata(group))) return;
	// What is wrong with them is told when they are read to be given.
	const silent = { ...work, findings: new Findings() };
	const seekers = groups.filter((group) => hasMetadata(group) && group.media.length === 0);
	await inParallel(seekers, work.parallel, async (group) => {
		for (const { conversation } of await readMetadata(group, silent)) for (const media of index.mediaNamedById(conversation, undefined)) claimFor(media, keyOfRow(conversation), false);
	});
}

export function meant(row: Conversation, index: FileIndex, work: Work): Meant {
	const found = resolve(row, index, work);
	if (!('groups' in found)) return { groups: [], refused: 'AMBIGUOUS' };
	if (found.groups.length === 0) return { groups: [], refused: 'NOT_THERE' };
	const key = keyOfRow(row);
	const reasons = found.groups.map((group) => refusal(group, key));
	const refused = reasons.find((reason) => reason === 'AMBIGUOUS') ?? reasons.find((reason) => reason !== undefined);
	return refused ? { groups: [], refused } : { groups: found.groups };
}

/** What metadata files say of the conversation of a row. */
export async function tellRow(row: Conversation, groups: readonly Group[], work: Work): Promise<RowTold> {
	const group = groups.find(hasMetadata);
	if (!group) return { groups };
	const all = await readMetadata(group, work);
	if (all.length > 1) return tellOneOfMany(row, groups, group, all);
	const [told] = all;
	const wrong = told && contradiction(told.conversation, row);
	if (wrong) return { groups, wrong };
	delete group.told;
	return { groups, told };
}

/** Of a document that tells of many, the one that is meant; of media beside it, its own. */
function tellOneOfMany(row: Conversation, groups: readonly Group[], group: Group, all: readonly Told[]): RowTold {
	group.givenIds ??= new Set();
	const told = all.find(({ conversation }) => isSame(conversation, row));
	if (!told) return { groups, wrong: contradiction(all[0].conversation, row), isUnclear: true };
	if (group.media.length === 0) return { groups, told };
	const media = ownMedia(group, told, all);
	return { groups: groups.map((one) => (one === group ? { ...group, media, others: [] } : one)), told, isUnclear: media.length === 0 };
}

/** Whether a row before got the files; of a document that tells of many, the same conversation. */
export function isGivenTo(group: Group, told: Told | undefined): boolean {
	if (!group.givenIds) return group.isGiven;
	const id = told && idOf(told.conversation);
	return id !== undefined && group.givenIds.has(id);
}

export function give(group: Group, told: Told | undefined): void {
	group.isGiven = true;
	const id = told && idOf(told.conversation);
	if (id !== undefined) group.givenIds?.add(id);
}
