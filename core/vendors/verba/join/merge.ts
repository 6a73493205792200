import { withoutAbsent } from '../../recording';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { parseVerbaPath } from '../names';
import { filesOf, hasMetadata, type Group, type Told } from './file-index';
import type { ExportedConversation, ExportedFile } from './item';

/** Fields in which two files may differ without a contradiction. */
const OWN = new Set<string>(['vendor', 'line', 'other', 'raw', 'mediaType', 'conversationType']);

/** Both together; where they differ, the first one counts. */
export function merged(first: Conversation, second: Conversation, onDifference?: (field: string, one: string | number, other: string | number) => void): Conversation {
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
}

/** @param groups its files, those with media first */
export function toItem(groups: readonly Group[], told: Told | undefined, row: Row | undefined, onDifference?: Parameters<typeof merged>[2]): ExportedConversation {
	// A text beside metadata, or that a CDR names, is what they tell of.
	const media = groups.flatMap((group) => (row || hasMetadata(group) ? [...group.media, ...group.others] : group.media)).map(toFile);
	const metadata = groups.flatMap(({ xml, csv }) => [...xml, ...csv]).map(toFile);
	const conversation = told && row ? merged(told.conversation, row.conversation, onDifference) : (told ?? row)?.conversation;
	return withoutAbsent<ExportedConversation>({
		...mainOf(media),
		...conversation,
		vendor: 'verba',
		mediaFiles: media.length > 0 ? media : undefined,
		metadataFiles: metadata.length > 0 ? metadata : undefined,
		toldBy: toldBy(told, row),
		listPath: row?.listPath,
	});
}

/** The fields that a recording of any vendor has. */
function mainOf([main]: readonly ExportedFile[]): Partial<ExportedConversation> {
	if (!main) return {};
	const { path, name, extension, sizeBytes, lastModified } = main;
	return { path, name, extension, sizeBytes, lastModified };
}

function toldBy(told: Told | undefined, row: Row | undefined): ExportedConversation['toldBy'] {
	const by: ExportedConversation['toldBy'] = [...(told?.by ?? [])];
	if (row && !by.includes(row.by)) by.push(row.by);
	return by;
}

/** For findings. */
export function nameOf(group: Group): string | undefined {
	return filesOf(group)[0]?.path;
}

function toFile({ path, sizeBytes, lastModified }: ExportFile): ExportedFile {
	const { name, extension, contentType } = parseVerbaPath(path);
	return withoutAbsent<ExportedFile>({ path, name, extension, contentType, sizeBytes, lastModified });
}
