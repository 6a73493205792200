import type { RowCondition } from '../../../csv/conditions';
import type { HeaderSearch } from '../../../csv/header-search';
import { readCsv, type CsvOptions, type CsvReader } from '../../../csv/read-csv';
import { listForm, problemsBesideCounts, type RowForm } from '../../../csv/row-form';
import type { CsvInput } from '../../../csv/input';
import type { CsvBatch, CsvRow } from '../../../csv/types';
import { Breather } from '../../../listing/breather';
import { DateOrderEvidence } from '../../../time/date-order';
import type { DateOrder } from '../../../time/date-text';
import { TimeReader } from '../../../time/time-reader';
import { WallClock } from '../../../time/wall-clock';
import { parseIndexPath, recordedAtMs, type IndexKind } from '../names';
import type { IndexCall } from './call';
import { isCutHeader, kindOfColumns, type ColumnName, type IndexColumn } from './columns';
import { fulfilling } from './conditions';
import { callFilter, type CallFilter, type IndexFilters } from './filters';
import { searchHeader } from './header';
import { IndexProblems, type IndexProblem } from './problems';
import { callOf, JsonLines } from './row-output';
import { RowReader } from './row-reader';

export interface IndexOptions extends CsvOptions {
	/** The tenant's time zone, an IANA name. */
	zone: string;
	/** Path or name of the file; tells its kind and its day. */
	path?: string;
	/** Of dates such as 03/04/2026; found out where absent. */
	dateOrder?: DateOrder;
	filters?: IndexFilters;
	/** On columns of the file or fields of a call; all have to be fulfilled. */
	conditions?: readonly RowCondition[];
	/** At most this many calls. */
	limit?: number;
	/** Called for each problem; `problems` keeps the first hundred and counts all. */
	onProblem?: (problem: IndexProblem) => void;
}

/** Enough rows to meet a day above 12, or a name of a recording; they are read before the first call is given. */
const HEAD_ROWS = 1_000;
/** Some milliseconds of work, before others get their turn. */
const ROWS_AT_ONCE = 200;
const TIME_COLUMNS: readonly ColumnName[] = ['utcStart', 'localStart', 'utcStop', 'localStop'];
const NOON_MS = 43_200_000;

/**
 * Reads an index while it arrives, in constant memory: batches of calls that the filters let through. Either kind of
 * index, any order of columns. Throws INVALID_REQUEST for a file without any column of an index. Can be read once.
 */
export function readIndex(input: CsvInput, options: IndexOptions): IndexReader {
	return new IndexReader(input, options);
}

export class IndexReader implements AsyncIterable<IndexCall[]> {
	readonly problems: IndexProblems;
	/** Rows that were read, and calls that the filters let through. */
	rowCount = 0;
	callCount = 0;
	readonly #csv: CsvReader;
	readonly #clock: WallClock;
	readonly #header: HeaderSearch<IndexColumn>;
	readonly #wanted: ReturnType<typeof callFilter>;
	readonly #isInWindow: ReturnType<typeof callFilter>;
	#isFulfilled: CallFilter | undefined;
	readonly #breather = new Breather(1);
	#row: RowReader | undefined;
	#dateOrder: DateOrder | undefined;

	constructor(
		input: CsvInput,
		private readonly options: IndexOptions,
	) {
		this.problems = new IndexProblems(options.onProblem);
		this.#clock = new WallClock(options.zone);
		this.#csv = readCsv(input, options);
		this.#header = searchHeader(this.problems);
		const { window, ...others } = options.filters ?? {};
		this.#wanted = callFilter(others);
		this.#isInWindow = callFilter({ window });
	}

	/** Known with the first batch, or when all was read. */
	get columns(): readonly IndexColumn[] {
		return this.#header.columns ?? [];
	}

	/** Of the file, where it was told. */
	get path(): string | undefined {
		return this.options.path;
	}

	get headerLine(): number {
		return this.#header.line;
	}

	/** The kind that the name says, and the one that the columns speak for. */
	get kind(): { byName?: IndexKind; byColumns?: IndexKind } {
		const byName = parseIndexPath(this.options.path ?? '')?.kind;
		const byColumns = this.#header.columns && kindOfColumns(this.#header.columns);
		return { ...(byName && { byName }), ...(byColumns && { byColumns }) };
	}

	/** What was found out of dates that could be read in two ways; undefined where there are none, or nothing tells. */
	get dateOrder(): DateOrder | undefined {
		return this.#dateOrder;
	}

	get encoding(): string | undefined {
		return this.#csv.encoding;
	}

	[Symbol.asyncIterator](): AsyncGenerator<IndexCall[], void, undefined> {
		// V8 cuts texts out of a chunk as views of it: one call kept among many would keep the whole chunk.
		const isPart = this.#wanted || this.#isInWindow || this.options.conditions?.length;
		const toCall = isPart ? (row: RowReader) => copyOf(callOf(row)) : callOf;
		return this.#read(listForm(toCall));
	}

