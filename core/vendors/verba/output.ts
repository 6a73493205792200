import { Readable } from 'node:stream';
import { UniqueHeaders, normalized } from '../../csv/headers';
import { csvFile, itemsOf, jsonLines, type CsvFileOptions, type RowForm } from '../../csv/output';
import type { Conversation, Value, Values } from './conversation';
import { CONVERSATIONS, AUDIT_LOG } from './table/fields';
import { TableReader } from './table/read-table';
import type { TableRow } from './table/row-output';
import { XML_FIELDS } from './xml/fields';
import type { XmlReader } from './xml/read-xml';

export type RowsReader = TableReader | XmlReader;

/** A row with the columns that were asked for. */
export type SelectedRow = Partial<TableRow>;

interface OutputColumn {
	header: string;
	valueOf(row: TableRow): unknown;
	addTo(item: Record<string, unknown>, row: TableRow): void;
}

/** Batches of rows, with the columns that were asked for alone; all for none. A field, a header of the file, `line`, `other`, `raw`. */
export async function* rowItems(reader: RowsReader, columns: readonly string[] = []): AsyncGenerator<SelectedRow[]> {
	const form = formOf(reader, columns);
	for await (const rows of batchesOf(reader)) yield itemsOf(rows, form(), columns.length > 0 || reader.isPart) as SelectedRow[];
	form();
}

/** One JSON object a line, in UTF-8: https://jsonlines.org. In constant memory. */
export function rowJsonLines(reader: RowsReader, columns: readonly string[] = []): Readable {
	// All of each row is written without making an object of it.
	if (reader instanceof TableReader && columns.length === 0) return Readable.from(reader.jsonLines(), { objectMode: false });
	return jsonLines(batchesOf(reader), formOf(reader, columns));
}

/**
 * CSV: of a table, one column for each field that the file has, then those that are not known, then the texts as they stood
 * where a field was read from them; of XML, the documented fields, and all else as JSON in one column, since what it has is
 * known at its end only.
 */
export function rowCsv(reader: RowsReader, columns: readonly string[] = [], options?: CsvFileOptions): Readable {
	return csvFile(batchesOf(reader), formOf(reader, columns), options);
}

/** Of either reader: the two types of iterable are no one type. */
function batchesOf(reader: RowsReader): AsyncIterable<TableRow[]> {
	return reader;
}

/** The columns of a file are known with its first rows. */
function formOf(reader: RowsReader, names: readonly string[]): () => RowForm<TableRow> {
	let form: RowForm<TableRow> | undefined;
	return () => (form ??= rowForm(reader, names));
}

/** Of a table, only when its columns are known. */
export function rowForm(reader: RowsReader, names: readonly string[]): RowForm<TableRow> {
	return reader instanceof TableReader ? selection(tableColumns(reader), names, (name) => tellUnknown(reader, name)) : selection(xmlColumns(), names, otherField);
}

function selection(all: readonly OutputColumn[], names: readonly string[], unknown: (name: string) => OutputColumn[]): RowForm<TableRow> {
	const beside = [field('vendor'), field('line'), field('other'), field('raw')];
	const find = (name: string) => {
		const wanted = normalized(name);
		const found = [...all, ...beside].find(({ header }) => normalized(header) === wanted);
		return found ? [found] : unknown(name);
	};
	const selected = names.length === 0 ? all : names.flatMap(find);
	return {
		headers: selected.map(({ header }) => header),
		toRow: (row) => selected.map(({ valueOf }) => textOf(valueOf(row))),
		toItem: (row) => {
			if (names.length === 0) return row;
			const item: Record<string, unknown> = {};
			for (const column of selected) column.addTo(item, row);
			return item;
		},
	};
}

function tellUnknown(reader: TableReader, name: string): OutputColumn[] {
	reader.problems.add('UNKNOWN_COLUMN', reader.headerLine, name);
	return [];
}

function tableColumns({ columns, kind }: TableReader): OutputColumn[] {
	const present = new Set(columns.flatMap(({ meaning }) => (meaning ? fieldsOf(meaning) : [])));
	const order = kind === 'audit-log' ? [...AUDIT_LOG.fields.keys()] : ['callId', 'mediaType', 'startTime', 'endTime', ...CONVERSATIONS.fields.keys()];
	const headers = new UniqueHeaders();
	const named = order.filter((name) => present.has(name)).map((name) => field(name, headers.add(name)));
	const unknown = columns.filter(({ meaning }) => !meaning).map(({ header }) => within('other', header, headers.add(header)));
	const raw = columns.filter(({ meaning }) => meaning && ('part' in meaning || meaning.kind !== 'text') && !('kind' in meaning && meaning.kind === 'count'));
	return [...named, ...unknown, ...raw.map(({ header }) => within('raw', header, headers.add(header)))];
}

function fieldsOf(meaning: NonNullable<TableReader['columns'][number]['meaning']>): string[] {
	if ('part' in meaning) return [meaning.part.startsWith('start') ? 'startTime' : 'endTime'];
	if (meaning.field === 'nativeCallId') return ['callId', meaning.field];
	return ['modalityId', 'conversationType'].includes(meaning.field) ? ['mediaType', meaning.field] : [meaning.field];
}

function xmlColumns(): OutputColumn[] {
	return ['callId', 'mediaType', ...Object.values(XML_FIELDS), 'other'].map((name) => field(name));
}

/** What a document holds beside the documented fields is not known before it is read. */
function otherField(name: string): OutputColumn[] {
	return [within('other', name, name)];
}

function field(name: string, header = name): OutputColumn {
	const valueOf = (row: TableRow) => (row as unknown as Record<string, unknown>)[name];
	return {
		header,
		valueOf,
		addTo: (item, row) => {
			const value = valueOf(row);
			if (value !== undefined) item[name] = value;
		},
	};
}

function within(place: 'other' | 'raw', name: string, header: string): OutputColumn {
	const valueOf = (row: TableRow): Value | undefined => {
		const values: Values | undefined = (row as Conversation)[place];
		return values && Object.hasOwn(values, name) ? values[name] : undefined;
	};
	return {
		header,
		valueOf,
		addTo: (item, row) => {
			const value = valueOf(row);
			if (value !== undefined) item[place] = { ...(item[place] as Values | undefined), [name]: value };
		},
	};
}

function textOf(value: unknown): string {
	if (value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}
