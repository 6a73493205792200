import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import { isRunByAgent } from '../../shared/agent';
import { toErrorItem, toNodeError } from '../../shared/errors';
import { choiceOf } from '../../shared/parameters';
import { OPERATIONS } from '../choices';
import { isBinary, jobsOf } from '../jobs';
import { handOnFiles } from './hand-on';
import { runJob } from './run-job';
import { statusOfJob } from './status';
import { verifyJob } from './verify';

/** Works for the items of one job; its settings are those of the first. */
type JobAction = (context: IExecuteFunctions, itemIndexes: readonly number[]) => Promise<INodeExecutionData[]>;

/** Runs the chosen operation, once for each job that the items name, and for each place or filter that they name in it. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	try {
		assertNoAgent(context);
		const action = actionOf(context);
		for (const itemIndexes of jobsOf(context)) results.push(...(await runOne(context, itemIndexes, action)));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
	return results;
}

async function runOne(context: IExecuteFunctions, itemIndexes: readonly number[], action: JobAction): Promise<INodeExecutionData[]> {
	try {
		return await action(context, itemIndexes);
	} catch (error) {
		if (!context.continueOnFail() || context.getExecutionCancelSignal()?.aborted) throw toNodeError(context.getNode(), error, itemIndexes[0]);
		return [toErrorItem(context, error, itemIndexes[0])];
	}
}

function actionOf(context: IExecuteFunctions): JobAction {
	const operation = choiceOf(context.getNodeParameter('operation', 0, 'run'), 'Operation', OPERATIONS);
	if (operation === 'verify') return verifyJob;
	if (operation === 'status') return statusOfJob;
	return async (of, itemIndexes) => await (isBinary(of, itemIndexes[0]) ? handOnFiles : runJob)(of, itemIndexes);
}

function assertNoAgent(context: IExecuteFunctions): void {
	if (!isRunByAgent(context)) return;
	throw new RecordingError({
		code: 'UNSUPPORTED',
		operation: 'export',
		detail: 'an AI agent must not export recordings',
		advice: 'Run the export in the workflow itself.',
	});
}