	/** In the place of the calls: JSON, a line each, in UTF-8. Costs much less than an object on the way to each. */
	jsonLines(): AsyncGenerator<Buffer, void, undefined> {
		return this.#read(new JsonLines());
	}

	async *#read<Batch>(form: RowForm<RowReader, Batch>): AsyncGenerator<Batch, void, undefined> {
		const head: CsvRow[] = [];
		for await (const batch of this.#csv) {
			const rows = this.#header.rowsAfter(batch.rows, false);
			this.#addProblems(batch);
			if (!this.#row) {
				for (const row of rows) head.push(row);
				if (head.length < HEAD_ROWS) continue;
			}
			yield* this.#give(this.#row ? rows : this.#begin(head), form);
			if (this.#isFull) return;
		}
		if (!this.#row) yield* this.#give(this.#begin([...head, ...this.#header.rowsAfter([], true)]), form);
		if (this.rowCount === 0) this.#checkHeaderEnd();
	}

	get #isFull(): boolean {
		return this.callCount >= (this.options.limit ?? Infinity);
	}

	/** Settles the order of dates, and gives the rows back. */
	#begin(head: CsvRow[]): CsvRow[] {
		this.#dateOrder = this.#findDateOrder(head.slice(0, HEAD_ROWS));
		this.#isFulfilled = fulfilling(this.options.conditions, this.columns, (column) => this.problems.add('UNKNOWN_COLUMN', this.headerLine, column));
		this.#row = new RowReader(this.columns, new TimeReader(this.#clock, this.#dateOrder), this.#clock, this.problems);
		return head;
	}

	/** A file that was cut in its header would look like that of a day without calls. */
	#checkHeaderEnd(): void {
		if (this.columns.length === 0 || this.#csv.endsWithLineEnd || !isCutHeader(this.columns, this.kind.byName)) return;
		this.problems.add('HEADER_CUT', this.headerLine, this.columns.at(-1)?.header);
	}

	#findDateOrder(rows: CsvRow[]): DateOrder | undefined {
		const evidence = new DateOrderEvidence();
		const day = parseIndexPath(this.options.path ?? '')?.day;
		const dayMs = day === undefined ? undefined : Date.parse(`${day}T00:00:00Z`) + NOON_MS;
		const times = this.columns.filter(({ name }) => name && TIME_COLUMNS.includes(name));
		const file = this.columns.find(({ name }) => name === 'fileName');
		for (const { fields } of rows) {
			const nearMs = recordedAtMs((file && fields[file.at]?.trim()) ?? '') ?? dayMs;
			for (const { at } of times) evidence.add(fields[at] ?? '', nearMs);
		}
		return evidence.decide(this.options.dateOrder);
	}

	async *#give<Batch>(rows: CsvRow[], form: RowForm<RowReader, Batch>): AsyncGenerator<Batch> {
		for (let at = 0; at < rows.length && !this.#isFull; at += ROWS_AT_ONCE) {
			// Before the first rows too: finding out the order of dates, in code that is not compiled yet, took its time.
			if (this.#breather.isDue()) await this.#breather.breathe();
			this.#add(rows, at, form);
			const batch = form.take();
			if (batch !== undefined) yield batch;
		}
	}

	#add(rows: CsvRow[], from: number, form: RowForm<RowReader, unknown>): void {
		const to = Math.min(from + ROWS_AT_ONCE, rows.length);
		const row = this.#row;
		for (let at = from; at < to && row; at++) {
			if (this.#isFull) break;
			if (rows[at].fields.every(isBlank)) continue;
			if (this.#header.isRepeatedBy(rows[at])) {
				this.problems.add('HEADER_AGAIN', rows[at].line);
				continue;
			}
			this.rowCount++;
			this.#checkCount(rows[at]);
			row.read(rows[at]);
			if (!this.#isWanted(row)) continue;
			this.callCount++;
			form.add(row);
		}
	}

	#isWanted(row: RowReader): boolean {
		if (this.#wanted && !this.#wanted(callOf(row))) return false;
		if (this.#isFulfilled && !this.#isFulfilled(callOf(row))) return false;
		if (!this.#isInWindow || this.#isInWindow(callOf(row))) return true;
		// Nobody can tell whether it was meant.
		if (!row.start.isKnown) this.problems.add('NO_START', row.line);
		return false;
	}

	#checkCount({ fields, line }: CsvRow): void {
		const expected = this.columns.length;
		// A separator at the end of each row, and nothing behind it, is harmless.
		if (fields.length === expected || (fields.length > expected && fields.slice(expected).every((field) => field === ''))) return;
		this.problems.add('COLUMN_COUNT', line, undefined, `${fields.length} instead of ${expected}`);
	}

	#addProblems(batch: CsvBatch): void {
		for (const { code, line } of problemsBesideCounts(batch)) this.problems.add(code, line);
	}
}

function isBlank(field: string): boolean {
	return field === '' || field.trim() === '';
}

function copyOf<Item>(item: Item): Item {
	return JSON.parse(JSON.stringify(item)) as Item;
}
