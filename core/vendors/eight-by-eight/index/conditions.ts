import { conditionTest, type RowCondition } from '../../../csv/conditions';
import type { IndexColumn } from './columns';
import type { CallFilter } from './filters';
import { ColumnSelection } from './selection';

/**
 * Calls that fulfil all conditions; undefined where there are none. Columns are found as `ColumnSelection` finds them: no call
 * fulfils a condition on one that is nowhere.
 */
export function fulfilling(conditions: readonly RowCondition[] = [], columns: readonly IndexColumn[], onUnknown: (column: string) => void): CallFilter | undefined {
	if (conditions.length === 0) return undefined;
	const tests = conditions.map((condition): CallFilter => {
		const selection = new ColumnSelection([condition.column], columns);
		for (const column of selection.unknown) onUnknown(column);
		const fits = conditionTest(condition);
		return (call) => selection.toRow(call).some(fits);
	});
	return (call) => tests.every((test) => test(call));
}
