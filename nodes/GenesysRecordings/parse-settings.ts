import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { toWindow } from '../../core/time/window';
import type { TableOptions } from '../../core/vendors/genesys/data-export';
import { limitOf } from '../shared/limit';
import { choiceOf, flagOf, namesOf, textOf } from '../shared/parameters';
import { BAD_ROWS } from '../shared/problems';

const OUTPUTS = ['items', 'csv', 'jsonLines'] as const;

export interface ParseSettings {
	output: (typeof OUTPUTS)[number];
	/** None for all of them. */
	tables: string[];
	columns: string[];
	/** Of all tables together; Infinity for files. */
	limit: number;
	checkSha1: boolean;
	returnsProblems: boolean;
	/** Whether the rows are a few of many. */
	isPart: boolean;
	read: TableOptions;
}

/** The settings of Data Export > Parse. */
export function parseSettingsOf(context: IExecuteFunctions, itemIndex: number): ParseSettings {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const output = choiceOf(context.getNodeParameter('output', itemIndex, 'items'), 'Output', OUTPUTS);
	const window = toWindow(
		{ label: 'Started After', value: filters.startedAfter },
		{ label: 'Started Before', value: filters.startedBefore },
		context.getTimezone(),
	);
	const columns = namesOf(options.columns, 'Columns');
	const limit = output === 'items' ? limitOf(context, itemIndex) : Infinity;
	const isFiltered = window.after !== undefined || window.before !== undefined;
	return {
		output,
		tables: namesOf(context.getNodeParameter('tables', itemIndex, ''), 'Tables'),
		columns,
		limit,
		checkSha1: flagOf(options.checkSha1 ?? false, 'Check SHA-1'),
		returnsProblems: choiceOf(options.badRows ?? 'hint', 'Bad Rows', BAD_ROWS) === 'items',
		isPart: isFiltered || columns.length > 0 || limit !== Infinity,
		read: {
			window,
			timeColumn: options.timeColumn === undefined ? undefined : textOf(options.timeColumn, 'Time Column').trim() || undefined,
			signal: context.getExecutionCancelSignal(),
		},
	};
}
