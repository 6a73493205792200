import { Readable } from 'node:stream';
import { csvRow } from '../../../csv/write-csv';
import type { IndexReader } from './read-index';
import { ColumnSelection, type SelectedCall } from './selection';

/** Batches of calls, with the columns that were asked for alone; all for none. */
export async function* indexItems(reader: IndexReader, columns: readonly string[] = []): AsyncGenerator<SelectedCall[]> {
	const select = selectionOf(reader, columns);
	for await (const calls of reader) {
		const selection = select();
		const items = calls.map((call) => selection.toItem(call));
		// A few columns would keep the text of all: V8 cuts texts out of a chunk as views of it.
		yield columns.length === 0 ? items : (JSON.parse(JSON.stringify(items)) as SelectedCall[]);
	}
	select();
}

/** One JSON object a line, in UTF-8: https://jsonlines.org. In constant memory. */
export function indexJsonLines(reader: IndexReader, columns: readonly string[] = []): Readable {
	const select = selectionOf(reader, columns);
	return Readable.from(
		(async function* () {
			if (columns.length === 0) {
				for await (const lines of reader.jsonLines()) yield Buffer.from(lines.join(''));
				return;
			}
			for await (const calls of reader) {
				const selection = select();
				yield Buffer.from(calls.map((call) => `${JSON.stringify(selection.toItem(call))}\n`).join(''));
			}
			select();
		})(),
		{ objectMode: false },
	);
}

/**
 * CSV in UTF-8, one column for each field, then those that are not known, then the texts as they stood where a field was
 * read from them. Fields beyond the header have no column: they are reported. Values are not altered for
 * spreadsheets: one that begins with `=` is a formula to them.
 */
export function indexCsv(reader: IndexReader, columns: readonly string[] = []): Readable {
	const select = selectionOf(reader, columns);
	return Readable.from(
		(async function* () {
			let isBegun = false;
			for await (const calls of reader) {
				const selection = select();
				const header = isBegun ? '' : csvRow(selection.headers);
				isBegun = true;
				yield Buffer.from(header + calls.map((call) => csvRow(selection.toRow(call))).join(''));
			}
			if (!isBegun) yield Buffer.from(csvRow(select().headers));
		})(),
		{ objectMode: false },
	);
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
