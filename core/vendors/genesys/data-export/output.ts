import type { Readable } from 'node:stream';
import { csvFile, itemsOf, jsonLines, type CsvFileOptions, type RowForm } from '../../../csv/output';
import type { CsvRow } from '../../../csv/types';
import { columnIndex } from './columns';
import type { TableReader } from './read-table';

/** Values by the name of their column, as text. A field that is empty, which is NULL too, is absent. */
export type TableItem = Record<string, string>;

/**
 * Batches of rows as items, with the columns that were asked for alone; all for none.
 * @param isPart the rows are a few of many, so that their text has to be copied
 */
export async function* tableItems(reader: TableReader, columns: readonly string[] = [], isPart = columns.length > 0): AsyncGenerator<TableItem[]> {
	const select = selectionOf(reader, columns);
	for await (const rows of reader) yield itemsOf(rows, select(), isPart) as TableItem[];
	select();
}

/** One JSON object a line: https://jsonlines.org. In constant memory. */
export function tableJsonLines(reader: TableReader, columns: readonly string[] = []): Readable {
	return jsonLines(reader, selectionOf(reader, columns));
}

/** CSV with the names of the columns as its header. In constant memory. */
export function tableCsv(reader: TableReader, columns: readonly string[] = [], options?: CsvFileOptions): Readable {
	return csvFile(reader, selectionOf(reader, columns), options);
}

/** The columns of a file are known with its first rows. */
function selectionOf(reader: TableReader, names: readonly string[]): () => RowForm<CsvRow> {
	let form: RowForm<CsvRow> | undefined;
	return () => (form ??= formOf(placesOf(reader, names), reader.columns));
}

function placesOf({ columns, problems, headerLine }: TableReader, names: readonly string[]): number[] {
	if (names.length === 0) return columns.map((_, at) => at);
	const places = new Set<number>();
	for (const name of names) {
		const at = columnIndex(columns, name);
		if (at === -1) problems.add('UNKNOWN_COLUMN', headerLine, name);
		else places.add(at);
	}
	return [...places];
}

function formOf(places: readonly number[], columns: readonly string[]): RowForm<CsvRow> {
	return {
		headers: places.map((at) => columns[at]),
		toRow: ({ fields }) => places.map((at) => fields[at]),
		toItem: ({ fields }) => {
			const item: TableItem = {};
			for (const at of places) if (fields[at] !== '') item[columns[at]] = fields[at];
			return item;
		},
	};
}
