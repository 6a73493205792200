import { Readable } from 'node:stream';
import { csvFile as csvOf, type CsvFileOptions } from '../../csv/output';
import { Breather } from '../../listing/breather';
import type { ExportedItem } from '../item';
import { readColumns, USUAL_COLUMNS } from './columns';

export interface CsvCdrOptions extends CsvFileOptions {
	/** Names of columns, as `readColumns` takes them; else those of USUAL_COLUMNS. */
	columns?: readonly string[];
	/** Adds times in this zone beside those in UTC. */
	zone?: string;
	/** A byte order mark: Excel takes the file for its old code page without one. */
	withBom?: boolean;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const ROWS_AT_ONCE = 200;

/**
 * Call detail records of an export: CSV by RFC 4180 in UTF-8, one row for each item in the order in which they come, in constant
 * memory. Without items it has its header.
 * @throws INVALID_REQUEST for a column that is none, at once
 */
export function csvFile(items: AsyncIterable<ExportedItem>, options: CsvCdrOptions = {}): Readable {
	const columns = readColumns(options.columns?.length ? options.columns : USUAL_COLUMNS, options.zone);
	const form = {
		headers: columns.map(({ header }) => header),
		toRow: (item: ExportedItem) => columns.map(({ valueOf }) => valueOf(item)),
		toItem: (item: ExportedItem) => item,
	};
	const rows = csvOf(inBatches(items), () => form, options);
	if (!options.withBom) return rows;
	return Readable.from(
		(async function* () {
			yield BOM;
			yield* rows;
		})(),
		{ objectMode: false },
	);
}

async function* inBatches(items: AsyncIterable<ExportedItem>): AsyncGenerator<ExportedItem[]> {
	const breather = new Breather(1);
	let batch: ExportedItem[] = [];
	for await (const item of items) {
		batch.push(item);
		if (batch.length < ROWS_AT_ONCE) continue;
		if (breather.isDue()) await breather.breathe();
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}
