import { Readable } from 'node:stream';
import { Breather } from '../../listing/breather';
import type { ExportedItem } from '../item';
import { readColumns, USUAL_COLUMNS, type CdrColumn } from './columns';
import type { ListFacts } from './pdf/list';

/** What a record is called in its list. */
const HEADINGS = ['Call ID', 'Original Name'];

export interface PdfOptions {
	/** Names of columns, as `readColumns` takes them; else those of USUAL_COLUMNS. */
	columns?: readonly string[];
}

/**
 * Call detail records of an export, to be read and printed: PDF, A4, a block for each item in the order in which they come. Memory: a
 * few KB a page. Nothing in it is chance, or the time at which it is written: the same items give the same bytes.
 * @throws INVALID_REQUEST for a column that is none, at once
 */
export function pdfFile(items: AsyncIterable<ExportedItem>, { columns = [] }: PdfOptions, facts: ListFacts): Readable {
	return Readable.from(bytesOf(items, readColumns(columns.length > 0 ? columns : USUAL_COLUMNS, facts.zone), facts), { objectMode: false });
}

async function* bytesOf(items: AsyncIterable<ExportedItem>, columns: readonly CdrColumn[], facts: ListFacts): AsyncGenerator<Buffer> {
	const { PrintedList } = await import('./pdf/list');
	const list = new PrintedList(facts, columns, readColumns(HEADINGS));
	const breather = new Breather(1);
	for await (const item of items) {
		list.add(item);
		if (breather.isDue()) await breather.breathe();
		const bytes = list.read();
		if (bytes) yield bytes;
	}
	list.end();
	for (let bytes = list.read(); bytes; bytes = list.read()) yield bytes;
}
