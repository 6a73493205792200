import { withoutAbsent } from '../../recording';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { parseVerbaPath } from '../names';
import { folded } from './alike';
import { filesOf, type Group, type Told } from './group';
import type { ExportedConversation, ExportedFile } from './item';
import { statedPath } from './stated-path';
import type { Work } from './work';

/** Fields in which two files may differ without a contradiction. */
const OWN = new Set<string>(['vendor', 'line', 'other', 'raw', 'callId', 'mediaType', 'conversationType']);

export type OnDifference = (field: string, one: string | number, other: string | number) => void;

/** Both together; where they differ, the first one counts. */
export function merged(first: Conversation, second: Conversation, onDifference?: OnDifference): Conversation {
	for (const [field, value] of Object.entries(second) as [string, string | number | undefined][]) {
		const own = (first as unknown as Record<string, string | number | undefined>)[field];
		if (!OWN.has(field) && own !== undefined && value !== undefined && own !== value) onDifference?.(field, own, value);
	}
	return withoutAbsent<Conversation>({
		...second,
		...first,
		other: first.other || second.other ? { ...second.other, ...first.other } : undefined,
		raw: first.raw || second.raw ? { ...second.raw, ...first.raw } : undefined,
	});
}

export interface Row {
	conversation: Conversation;
	listPath: string;
	by: 'cdr' | 'csv';
	/** Of a row of the CDR: that CSV metadata say something of it, too, which is part of the conversation. */
	isInCsv?: boolean;
	/** In which fields these differ. */
	differing?: [field: string, one: string | number, other: string | number][];
}

export interface Sources {
	told?: Told;
	row?: Row;
	onDifference?: OnDifference;
}

/** @param groups its files, those with media first */
export function toItem(groups: readonly Group[], work: Pick<Work, 'contents' | 'counts'>, { told, row, onDifference }: Sources = {}): ExportedConversation {
	const conversation = told && row ? merged(told.conversation, row.conversation, onDifference) : (told ?? row)?.conversation;
	const texts = groups.flatMap(({ others }) => others);
	const content = texts.filter((file) => isContent(file, conversation, row));
	for (const file of content) countAsMedia(file, work);
	const media = [...groups.flatMap((group) => group.media), ...content].map(toFile);
	const metadata = groups.flatMap(({ xml, csv }) => [...xml, ...csv]).map(toFile);
	const others = texts.filter((file) => !content.includes(file)).map(toFile);
	return withoutAbsent<ExportedConversation>({
		...mainOf(media),
		...conversation,
		vendor: 'verba',
		mediaFiles: media.length > 0 ? media : undefined,
		metadataFiles: metadata.length > 0 ? metadata : undefined,
		otherFiles: others.length > 0 ? others : undefined,
		toldBy: toldBy(told, row),
		listPath: row?.listPath,
	});
}

/** `modality_id` of what is no sound and no picture: "IM transcript if the file exists", says the page on exports, and not in what form. */
const OF_TEXT: ReadonlySet<string | undefined> = new Set(['im', 'sms', 'file_share', 'poll', 'whiteboard']);

/** Whether a file of no known kind is the conversation itself: a list calls it its media file, or it is one of texts. */
function isContent({ path }: ExportFile, conversation: Conversation | undefined, row: Row | undefined): boolean {
	if (OF_TEXT.has(conversation?.modalityId?.toLowerCase())) return true;
	const stated = row?.conversation.mediaFileName;
	return stated !== undefined && folded(statedPath(stated).name) === folded(parseVerbaPath(path).name);
}

function countAsMedia(file: ExportFile, { contents, counts }: Pick<Work, 'contents' | 'counts'>): void {
	if (contents.has(file)) return;
	contents.add(file);
	counts.mediaFileCount++;
	counts.otherFileCount--;
}

/** The fields that a recording of any vendor has. */
function mainOf([main]: readonly ExportedFile[]): Partial<ExportedConversation> {
	if (!main) return {};
	const { path, name, extension, sizeBytes, lastModified } = main;
	return { path, name, extension, sizeBytes, lastModified };
}

const ORDER = ['xml', 'csv', 'cdr'] as const;

function toldBy(told: Told | undefined, row: Row | undefined): ExportedConversation['toldBy'] {
	return ORDER.filter((one) => told?.by.includes(one as 'xml') || row?.by === one || (one === 'csv' && row?.isInCsv));
}

/** For findings. */
export function nameOf(group: Group): string | undefined {
	return filesOf(group)[0]?.path;
}

function toFile({ path, sizeBytes, lastModified }: ExportFile): ExportedFile {
	const { name, extension, contentType } = parseVerbaPath(path);
	return withoutAbsent<ExportedFile>({ path, name, extension, contentType, sizeBytes, lastModified });
}
