import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { isMediaExtension, parseVerbaPath } from '../names';
import { folded } from './alike';

/** What metadata files say of one conversation. */
export interface Told {
	conversation: Conversation;
	by: ('xml' | 'csv')[];
	/** Of its files, without their last extension, `folded`. */
	names: string[];
}

/** Which row means files; see `claimFor`. */
export interface Claim {
	key: string;
	/** Rows of several conversations do. */
	isContested: boolean;
	/** The row that starts on the day of the folder. */
	dayKey?: string;
	isDayContested: boolean;
}

const FILE_KINDS = ['media', 'xml', 'csv', 'others'] as const;
export type GroupedKind = (typeof FILE_KINDS)[number];

/** Files of one name in one folder: media and metadata of a conversation, however they are named. */
export interface Group extends Record<GroupedKind, readonly ExportFile[]> {
	stem: string;
	isGiven: boolean;
	claim?: Claim;
	/** Of media beside others, by their paths: rows can name each. */
	fileClaims?: Map<string, Claim>;
	/** Of those, the ones that rows got. */
	givenPaths?: Set<string>;
	/** Metadata whose name does not tell for certain which media they are of. */
	isUnclear?: boolean;
	/** Its metadata tell of several conversations, as far as they were read. */
	isOfMany?: boolean;
	/** Of a document that holds many: those that were given. */
	givenIds?: Set<string>;
	/** What its metadata say, where they were read already. */
	told?: Told[];
}

/** Most groups lack something: a list of their own for what they lack would be most of the index. */
const NONE: readonly ExportFile[] = [];

export function newGroup(stem: string): Group {
	return { stem, media: NONE, xml: NONE, csv: NONE, others: NONE, isGiven: false };
}

export function addFile(group: Group, kind: GroupedKind, file: ExportFile): void {
	if (group[kind] === NONE) group[kind] = [file];
	else (group[kind] as ExportFile[]).push(file);
}

export function moveFiles(from: Group, to: Group, kinds: readonly GroupedKind[] = FILE_KINDS): void {
	for (const kind of kinds) {
		for (const file of from[kind]) addFile(to, kind, file);
		from[kind] = NONE;
	}
}

export function filesOf({ media, xml, csv, others }: Group): ExportFile[] {
	return [...media, ...others, ...xml, ...csv];
}

export function isEmpty({ media, xml, csv, others }: Group): boolean {
	return media.length + xml.length + csv.length + others.length === 0;
}

/** With `/` at its end; `''` for none. */
export function folderOf({ media, xml, csv, others }: Group): string {
	return parseVerbaPath((media[0] ?? others[0] ?? xml[0] ?? csv[0])?.path ?? '').folder;
}

export function hasMetadata({ xml, csv }: Group): boolean {
	return xml.length > 0 || csv.length > 0;
}

/** `a.wav.xml` can tell of `a.wav`: then its stem is a name of media. */
export function statesMedia(stem: string): boolean {
	const dot = stem.lastIndexOf('.');
	return dot > 0 && isMediaExtension(stem.slice(dot + 1).toLowerCase());
}

/** Without the extension of media. */
export function commonStem(stem: string): string {
	return statesMedia(stem) ? stem.slice(0, stem.lastIndexOf('.')) : stem;
}

/** Of media beside metadata, those that are named as the metadata are: `a.wav.xml` tells of `a.wav`, and `a.xml` of `a.mp4` as well. */
export function isNamedAfter({ path }: ExportFile, { names }: Told): boolean {
	const { name, stem } = parseVerbaPath(path);
	return [name, stem].some((one) => names.includes(folded(one)));
}
