import { CSV_PROBLEMS } from '../../../csv/types';

/** What can be wrong in an index. */
export const INDEX_PROBLEMS = {
	...CSV_PROBLEMS,
	COLUMN_COUNT: 'the row has another number of fields than the header',
	BEFORE_HEADER: 'the line stands before the header, and was left out',
	NO_HEADER: 'the file is empty: it has no header',
	HEADER_CUT: 'the file ends in the middle of its header: it was cut, or is still being written',
	NO_FILE_COLUMN: 'no column names the recordings, so nothing can be downloaded by a row, nor compared',
	REPEATED_COLUMN: 'the header names a column twice: the second one is kept under its own header',
	UNKNOWN_COLUMN: 'no column of the file has the name that was asked for',
	NO_FILE_NAME: 'the row names no file, so nothing can be downloaded by it',
	TIME_UNREADABLE: 'the text is no date and time that is known here',
	TIME_AMBIGUOUS: 'nothing in the file tells which number is the day and which is the month: set the order of dates',
	TIME_NOT_IN_ZONE: 'clocks in that time zone never showed that time, or the time zone is wrong',
	DURATION_UNREADABLE: 'the text is no number of seconds, and no hours, minutes and seconds',
	NUMBER_ROUNDED: 'a spreadsheet has rounded the number, and its last digits are lost',
} as const;

export type IndexProblemCode = keyof typeof INDEX_PROBLEMS;

/** Problems that can have cost a row, or the name of its recording. The others leave the row as it is. */
const LOSSES: ReadonlySet<IndexProblemCode> = new Set(['UNCLOSED_QUOTE', 'TOO_LONG', 'COLUMN_COUNT', 'NUL_CHARACTER', 'UNDECODABLE', 'NO_HEADER', 'HEADER_CUT', 'NO_FILE_COLUMN'] as const);

export interface IndexProblem {
	code: IndexProblemCode;
	/** The line on which the row begins, from 1. */
	line: number;
	/** The header of the column. */
	column?: string;
	/** What stands there, its beginning. */
	text?: string;
	message: string;
}

const MAX_EXAMPLES = 100;
const MAX_TEXT_LENGTH = 80;

/** Counts all, and keeps the first hundred: a file can have as many problems as rows. */
export class IndexProblems {
	readonly counts = new Map<IndexProblemCode, number>();
	readonly examples: IndexProblem[] = [];
	#total = 0;

	constructor(private readonly onProblem?: (problem: IndexProblem) => void) {}

	get total(): number {
		return this.#total;
	}

	/** How many of them can have cost a row. */
	get lossCount(): number {
		let count = 0;
		for (const [code, codeCount] of this.counts) if (LOSSES.has(code)) count += codeCount;
		return count;
	}

	add(code: IndexProblemCode, line: number, column?: string, text?: string): void {
		this.#total++;
		this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
		if (!this.onProblem && this.examples.length >= MAX_EXAMPLES) return;
		const problem: IndexProblem = {
			code,
			line,
			...(column === undefined ? {} : { column }),
			...(text === undefined ? {} : { text: text.slice(0, MAX_TEXT_LENGTH) }),
			message: INDEX_PROBLEMS[code],
		};
		if (this.examples.length < MAX_EXAMPLES) this.examples.push(problem);
		this.onProblem?.(problem);
	}
}
