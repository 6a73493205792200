import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runEach, type ItemAction } from '../../shared/run';
import { check } from './check';
import { download } from './download';
import { findByTags } from './findByTags';
import { getMany } from './getMany';

const ITEM_ACTIONS: Record<string, ItemAction> = {
	'recording.getAll': getMany,
	'recording.findByTags': findByTags,
	'token.check': check,
};

/** Runs the chosen operation for all items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = context.getNodeParameter('operation', 0) as string;
	if (resource === 'recording' && operation === 'download') return await download(context);
	return await runEach(context, ITEM_ACTIONS[`${resource}.${operation}`]);
}
