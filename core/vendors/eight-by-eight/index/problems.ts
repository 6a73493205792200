import { HEADER_PROBLEMS } from '../../../csv/header-search';
import { ProblemList, type FileProblem } from '../../../csv/problem-list';
import { CSV_PROBLEMS } from '../../../csv/types';
import { VALUE_PROBLEMS } from '../../../csv/values';
import { TIME_PROBLEMS } from '../../../time/time-reader';

/** What can be wrong in an index. */
export const INDEX_PROBLEMS = {
	...CSV_PROBLEMS,
	COLUMN_COUNT: 'the row has another number of fields than the header',
	...HEADER_PROBLEMS,
	HEADER_CUT: 'the file ends in the middle of its header: it was cut, or is still being written',
	NO_FILE_COLUMN: 'no column names the recordings, so nothing can be downloaded by a row, nor compared',
	REPEATED_COLUMN: 'the header names a column twice: the second one is kept under its own header',
	UNKNOWN_COLUMN: 'no column of the file has the name that was asked for',
	NO_FILE_NAME: 'the row names no file, so nothing can be downloaded by it',
	...TIME_PROBLEMS,
	NO_START: 'the row tells no start, so it was left out by the window that was asked for',
	...VALUE_PROBLEMS,
} as const;

export type IndexProblemCode = keyof typeof INDEX_PROBLEMS;

/** Problems that can have cost a row, or the name of its recording. The others leave the row as it is. */
const LOSSES: ReadonlySet<IndexProblemCode> = new Set(['UNCLOSED_QUOTE', 'TOO_LONG', 'COLUMN_COUNT', 'NUL_CHARACTER', 'UNDECODABLE', 'NO_HEADER', 'HEADER_CUT', 'NO_FILE_COLUMN'] as const);

export type IndexProblem = FileProblem<IndexProblemCode>;

export class IndexProblems extends ProblemList<IndexProblemCode> {
	constructor(onProblem?: (problem: IndexProblem) => void) {
		super(INDEX_PROBLEMS, onProblem);
	}

	/** How many of them can have cost a row. */
	get lossCount(): number {
		let count = 0;
		for (const [code, codeCount] of this.counts) if (LOSSES.has(code)) count += codeCount;
		return count;
	}
}
