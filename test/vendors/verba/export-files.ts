import type { ExportFile } from '../../../core/vendors/verba/export-file';
import type { ExportedConversation } from '../../../core/vendors/verba/join/item';
import { readExport, type ReadExportOptions } from '../../../core/vendors/verba/join/read-export';

/** Files by their paths; a number is the size of media. */
export function filesOf(contents: Record<string, string | number | Error>): ExportFile[] {
	return Object.entries(contents).map(([path, content]) => ({
		path,
		sizeBytes: typeof content === 'number' ? content : undefined,
		async open() {
			if (content instanceof Error) throw content;
			if (typeof content === 'number') throw new Error(`nobody has to open ${path}`);
			return (async function* () {
				yield Buffer.from(content);
			})();
		},
	}));
}

export async function read(contents: Record<string, string | number | Error>, options: Partial<ReadExportOptions> = {}) {
	const reader = readExport(filesOf(contents), { zone: 'UTC', ...options });
	const items: ExportedConversation[] = [];
	for await (const batch of reader) items.push(...batch);
	return { items, reader, summary: reader.summary, findings: reader.findings.map(({ code }) => code).sort() };
}

export const xml = (id: string, inside = '') => `<?xml version="1.0" encoding="UTF-8"?><r><id>${id}</id><modality_id>voice</modality_id><native_id>n${id}</native_id><native_call_id>c${id}</native_call_id>${inside}</r>`;
/** What an item is, in a line: id, path, media files, metadata files, what told of it, its row. */
export const brief = ({ path, id, mediaFiles = [], metadataFiles = [], toldBy, listPath, line }: ExportedConversation) =>
	[id ?? '-', path ?? '-', mediaFiles.length, metadataFiles.length, toldBy.join('+') || '-', listPath === undefined ? '-' : `${listPath}:${line}`].join(' ');
