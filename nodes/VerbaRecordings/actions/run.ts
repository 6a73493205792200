import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recordings } from '../../../core/sources/recordings';
import { toNodeError } from '../../shared/errors';
import { choiceOf } from '../../shared/parameters';
import { runEach } from '../../shared/run';
import { TargetConnections } from '../../shared/targets/connections';
import { download } from './download';
import { getMany } from './getMany';
import { parseExports } from './parse';
import { unpackArchives } from './unpack';

const OPERATIONS = ['download', 'getAll', 'parse', 'unpack'] as const;
/** Requests at once. */
const CONCURRENCY = 8;

/** Runs the chosen operation for all items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	switch (operationIn(context)) {
		case 'download':
			return await download(context);
		case 'getAll':
			return await runWithTargets(context, getMany);
		case 'parse':
			return await parseExports(context);
		case 'unpack':
			return await unpackArchives(context);
	}
}

/** Works through one input item, in the target that it names. */
type TargetAction = (context: IExecuteFunctions, itemIndex: number, recordings: Recordings) => Promise<INodeExecutionData[]>;

async function runWithTargets(context: IExecuteFunctions, action: TargetAction): Promise<INodeExecutionData[]> {
	const targets = new TargetConnections(context, { concurrency: CONCURRENCY });
	try {
		return await runEach(context, async (_, itemIndex) => await action(context, itemIndex, await targets.of(itemIndex)));
	} finally {
		await targets.close();
	}
}

// A workflow that was written by hand or by a program can name anything.
function operationIn(context: IExecuteFunctions) {
	try {
		return choiceOf(context.getNodeParameter('operation', 0), 'Operation', OPERATIONS);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
