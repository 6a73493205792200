import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RowCondition } from '../../../core/csv/conditions';
import { INDEX_FILE_KINDS, type IndexFileKind } from '../../../core/vendors/index-files/kinds';
import { timeZoneOf } from '../../shared/csv-settings';
import { limitOf } from '../../shared/limit';
import { choiceOf, countOf, namesOf, settingError } from '../../shared/parameters';
import { rowConditionsOf } from '../../shared/parse/conditions';
import { outputSettingsOf, type OutputSettings } from '../../shared/parse/rows';

/** The settings of Parse Index, whatever the kind; the collections are looked into by who reads the kind. */
export interface ParseSettings extends OutputSettings {
	kind: IndexFileKind | 'detect';
	/** None for all of them. */
	tables: string[];
	filters: IDataObject;
	options: IDataObject;
	conditions: RowCondition[];
	columns: string[];
	/** Infinity for all. */
	limit: number;
	zone: string;
	/** Nobody has chosen the zone. */
	isZoneOfWorkflow: boolean;
	signal?: AbortSignal;
}

export function parseSettingsOf(context: IExecuteFunctions, itemIndex: number): ParseSettings {
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const output = outputSettingsOf(context, itemIndex, options);
	const zone = timeZoneOf(options.timeZone);
	return {
		kind: choiceOf(context.getNodeParameter('kind', itemIndex, 'detect'), 'Kind', ['detect', ...INDEX_FILE_KINDS]),
		tables: namesOf(context.getNodeParameter('tables', itemIndex, ''), 'Genesys Tables'),
		...output,
		filters: context.getNodeParameter('filters', itemIndex, {}) as IDataObject,
		options,
		conditions: rowConditionsOf(context, itemIndex),
		columns: namesOf(options.columns, 'Columns'),
		// Of a file, all rows are wanted unless somebody says otherwise.
		limit: output.output === 'items' ? limitOf(context, itemIndex) : countOf(options.limit, 'Limit', { fallback: Infinity }),
		zone: zone ?? context.getTimezone(),
		isZoneOfWorkflow: zone === undefined,
		signal: context.getExecutionCancelSignal(),
	};
}

const CALL_FILTERS: Record<string, string> = { agentName: 'Agent Name', callType: 'Call Type', caseId: 'Case ID', number: 'Number', queueName: 'Queue Name' };

/** A filter that does not count would let everything through without a word. */
export function assertNoCallFilters({ filters }: ParseSettings, whatItIs: string): void {
	const [name] = Object.keys(CALL_FILTERS).filter((one) => one in filters);
	if (name === undefined) return;
	throw settingError(`"${CALL_FILTERS[name]}" is a filter on calls of an 8x8 index, and the file is a ${whatItIs}`, 'Remove that filter. Conditions filter by any column.');
}
