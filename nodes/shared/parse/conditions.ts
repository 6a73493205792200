import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { CONDITION_OPERATORS, type RowCondition } from '../../../core/csv/conditions';
import { choiceOf, settingError, textOf } from '../parameters';

/** The conditions of the form, or none. */
export function rowConditionsOf(context: IExecuteFunctions, itemIndex: number): RowCondition[] {
	const { condition = [] } = context.getNodeParameter('conditions', itemIndex, {}) as { condition?: IDataObject | IDataObject[] };
	return [condition].flat().map(({ column, operator, value }) => ({
		column: columnOf(column),
		operator: choiceOf(operator ?? 'equals', 'Operator', CONDITION_OPERATORS),
		value: textOf(value ?? '', 'Value'),
	}));
}

function columnOf(value: unknown): string {
	const column = textOf(value, 'Column').trim();
	if (column !== '') return column;
	throw settingError('a condition names no column', 'Set Column to a header of the file, or remove the condition.');
}
