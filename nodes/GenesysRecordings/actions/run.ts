import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runEach, type ItemAction } from '../../shared/run';
import { check } from './check';
import { download } from './download';
import { downloadExports } from './downloadExports';
import { findByTags } from './findByTags';
import { getExports } from './getExports';
import { getMany } from './getMany';
import { parseExports } from './parseExports';

const ITEM_ACTIONS: Record<string, ItemAction> = {
	'dataExport.getAll': getExports,
	'recording.getAll': getMany,
	'recording.findByTags': findByTags,
	'token.check': check,
};

/** Those that share connections, or work on several items at once. */
const ALL_ITEMS_ACTIONS: Record<string, ((context: IExecuteFunctions) => Promise<INodeExecutionData[]>) | undefined> = {
	'dataExport.download': downloadExports,
	'dataExport.parse': parseExports,
	'recording.download': download,
};

/** Runs the chosen operation for all items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = context.getNodeParameter('operation', 0) as string;
	const all = ALL_ITEMS_ACTIONS[`${resource}.${operation}`];
	if (all) return await all(context);
	return await runEach(context, ITEM_ACTIONS[`${resource}.${operation}`]);
}
