import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { limitOf } from '../shared/limit';
import { flagOf, namesOf } from '../shared/parameters';
import { outputSettingsOf } from '../shared/parse/rows';
import { isPartOf, tableWindowOf, type ExportSettings } from '../shared/parse/tables';

export interface ParseSettings extends ExportSettings {
	checkSha1: boolean;
}

/** The settings of Data Export > Parse. */
export function parseSettingsOf(context: IExecuteFunctions, itemIndex: number): ParseSettings {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const output = outputSettingsOf(context, itemIndex, options);
	const read = tableWindowOf(filters, options, context.getTimezone());
	const columns = namesOf(options.columns, 'Columns');
	const limit = output.output === 'items' ? limitOf(context, itemIndex) : Infinity;
	return {
		...output,
		tables: namesOf(context.getNodeParameter('tables', itemIndex, ''), 'Tables'),
		columns,
		limit,
		checkSha1: flagOf(options.checkSha1 ?? false, 'Check SHA-1'),
		isPart: isPartOf(read, columns, limit),
		read: { ...read, signal: context.getExecutionCancelSignal() },
	};
}
