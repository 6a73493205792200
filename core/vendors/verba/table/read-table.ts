import { HeaderSearch } from '../../../csv/header-search';
import type { CsvInput } from '../../../csv/input';
import { readCsv, type CsvOptions, type CsvReader } from '../../../csv/read-csv';
import { listForm, problemsBesideCounts, type RowForm } from '../../../csv/row-form';
import type { CsvBatch, CsvRow } from '../../../csv/types';
import { Breather } from '../../../listing/breather';
import { DateOrderEvidence } from '../../../time/date-order';
import type { DateOrder } from '../../../time/date-text';
import { TimeReader } from '../../../time/time-reader';
import { WallClock } from '../../../time/wall-clock';
import { ColumnNames, type ColumnMapping, type TableColumn } from './columns';
import { AUDIT_LOG, CONVERSATIONS, type TableGrammar } from './fields';
import { TableProblems, type TableProblem } from './problems';
import { RowLines, rowOf, RowTexts, type TableRow } from './row-output';
import { RowReader } from './row-reader';
import { RowTime } from './row-times';
import { headerSeparator } from './separator';

export interface TableOptions extends CsvOptions {
	/** An IANA name. The export's own setting Time zone: "the event times in the conversation metadata will be shown based on" it. */
	zone: string;
	/** Of dates such as 03/04/2026, which are "locale dependent"; found out where absent. */
	dateOrder?: DateOrder;
	/** For columns that the customer has named otherwise. */
	columns?: ColumnMapping;
	/** What the file is; found out from its header where absent. */
	kind?: TableGrammar['kind'];
	/** Rows at most, of those that are wanted. */
	limit?: number;
	/** See `rowFilter`. */
	isWanted?: (row: TableRow, reader: TableReader) => boolean;
	onProblem?: (problem: TableProblem) => void;
}

/** Enough rows to meet a day above 12; they are read before the first one is given. */
const HEAD_ROWS = 1_000;
/** Some milliseconds of work, before others get their turn. */
const ROWS_AT_ONCE = 200;
/** A customer chooses among some hundred. */
const MAX_COLUMNS = 2_000;

/**
 * Reads a CDR, CSV metadata or an audit log while it arrives, in constant memory: batches of rows. Which columns there are,
 * and in which order, the customer chooses, and how the CDR is written is not documented: so columns are found by the names
 * that the vendor's pages have for them, and by a mapping; all others are kept in `other` under their own header. Dates are read
 * in the order that the file itself shows, and times in the time zone given, but Start Time (UTC). Can be read once.
 * Throws INVALID_REQUEST for settings that are none.
 */
export function readTable(input: CsvInput, options: TableOptions): TableReader {
	return new TableReader(input, options);
}

export class TableReader implements AsyncIterable<TableRow[]> {
	readonly problems: TableProblems;
	/** Rows that were read, and those of them that were wanted. */
	rowCount = 0;
	wantedCount = 0;
	readonly #csv: CsvReader;
	readonly #clock: WallClock;
	readonly #header: HeaderSearch<TableColumn>;
	readonly #breather = new Breather(1);
	readonly #names: Record<TableGrammar['kind'], ColumnNames>;
	#kind: TableGrammar['kind'];
	#row: RowReader | undefined;
	/** Of rows that a filter looks at. */
	#texts: RowTexts | undefined;
	#dateOrder: DateOrder | undefined;

