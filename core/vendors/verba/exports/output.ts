import type { Readable } from 'node:stream';
import { csvFile, jsonLines, type CsvFileOptions, type RowForm } from '../../../csv/output';
import type { Values } from '../conversation';
import type { ExportedConversation } from '../join/item';
import { CONVERSATIONS } from '../table/fields';

type Batches = AsyncIterable<ExportedConversation[]>;

/** One conversation with the fields that were asked for; all for none. A field, or a name within `other` or `raw`. */
export function conversationItem(conversation: ExportedConversation, columns: readonly string[]): object {
	if (columns.length === 0) return conversation;
	const item: Record<string, unknown> = {};
	for (const column of columns) {
		const value = valueOf(conversation, column);
		if (value !== undefined) item[column] = value;
	}
	return item;
}

/** One JSON object a line, in UTF-8. In constant memory. */
export function conversationsJsonLines(batches: Batches, columns: readonly string[]): Readable {
	return jsonLines(batches, () => formOf(columns));
}

/**
 * CSV: the files of each conversation, the documented fields, and all else as JSON in one column, since what it has is
 * known at the end only.
 */
export function conversationsCsv(batches: Batches, columns: readonly string[], options?: CsvFileOptions): Readable {
	return csvFile(batches, () => formOf(columns), options);
}

const OF_FILE = ['path', 'name', 'extension', 'sizeBytes', 'lastModified', 'callId', 'mediaType', 'startTime', 'endTime'];
const ABOUT = ['toldBy', 'listPath', 'line', 'mediaFiles', 'metadataFiles', 'otherFiles', 'other'];

function formOf(columns: readonly string[]): RowForm<ExportedConversation> {
	const headers = columns.length === 0 ? [...OF_FILE, ...CONVERSATIONS.fields.keys(), ...ABOUT] : columns;
	return {
		headers,
		toRow: (row) => headers.map((header) => textOf(valueOf(row, header))),
		toItem: (row) => conversationItem(row, columns),
	};
}

function valueOf(conversation: ExportedConversation, name: string): unknown {
	const { other, raw } = conversation;
	for (const values of [conversation as unknown as Values, other, raw]) {
		if (values && Object.hasOwn(values, name)) return values[name];
	}
	return undefined;
}

function textOf(value: unknown): string {
	if (value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}
