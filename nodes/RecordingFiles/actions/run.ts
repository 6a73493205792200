import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { choiceOf } from '../../shared/parameters';
import { runEach, type ItemAction } from '../../shared/run';
import { decryptItems } from './decrypt';
import { parseFileName } from './parseFileName';
import { parseIndex } from './parseIndex';
import { unpackArchive } from './unpack';

const ITEM_ACTIONS: Record<string, ItemAction> = { parseFileName, parseIndex, unpack: unpackArchive };

/** Runs the chosen operation for all items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const operation = operationIn(context);
	if (operation === 'decrypt') return await decryptItems(context);
	return await runEach(context, ITEM_ACTIONS[operation]);
}

// A workflow that was written by hand or by a program can name anything.
function operationIn(context: IExecuteFunctions): string {
	try {
		return choiceOf<string>(context.getNodeParameter('operation', 0, 'decrypt'), 'Operation', ['decrypt', ...Object.keys(ITEM_ACTIONS)]);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
