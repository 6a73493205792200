import { Readable } from 'node:stream';
import { withoutFormula } from './spreadsheet';
import { csvRow } from './write-csv';

/** What rows become in a file. */
export interface RowForm<Row> {
	headers: readonly string[];
	toRow(row: Row): string[];
	toItem(row: Row): object;
}

/**
 * One JSON object a line, in UTF-8: https://jsonlines.org. In constant memory.
 * @param form asked for with each batch, and once at the end: columns may be known with the first rows only
 */
export function jsonLines<Row>(batches: AsyncIterable<readonly Row[]>, form: () => RowForm<Row>): Readable {
	return Readable.from(
		(async function* () {
			for await (const rows of batches) {
				const lines = form();
				let text = '';
				for (const row of rows) text += `${JSON.stringify(lines.toItem(row))}\n`;
				yield Buffer.from(text);
			}
			form();
		})(),
		{ objectMode: false },
	);
}

export interface CsvFileOptions {
	/** Alters values that a spreadsheet would compute, see `withoutFormula`. Off, all values are true. */
	protectsFormulas?: boolean;
}

/** CSV in UTF-8 with its header, which is there without rows too. In constant memory. */
export function csvFile<Row>(batches: AsyncIterable<readonly Row[]>, form: () => RowForm<Row>, { protectsFormulas = false }: CsvFileOptions = {}): Readable {
	const row = protectsFormulas ? (values: readonly string[]) => csvRow(values.map(withoutFormula)) : csvRow;
	return Readable.from(
		(async function* () {
			let isBegun = false;
			for await (const rows of batches) {
				const lines = form();
				let text = isBegun ? '' : row(lines.headers);
				isBegun = true;
				for (const one of rows) text += row(lines.toRow(one));
				yield Buffer.from(text);
			}
			const { headers } = form();
			// A row of one empty field would be a column without a name.
			if (!isBegun && headers.length > 0) yield Buffer.from(row(headers));
		})(),
		{ objectMode: false },
	);
}

/**
 * Rows that are kept, as items. A few columns, or a few rows, would keep the text of all: V8 cuts texts out of a chunk
 * as views of it. So they are copied where `isPart`.
 */
export function itemsOf<Row>(rows: readonly Row[], form: RowForm<Row>, isPart: boolean): object[] {
	const items = rows.map((row) => form.toItem(row));
	return isPart ? (JSON.parse(JSON.stringify(items)) as object[]) : items;
}