	constructor(
		input: CsvInput,
		private readonly options: TableOptions,
	) {
		this.problems = new TableProblems(options.onProblem);
		this.#clock = new WallClock(options.zone);
		this.#kind = options.kind ?? 'conversations';
		this.#names = this.#readMapping();
		this.#csv = readCsv(input, { ...options, findSeparator: (text) => headerSeparator(text, (fields) => this.#countKnown(fields)) });
		const readHeader = (fields: readonly string[], line: number) => this.#readHeader(fields, line);
		// One known word among odd columns could be a value: then the first row is the header, whatever it says.
		const countKnown = (fields: readonly string[]) => atLeastTwo(this.#countKnown(fields));
		this.#header = new HeaderSearch({ countKnown, readHeader, refuse: (first) => this.#tellUnknown(first) }, this.problems);
	}

	/** Known with the first batch, or when all was read. */
	get columns(): readonly TableColumn[] {
		return this.#header.columns ?? [];
	}

	/** What the columns speak for, or what was given. */
	get kind(): TableGrammar['kind'] {
		return this.#kind;
	}

	get headerLine(): number {
		return this.#header.line;
	}

	/** What was found out of dates that could be read in two ways; undefined where there are none, or nothing tells. */
	get dateOrder(): DateOrder | undefined {
		return this.#dateOrder;
	}

	get encoding(): string | undefined {
		return this.#csv.encoding;
	}

	get separator(): string | undefined {
		return this.#csv.dialect?.separator;
	}

	/** The rows are a few of many: what is kept of them has to be copied. */
	get isPart(): boolean {
		return this.options.isWanted !== undefined;
	}

	[Symbol.asyncIterator](): AsyncGenerator<TableRow[], void, undefined> {
		const texts = new RowTexts(this.#clock);
		return this.#read(listForm((row: RowReader) => rowOf(row, texts)));
	}

	/** In the place of the rows: JSON, a line each, in UTF-8. Costs much less than an object on the way to each. */
	jsonLines(): AsyncGenerator<Buffer, void, undefined> {
		return this.#read(new RowLines(new RowTexts(this.#clock)));
	}

	async *#read<Batch>(form: RowForm<RowReader, Batch>): AsyncGenerator<Batch, void, undefined> {
		const head: CsvRow[] = [];
		for await (const batch of this.#csv) {
			const rows = this.#header.rowsAfter(batch.rows, false);
			this.#addProblems(batch);
			if (this.#isTooWide) return;
			if (!this.#row) {
				for (const row of rows) head.push(row);
				if (head.length < HEAD_ROWS) continue;
			}
			yield* this.#give(this.#row ? rows : this.#begin(head.splice(0)), form);
			if (this.#isFull) return;
		}
		if (this.#row) return;
		for (const row of this.#header.rowsAfter([], true)) head.push(row);
		if (!this.#isTooWide) yield* this.#give(this.#begin(head), form);
	}

	get #isTooWide(): boolean {
		return this.columns.length > MAX_COLUMNS;
	}

	get #isFull(): boolean {
		return this.wantedCount >= (this.options.limit ?? Infinity);
	}

	#countKnown(fields: readonly string[]): number {
		return Math.max(...this.#kinds().map((kind) => this.#names[kind].countKnown(fields)));
	}

	#tellUnknown({ fields, line }: CsvRow): void {
		if (this.#countKnown(fields) === 0) this.problems.add('NO_KNOWN_COLUMN', line);
	}

	#kinds(): TableGrammar['kind'][] {
		return this.options.kind ? [this.options.kind] : ['conversations', 'audit-log'];
	}

	#readMapping(): Record<TableGrammar['kind'], ColumnNames> {
		const { kind, columns } = this.options;
		// A mapping to fields of the other kind says nothing of this one.
		return {
			conversations: new ColumnNames(CONVERSATIONS, kind === 'audit-log' ? {} : columns),
			'audit-log': new ColumnNames(AUDIT_LOG, kind === 'audit-log' ? columns : {}),
		};
	}

	#readHeader(fields: readonly string[], line: number): TableColumn[] {
		const [kind] = this.#kinds().sort((a, b) => this.#names[b].countKnown(fields) - this.#names[a].countKnown(fields));
		this.#kind = kind;
		const columns = this.#names[kind].readHeader(fields);
		if (columns.length > MAX_COLUMNS) this.problems.add('TOO_MANY_COLUMNS', line, undefined, String(columns.length));
		else for (const { header, isRepeated } of columns) if (isRepeated) this.problems.add('REPEATED_COLUMN', line, header);
		return columns;
	}

	/** Settles the order of dates, and gives the rows back. */
	#begin(head: CsvRow[]): CsvRow[] {
		this.#dateOrder = this.#findDateOrder(head.slice(0, HEAD_ROWS));
		this.#row = new RowReader(this.columns, this.#kind, new TimeReader(this.#clock, this.#dateOrder), this.problems);
		return head;
	}

	#findDateOrder(rows: readonly CsvRow[]): DateOrder | undefined {
		const evidence = new DateOrderEvidence();
		const times = [new RowTime(this.columns, 'start'), new RowTime(this.columns, 'end')];
		for (const { fields } of rows) for (const time of times) for (const text of time.writtenIn(fields)) evidence.add(text, undefined);
		return evidence.decide(this.options.dateOrder);
	}

	async *#give<Batch>(rows: CsvRow[], form: RowForm<RowReader, Batch>): AsyncGenerator<Batch> {
		for (let at = 0; at < rows.length && !this.#isFull; at += ROWS_AT_ONCE) {
			if (this.#breather.isDue()) await this.#breather.breathe();
			this.#readRows(rows, at, form);
			const batch = form.take();
			if (batch !== undefined) yield batch;
		}
	}

	#readRows(rows: CsvRow[], from: number, form: RowForm<RowReader, unknown>): void {
		const to = Math.min(from + ROWS_AT_ONCE, rows.length);
		const row = this.#row;
		for (let at = from; at < to && row && !this.#isFull; at++) {
			if (rows[at].fields.every(isBlank)) continue;
			if (this.#header.isRepeatedBy(rows[at])) {
				this.problems.add('HEADER_AGAIN', rows[at].line);
				continue;
			}
			this.rowCount++;
			this.#checkCount(rows[at]);
			row.read(rows[at]);
			if (!this.#isWanted(row)) continue;
			this.wantedCount++;
			form.add(row);
		}
	}

	#isWanted(row: RowReader): boolean {
		const { isWanted } = this.options;
		return !isWanted || isWanted(rowOf(row, (this.#texts ??= new RowTexts(this.#clock))), this);
	}

	#checkCount({ fields, line }: CsvRow): void {
		const expected = this.columns.length;
		// A separator at the end of each row, and nothing behind it, is harmless.
		if (fields.length === expected || (fields.length > expected && fields.slice(expected).every(isBlank))) return;
		this.problems.add('COLUMN_COUNT', line, undefined, `${fields.length} instead of ${expected}`);
	}

	#addProblems(batch: CsvBatch): void {
		for (const { code, line } of problemsBesideCounts(batch)) this.problems.add(code, line);
	}
}

function atLeastTwo(count: number): number {
	return count < 2 ? 0 : count;
}

function isBlank(field: string): boolean {
	return field === '' || field.trim() === '';
}
