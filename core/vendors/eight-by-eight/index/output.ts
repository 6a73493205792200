import { Readable } from 'node:stream';
import { csvFile, itemsOf, jsonLines, type CsvFileOptions } from '../../../csv/output';
import type { IndexReader } from './read-index';
import { ColumnSelection, type SelectedCall } from './selection';

/** Batches of calls, with the columns that were asked for alone; all for none. */
export async function* indexItems(reader: IndexReader, columns: readonly string[] = []): AsyncGenerator<SelectedCall[]> {
	const select = selectionOf(reader, columns);
	for await (const calls of reader) {
		yield itemsOf(calls, select(), columns.length > 0) as SelectedCall[];
	}
	select();
}

/** One JSON object a line, in UTF-8: https://jsonlines.org. In constant memory. */
export function indexJsonLines(reader: IndexReader, columns: readonly string[] = []): Readable {
	if (columns.length > 0) return jsonLines(reader, selectionOf(reader, columns));
	// All of each call is written without making an object of it.
	return Readable.from(reader.jsonLines(), { objectMode: false });
}

/**
 * One column for each field, then those that are not known, then the texts as they stood where a field was read from
 * them. Fields beyond the header have no column: they are reported.
 */
export function indexCsv(reader: IndexReader, columns: readonly string[] = [], options?: CsvFileOptions): Readable {
	return csvFile(reader, selectionOf(reader, columns), options);
}

/** The columns of a file are known with its first calls. */
function selectionOf(reader: IndexReader, names: readonly string[]): () => ColumnSelection {
	let selection: ColumnSelection | undefined;
	return () => {
		if (selection) return selection;
		selection = new ColumnSelection(names, reader.columns, reader.path);
		for (const name of selection.unknown) reader.problems.add('UNKNOWN_COLUMN', reader.headerLine, name);
		return selection;
	};
}
