import { ProblemList, type FileProblem } from '../../../csv/problem-list';
import { CSV_PROBLEMS } from '../../../csv/types';

/** What can be wrong in an index. */
export const INDEX_PROBLEMS = {
	...CSV_PROBLEMS,
	COLUMN_COUNT: 'the row has another number of fields than the header',
	BEFORE_HEADER: 'the line stands before the header, and was left out',
	NO_HEADER: 'the file is empty: it has no header',
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

export type IndexProblem = FileProblem<IndexProblemCode>;

export class IndexProblems extends ProblemList<IndexProblemCode> {
	constructor(onProblem?: (problem: IndexProblem) => void) {
		super(INDEX_PROBLEMS, onProblem);
	}
}
