/** One record of a CSV file. */
export interface CsvRow {
	fields: string[];
	/** The line on which it begins, from 1. Line breaks inside quotes count. */
	line: number;
}

/** What can be wrong with a row. */
export const CSV_PROBLEMS = {
	UNCLOSED_QUOTE: 'a quote that is opened here never closes, or closes in the middle of other text on a later line: the line was left out, and reading went on with the next one',
	TOO_LONG: 'the row is longer than anything that is expected, and was left out',
	TEXT_AFTER_QUOTE: 'text follows a closing quote: it was added to the field',
	COLUMN_COUNT: 'the row has another number of fields than the first one',
	NUL_CHARACTER: 'the row has a NUL character in it',
	UNDECODABLE: 'the row has bytes that are no text in the encoding of the file: U+FFFD stands in their place',
} as const;

export type CsvProblemCode = keyof typeof CSV_PROBLEMS;

export interface CsvProblem {
	code: CsvProblemCode;
	/** The line on which the row begins. */
	line: number;
	/** Of COLUMN_COUNT: what the row has. */
	fieldCount?: number;
}

/** The rows of one piece of the input. Rows that were left out appear as problems alone. */
export interface CsvBatch {
	rows: CsvRow[];
	problems: CsvProblem[];
}

/**
 * Rows and their lists are made by a constructor and by `Array.of`. Of `{ … }` and `[]`, V8 remembers where they are written, and
 * when some of them were alive at two collections, it takes all others for long-lived as well: they, and the text they
 * hold, then stay until the next collection of everything. It took 130 MiB more in two of five runs of a large file.
 */
export class ReadRow implements CsvRow {
	constructor(
		public fields: string[],
		public line: number,
	) {}
}

export class ReadBatch implements CsvBatch {
	rows = Array.of<CsvRow>();
	problems = Array.of<CsvProblem>();
}

/** What was found out about the file, or given. */
export interface CsvDialect {
	separator: string;
	/** `\n` stands for CRLF too. */
	newline: '\n' | '\r';
}

/** The code of CR. */
export const CARRIAGE_RETURN = 13;
