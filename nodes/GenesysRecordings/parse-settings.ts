import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { limitOf } from '../shared/limit';
import { flagOf, namesOf } from '../shared/parameters';
import { outputOf, returnsProblems } from '../shared/parse/rows';
import { isPartOf, tableWindowOf, type ExportSettings } from '../shared/parse/tables';

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
	return {
		output,
		tables: namesOf(context.getNodeParameter('tables', itemIndex, ''), 'Tables'),
		columns,
		limit,
		checkSha1: flagOf(options.checkSha1 ?? false, 'Check SHA-1'),
		returnsProblems: returnsProblems(options),
		isPart: isPartOf(read, columns, limit),
		read: { ...read, signal: context.getExecutionCancelSignal() },
	};
}
