import { HEADER_PROBLEMS } from '../../../csv/header-search';
import { ProblemList, type FileProblem } from '../../../csv/problem-list';
import { CSV_PROBLEMS } from '../../../csv/types';
import { VALUE_PROBLEMS } from '../../../csv/values';
import { TIME_PROBLEMS } from '../../../time/time-reader';

/** What can be wrong with a CDR, CSV metadata or an audit log. */
export const TABLE_PROBLEMS = {
	...CSV_PROBLEMS,
	COLUMN_COUNT: 'the row has another number of fields than the header: its values may stand in the wrong columns',
	...HEADER_PROBLEMS,
	NO_KNOWN_COLUMN: 'the header names no column that is known here: map its columns to fields, or take them from “other”',
	TOO_MANY_COLUMNS: 'the header has more columns than anything that is expected: the file was not read',
	REPEATED_COLUMN: 'the header names a column twice: the second one is kept under its own header',
	UNKNOWN_COLUMN: 'no column of the file has the name that was asked for',
	...TIME_PROBLEMS,
	...VALUE_PROBLEMS,
	NO_START: 'the row tells no time, so it was left out by the window that was asked for',
	NUMBER_UNREADABLE: 'the text is no whole number',
} as const;

export type TableProblemCode = keyof typeof TABLE_PROBLEMS;
export type TableProblem = FileProblem<TableProblemCode>;

export class TableProblems extends ProblemList<TableProblemCode> {
	constructor(onProblem?: (problem: TableProblem) => void) {
		super(TABLE_PROBLEMS, onProblem);
	}
}
