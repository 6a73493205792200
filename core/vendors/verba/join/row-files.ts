import { isFaultOfOneFile } from '../../../errors/of-one-file';
import { inParallel } from '../../../transfer/in-parallel';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { parseVerbaPath } from '../names';
import { nearest } from './alike';
import { claimFor, isOfItsDay, keyOfRow, refusal } from './claims';
import type { FileIndex } from './file-index';
import { Findings } from './findings';
import { hasMetadata, isNamedAfter, type Claim, type Group, type Told } from './group';
import { contradiction, isSame, type Contradiction } from './ids';
import { readMetadata } from './metadata';
import { keyOfTold, ownMedia, partOf, tellOfAll } from './of-many';
import { openList, resolve } from './rows';
import { statedPath } from './stated-path';
import type { Work } from './work';

/** The files of a row, or why it gets none. */
export interface Meant {
	groups: readonly Group[];
	/** The only one of its group: rows of other conversations name those beside it. */
	file?: ExportFile;
	refused?: 'AMBIGUOUS' | 'NOT_THERE';
}

export interface RowTold {
	groups: readonly Group[];
	told?: Told;
	/** What of a group it is that nothing tells of. */
	file?: ExportFile;
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
			for (const row of rows as Conversation[]) {
				onRow(row);
				if (work.breather.isDue()) await work.breather.breathe();
			}
		}
	} catch (error) {
		// It is told when the list is read.
		if (!isFaultOfOneFile(error)) throw error;
	}
}

/** Notes which rows mean which files: files that several conversations claim are nobody's. */
export function claimRow(row: Conversation, list: ExportFile, index: FileIndex, work: Work): void {
	const found = resolve(row, parseVerbaPath(list.path).folder, index, work);
	if (!('groups' in found)) return;
	const key = keyOfRow(row);
	for (const group of found.groups) {
		if (group.isOfMany) continue;
		claimFor(group, key, isOfItsDay(group, row, work));
		claimFile(group, row, key);
	}
}

/** What a row claims that names no file of a group. */
const WHOLE = '';

function claimFile(group: Group, row: Conversation, key: string): void {
	if (group.media.length < 2 || hasMetadata(group)) return;
	const path = fileNamed(group, row)?.path ?? WHOLE;
	group.fileClaims ??= new Map();
	const claims: { claim?: Claim } = { claim: group.fileClaims.get(path) };
	claimFor(claims, key, false);
	if (claims.claim) group.fileClaims.set(path, claims.claim);
}

/** Of media that several conversations claim, the one that this row names, and no other. */
function ownFile(group: Group, row: Conversation, key: string): ExportFile | undefined {
	const file = fileNamed(group, row);
	if (!file || !group.fileClaims || group.fileClaims.has(WHOLE)) return undefined;
	return refusal({ claim: group.fileClaims.get(file.path) }, key) ? undefined : file;
}

function fileNamed({ media }: Group, { mediaFileName }: Conversation): ExportFile | undefined {
	if (mediaFileName === undefined) return undefined;
	const found = nearest(statedPath(mediaFileName).name, media, ({ path }) => parseVerbaPath(path).name);
	return found.length === 1 ? found[0] : undefined;
}

/** The same for metadata that may find their media by an identifier. They are read twice, where media without metadata are left. */
export async function claimByIds(index: FileIndex, work: Work): Promise<void> {
	const seekers: Group[] = [];
	let hasUntold = false;
	for (const group of index.groups) {
		if (group.isGiven && !group.givenIds) continue;
		if (hasMetadata(group) && group.media.length === 0) seekers.push(group);
		hasUntold ||= group.media.length > 0 && !hasMetadata(group);
		if (work.breather.isDue()) await work.breather.breathe();
	}
	if (!hasUntold) return;
	// What is wrong with them is told when they are read to be given.
	const silent = { ...work, findings: new Findings() };
	await inParallel(seekers, work.parallel, async (group) => {
		for (const { conversation } of await readMetadata(group, silent)) for (const media of index.mediaNamedById(conversation, undefined)) claimFor(media, keyOfRow(conversation), false);
	});
}

export function meant(row: Conversation, list: ExportFile, index: FileIndex, work: Work): Meant {
	const found = resolve(row, parseVerbaPath(list.path).folder, index, work);
	if (!('groups' in found)) return { groups: [], refused: 'AMBIGUOUS' };
	const { groups } = found;
	if (groups.length === 0) return { groups: [], refused: 'NOT_THERE' };
	const key = keyOfRow(row);
	const reasons = groups.map((group) => refusal(group, key));
	const refused = reasons.find((reason) => reason === 'AMBIGUOUS') ?? reasons.find((reason) => reason !== undefined);
	if (!refused) return { groups };
	const file = groups.length === 1 ? ownFile(groups[0], row, key) : undefined;
	return file ? { groups, file } : { groups: [], refused };
}

/** What metadata files say of the conversation of a row. */
export async function tellRow(row: Conversation, { groups, file }: Meant, work: Work): Promise<RowTold> {
	if (file) return { groups: [partOf(groups[0], [file], false)], file };
	const group = groups.find(hasMetadata);
	if (!group) return { groups };
	const all = await readMetadata(group, work);
	if (!tellOfAll(group, all)) return tellOneOfMany(row, groups, group, all);
	const [told] = all;
	const wrong = told && contradiction(told.conversation, row);
	if (wrong) return { groups, wrong };
	delete group.told;
	return { groups, told };
}

/** Of a document that tells of many, the one that is meant; of media beside it, its own. */
function tellOneOfMany(row: Conversation, groups: readonly Group[], group: Group, all: readonly Told[]): RowTold {
	group.givenIds ??= new Set();
	const withPart = (media: readonly ExportFile[], isTold: boolean) => groups.map((one) => (one === group ? partOf(group, media, isTold) : one));
	const file = fileNamed(group, row);
	const told = all.find(({ conversation }) => isSame(conversation, row)) ?? toldByName(row, file, all);
	// Metadata are named after other media alone.
	if (!told && file && !all.some((one) => isNamedAfter(file, one))) return { groups: withPart([file], false), file };
	if (!told) return { groups, wrong: contradiction(all[0].conversation, row), isUnclear: true };
	if (group.media.length === 0) return { groups, told };
	const media = ownMedia(group, told, all);
	return { groups: withPart(media, true), told, isUnclear: media.length === 0 || (file !== undefined && !media.includes(file)) };
}

function toldByName(row: Conversation, file: ExportFile | undefined, all: readonly Told[]): Told | undefined {
	const fitting = file ? all.filter((one) => isNamedAfter(file, one)) : [];
	return fitting.length === 1 && !contradiction(fitting[0].conversation, row) ? fitting[0] : undefined;
}

/** Whether a row before got the files; of a document that tells of many, the same conversation. */
export function isGivenTo(group: Group, { told, file }: RowTold): boolean {
	if (file) return group.givenPaths?.has(file.path) === true;
	if (!group.givenIds) return group.isGiven;
	return told !== undefined && group.givenIds.has(keyOfTold(told));
}

export function give(group: Group, { told, file }: RowTold): void {
	if (file) (group.givenPaths ??= new Set()).add(file.path);
	group.isGiven = true;
	if (told) group.givenIds?.add(keyOfTold(told));
}
