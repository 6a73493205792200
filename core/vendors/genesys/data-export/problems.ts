import { ProblemList, type FileProblem } from '../../../csv/problem-list';
import { CSV_PROBLEMS } from '../../../csv/types';

/** What can be wrong in a table. */
export const TABLE_PROBLEMS = {
	...CSV_PROBLEMS,
	COLUMN_COUNT: 'the row has another number of fields than the header, so that its values may stand in the wrong columns: it was left out',
	NO_HEADER: 'the table is empty: it has no header',
	REPEATED_COLUMN: 'the header names a column twice, or in a way that cannot be kept: its place stands behind its name',
	UNKNOWN_COLUMN: 'the table has no column of the name that was asked for',
	NO_TIME_COLUMN: 'the table has no such column, so that the time could not be looked at: all of its rows are here',
	TIME_UNREADABLE: 'the text is no number of seconds since 1970, so that nobody knows whether the row is wanted: it is here',
} as const;

export type TableProblemCode = keyof typeof TABLE_PROBLEMS;
export type TableProblem = FileProblem<TableProblemCode>;

export class TableProblems extends ProblemList<TableProblemCode> {
	constructor(onProblem?: (problem: TableProblem) => void) {
		super(TABLE_PROBLEMS, onProblem);
	}
}
