import type { CsvRow } from './types';

/** A title or a note may stand before the header, but no more than this. */
const MAX_ROWS_BEFORE = 10;
/** A row of values may hold one word that is a header too. */
const CERTAIN = 2;

/** What a file that begins oddly can have. */
export const HEADER_PROBLEMS = {
	BEFORE_HEADER: 'the line stands before the header, and was left out',
	HEADER_AGAIN: 'the line is the header once more, and was left out',
	NO_HEADER: 'the file is empty: it has no header',
} as const;

export type HeaderProblemCode = keyof typeof HEADER_PROBLEMS;

/** What a vendor knows of its headers. */
export interface HeaderGrammar<Column> {
	/** How many columns a row names: none in a row of values. */
	countKnown(fields: readonly string[]): number;
	readHeader(fields: readonly string[], line: number): Column[];
	/** No row names any column: throws, unless the first row is to count as the header. */
	refuse(first: CsvRow): void;
}

interface Problems {
	add(code: HeaderProblemCode, line: number, column?: string, text?: string): void;
}

/** Finds the header of a file: the row that names most columns, among the first ones. */
export class HeaderSearch<Column> {
	columns: Column[] | undefined;
	line = 1;
	#fields: readonly string[] = [];
	#waiting: CsvRow[] = [];

	constructor(
		private readonly grammar: HeaderGrammar<Column>,
		private readonly problems: Problems,
	) {}

	/** The rows that follow the header; none while it is not found. */
	rowsAfter(rows: CsvRow[], isAll: boolean): CsvRow[] {
		if (this.columns) return rows;
		for (const row of rows) this.#waiting.push(row);
		if (this.#waiting.length === 0) {
			if (isAll) this.problems.add('NO_HEADER', 1);
			return [];
		}
		const isCertain = this.grammar.countKnown(this.#waiting[0].fields) >= CERTAIN;
		if (!isCertain && !isAll && this.#waiting.length < MAX_ROWS_BEFORE) return [];
		return this.#choose();
	}

	/** Whether a row is the header once more: some programs join files whole. */
	isRepeatedBy({ fields }: CsvRow): boolean {
		return fields[0] === this.#fields[0] && fields.length === this.#fields.length && fields.every((field, at) => field === this.#fields[at]);
	}

	#choose(): CsvRow[] {
		const counts = this.#waiting.slice(0, MAX_ROWS_BEFORE).map(({ fields }) => this.grammar.countKnown(fields));
		const most = Math.max(...counts);
		if (most === 0) this.grammar.refuse(this.#waiting[0]);
		const at = counts[0] >= CERTAIN ? 0 : counts.indexOf(most);
		const { fields, line } = this.#waiting[at];
		this.line = line;
		this.#fields = fields;
		for (const row of this.#waiting.slice(0, at)) this.problems.add('BEFORE_HEADER', row.line, undefined, row.fields.join(' '));
		this.columns = this.grammar.readHeader(fields, line);
		const following = this.#waiting.slice(at + 1);
		this.#waiting = [];
		return following;
	}
}
