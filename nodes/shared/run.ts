import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemCountOf } from './agent';
import { toErrorItem, toNodeError } from './errors';

/** Works through one input item; its results are paired with it. */
export type ItemAction = (context: IExecuteFunctions, itemIndex: number) => Promise<INodeExecutionData[]>;

/** Runs an action for each item in turn. A failed item fails alone where the workflow says so. */
export async function runEach(context: IExecuteFunctions, action: ItemAction): Promise<INodeExecutionData[]> {
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
		// A cancelled execution has no use for the items that are left.
		if (!context.continueOnFail() || context.getExecutionCancelSignal()?.aborted) throw toNodeError(context.getNode(), error, itemIndex);
		return [toErrorItem(context, error, itemIndex)];
	}
}
