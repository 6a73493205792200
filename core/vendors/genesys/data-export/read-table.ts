import type { RowCondition } from '../../../csv/conditions';
import type { CsvInput } from '../../../csv/input';
import { readCsv, type CsvReader } from '../../../csv/read-csv';
import { problemsBesideCounts } from '../../../csv/row-form';
import type { CsvBatch, CsvRow } from '../../../csv/types';
import { Breather } from '../../../listing/breather';
import type { TimeWindow } from '../../../time/window';
import { tableColumns } from './columns';
import { TableProblems, type TableProblem } from './problems';
import { rowFilter, type RowFilter } from './row-filter';

export interface TableOptions {
	/** Only rows whose moment lies in it. */
	window?: TimeWindow;
	/** Where that moment stands; default START_TS. */
	timeColumn?: string;
	/** Only rows whose value in a column is wanted. A table without the column gives none. */
	where?: { column: string; isWanted(value: string, valueOf: (column: string) => string): boolean };
	/** All have to be fulfilled. A table without the column gives no row, and says so. */
	conditions?: readonly RowCondition[];
	/** Rows at most, of those that are wanted. */
	limit?: number;
	signal?: AbortSignal;
	onProblem?(problem: TableProblem): void;
}

/**
 * Reads a table while it arrives, in constant memory: batches of rows as they stand in the file. "The .csv files are
 * formatted in accordance with RFC 4180", in UTF-8, with a header, says the vendor's page
 * (https://docs.genesys.com/Documentation/PSAAS/latest/RPRT/AboutDataExport).
 *
 * Every value stays text, character by character: keys are numeric(19) and numeric(20), and what a number of JavaScript
 * cannot hold would be another key. NULL and the empty text are both an empty field there, and cannot be told apart.
 */
export function readTable(input: CsvInput, options: TableOptions = {}): TableReader {
	return new TableReader(input, options);
}

/** Some milliseconds of work, before others get their turn. */
const ROWS_AT_ONCE = 200;

export class TableReader implements AsyncIterable<CsvRow[]> {
	readonly problems: TableProblems;
	/** Rows that were read, and those of them that were wanted. */
	rowCount = 0;
	wantedCount = 0;
	headerLine = 1;
	#columns: readonly string[] | undefined;
	#isWanted: RowFilter | undefined;
	readonly #csv: CsvReader;

	constructor(
		input: CsvInput,
		private readonly options: TableOptions,
	) {
		this.problems = new TableProblems(options.onProblem);
		this.#csv = readCsv(input, { separator: ',', encoding: 'utf-8', signal: options.signal });
	}

	/** Names of the columns, in the order of the file; known with the first batch, or when all was read. */
	get columns(): readonly string[] {
		return this.#columns ?? [];
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<CsvRow[], void, undefined> {
		const breather = new Breather(1);
		if (this.#isFull) return;
		for await (const batch of this.#csv) {
			const rows = this.#rowsOf(batch);
			for (let at = 0; at < rows.length && !this.#isFull; at += ROWS_AT_ONCE) {
				const wanted = this.#wantedOf(rows.slice(at, at + ROWS_AT_ONCE));
				if (wanted.length > 0) yield wanted;
				if (breather.isDue()) await breather.breathe();
			}
			if (this.#isFull) return;
		}
		if (!this.#columns) this.problems.add('NO_HEADER', 1);
	}

	get #isFull(): boolean {
		return this.wantedCount >= (this.options.limit ?? Infinity);
	}

	#rowsOf(batch: CsvBatch): CsvRow[] {
		for (const { code, line } of problemsBesideCounts(batch)) this.problems.add(code, line);
		if (this.#columns) return batch.rows;
		const [header, ...others] = batch.rows;
		if (!header) return [];
		this.headerLine = header.line;
		this.#columns = tableColumns(header, this.problems);
		this.#isWanted = rowFilter(this.#columns, this.options, this.problems, header.line);
		return others;
	}

	#wantedOf(rows: CsvRow[]): CsvRow[] {
		// As in `ReadBatch`.
		const wanted = Array.of<CsvRow>();
		for (const row of rows) {
			if (this.#isFull) break;
			this.rowCount++;
			if (row.fields.length !== this.columns.length) {
				this.problems.add('COLUMN_COUNT', row.line, undefined, `${row.fields.length} instead of ${this.columns.length}`);
				continue;
			}
			if (this.#isWanted && !this.#isWanted(row)) continue;
			this.wantedCount++;
			wanted.push(row);
		}
		return wanted;
	}
}
