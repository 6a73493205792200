import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemCountOf } from '../../shared/agent';
import { toErrorItem, toNodeError } from '../../shared/errors';
import { check } from './check';
import { download } from './download';
import { findByTags } from './findByTags';
import { getMany } from './getMany';

/** Works through one input item; its results are paired with it. */
type ItemAction = (context: IExecuteFunctions, itemIndex: number) => Promise<INodeExecutionData[]>;

const ITEM_ACTIONS: Record<string, ItemAction> = {
	'recording.getAll': getMany,
	'recording.findByTags': findByTags,
	'token.check': check,
};

/** Runs the chosen operation for all items. A failed item fails alone where the workflow says so. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = context.getNodeParameter('operation', 0) as string;
	if (resource === 'recording' && operation === 'download') return await download(context);
	const action = ITEM_ACTIONS[`${resource}.${operation}`];
	const results: INodeExecutionData[] = [];
	const itemCount = itemCountOf(context);
	for (let itemIndex = 0; itemIndex < itemCount; itemIndex++) {
		for (const result of await runItem(context, itemIndex, action)) results.push(result);
	}
	return results;
}

async function runItem(
	context: IExecuteFunctions,
	itemIndex: number,
	action: ItemAction,
): Promise<INodeExecutionData[]> {
	try {
		return await action(context, itemIndex);
	} catch (error) {
		if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
		return [toErrorItem(context, error, itemIndex)];
	}
}
