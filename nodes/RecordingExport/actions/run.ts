import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import { isRunByAgent } from '../../shared/agent';
import { toErrorItem, toNodeError } from '../../shared/errors';
import { choiceOf } from '../../shared/parameters';
import { BINARY, OPERATIONS } from '../choices';
import { jobNameOf } from '../settings';
import { handOnFiles } from './hand-on';
import { runJob } from './run-job';
import { statusOfJob } from './status';
import { verifyJob } from './verify';

/** Works for the items of one job; its settings are those of the first. */
type JobAction = (context: IExecuteFunctions, itemIndexes: readonly number[]) => Promise<INodeExecutionData[]>;

/** Runs the chosen operation, once for each job that the items name. */
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

/** Items that name one job share its run: several of a schedule, or of a list, must not begin it several times. */
function jobsOf(context: IExecuteFunctions): number[][] {
	const jobs = new Map<string, number[]>();
	context.getInputData().forEach((_, itemIndex) => {
		const key = nameFor(context, itemIndex);
		const known = jobs.get(key);
		if (known) known.push(itemIndex);
		else jobs.set(key, [itemIndex]);
	});
	return [...jobs.values()];
}

// One that is no name fails as a job of its own.
function nameFor(context: IExecuteFunctions, itemIndex: number): string {
	try {
		return isBinary(context, itemIndex) ? 'binary' : `job ${jobNameOf(context, itemIndex)}`;
	} catch {
		return 'none';
	}
}

function actionOf(context: IExecuteFunctions): JobAction {
	const operation = choiceOf(context.getNodeParameter('operation', 0, 'run'), 'Operation', OPERATIONS);
	if (operation === 'verify') return verifyJob;
	if (operation === 'status') return statusOfJob;
	return async (of, itemIndexes) => await (isBinary(of, itemIndexes[0]) ? handOnFiles : runJob)(of, itemIndexes);
}

function isBinary(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('targetType', itemIndex, 's3') === BINARY;
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
