import { conditionTest, type RowCondition } from '../../csv/conditions';
import { insideWindow, type TimeWindow } from '../../time/window';
import { rowForm, type RowsReader } from './output';
import type { TableRow } from './table/row-output';

/** Which rows are wanted; all that are given have to fit. */
export interface RowFilters {
	/** On the start of the conversation, or the time of a line of an audit log. A row that tells none is left out, and reported. */
	window?: TimeWindow;
	/** On fields or headers. No row fulfils one on a column that a table does not have. */
	conditions?: readonly RowCondition[];
}

/** As the readers take it: `isWanted`. Undefined where every row is wanted. For one file. */
export function rowFilter({ window = {}, conditions = [] }: RowFilters): ((row: TableRow, reader: RowsReader) => boolean) | undefined {
	const isInside = insideWindow(window);
	if (!isInside && conditions.length === 0) return undefined;
	let fulfils: ((row: TableRow) => boolean) | undefined;
	return (row, reader) => {
		fulfils ??= fulfilling(conditions, reader);
		if (!fulfils(row)) return false;
		const time = 'time' in row ? row.time : (row as { startTime?: string }).startTime;
		if (isInside && time === undefined) reader.problems.add('NO_START', row.line ?? 1);
		return !isInside || isInside(time);
	};
}

/** The columns of a file are known with its first row. */
function fulfilling(conditions: readonly RowCondition[], reader: RowsReader): (row: TableRow) => boolean {
	const tests = conditions.map((condition) => {
		const form = rowForm(reader, [condition.column]);
		const fits = conditionTest(condition);
		return (row: TableRow) => form.toRow(row).some(fits);
	});
	return (row) => tests.every((test) => test(row));
}
