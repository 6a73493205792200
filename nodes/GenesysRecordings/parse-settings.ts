import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { limitOf } from '../shared/limit';
import { flagOf, namesOf } from '../shared/parameters';
import { outputOf, returnsProblems } from '../shared/parse/rows';
import { tableWindowOf, type ExportSettings } from '../shared/parse/tables';

export interface ParseSettings extends ExportSettings {
	checkSha1: boolean;
}

/** The settings of Data Export > Parse. */
export function parseSettingsOf(context: IExecuteFunctions, itemIndex: number): ParseSettings {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const output = outputOf(context, itemIndex);
	const read = tableWindowOf(filters, options, context.getTimezone());
	const columns = namesOf(options.columns, 'Columns');
	const limit = output === 'items' ? limitOf(context, itemIndex) : Infinity;
	const isFiltered = read.window?.after !== undefined || read.window?.before !== undefined;
	return {
		output,
		tables: namesOf(context.getNodeParameter('tables', itemIndex, ''), 'Tables'),
		columns,
		limit,
		checkSha1: flagOf(options.checkSha1 ?? false, 'Check SHA-1'),
		returnsProblems: returnsProblems(options),
		isPart: isFiltered || columns.length > 0 || limit !== Infinity,
		read: { ...read, signal: context.getExecutionCancelSignal() },
	};
}
