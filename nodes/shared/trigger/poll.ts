import { createHash, randomUUID } from 'node:crypto';
import { NodeOperationError, type IDataObject, type INodeExecutionData, type IPollFunctions, type IRun } from 'n8n-workflow';
import { goOn, handingOver, savedTrigger, type SavedTrigger } from '../../../core/watch/hand-over';
import type { RunOutcomes } from '../../../core/watch/run-outcomes';
import { beginWatch, savedWatch } from '../../../core/watch/watch-state';
import { toNodeError } from '../errors';
import { warnOfExpiry } from './expiry';
import { outcomesFor } from './outcomes';
import { Slices, type PollTime } from './slice';
import type { TriggerSource } from './source';

/** The editor's poll times are a minute apart at least; what takes longer is left to the next poll. */
const LONGEST_LOOK_MS = 60_000;
/** Of the time that n8n gives to a poll, for looking; a download that began then may take more. */
const SHARE_TO_LOOK = 0.6;
const SHARE_TO_FETCH = 0.9;
const SHOWN_BY_A_TEST = 5;

/** This process, for what it hands over: see `core/watch/hand-over.ts`. */
const PROCESS = randomUUID();
const polling = new Set<string>();
const failuresOf = new Map<string, { inARow: number }>();

/** One poll of a trigger: a few recordings for a test in the editor, else all that is new, handed over as executions. */
export async function pollTrigger(context: IPollFunctions, open: () => Promise<TriggerSource>): Promise<INodeExecutionData[][] | null> {
	const key = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
	const isTest = context.getMode() === 'manual';
	// The engine does not prevent polls from overlapping.
	if (!isTest && polling.has(key)) return null;
	if (!isTest) polling.add(key);
	try {
		const source = await open();
		try {
			return isTest ? await test(context, source) : await poll(context, source, key);
		} finally {
			await source.close();
		}
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	} finally {
		if (!isTest) polling.delete(key);
	}
}

/** A few that are there; nothing is remembered. */
async function test(context: IPollFunctions, source: TriggerSource): Promise<INodeExecutionData[][]> {
	const slices = new Slices(context, source, timeOf(context), { inARow: 0 });
	const { found } = await slices.next(beginWatch('test', { sinceMs: 0 }), Math.min(source.perExecution, SHOWN_BY_A_TEST));
	if (found.length > 0) return [found];
	throw new NodeOperationError(context.getNode(), 'There is no recording that matches', {
		description: 'The connection works, and nothing that fits the filters is there. Widen them to test the workflow.',
		level: 'warning',
	});
}

async function poll(context: IPollFunctions, source: TriggerSource, key: string): Promise<null> {
	const memory = context.getWorkflowStaticData('node');
	const outcomes = await outcomesFor(key);
	const time = timeOf(context);
	const slices = new Slices(context, source, time, failures(key));
	let saved = remembered(context, memory, source, outcomes);
	if (source.expiry) warnOfExpiry(context, source.expiry, memory, key);
	for (;;) {
		const { found, state, isComplete } = await slices.next(saved.watch, source.perExecution);
		const run = found.length > 0 ? randomUUID() : undefined;
		saved = run ? handingOver(saved, state, PROCESS, run) : { ...saved, watch: state };
		// Before the execution begins: n8n saves it then.
		memory.trigger = saved as unknown as IDataObject;
		if (run) handOver(context, found, run, outcomes);
		if (isComplete || Date.now() > time.deadlineMs) return null;
	}
}

function remembered(context: IPollFunctions, memory: IDataObject, source: TriggerSource, outcomes: RunOutcomes): SavedTrigger {
	const of = createHash('sha256').update(JSON.stringify([source.place, source.beginning])).digest('base64url').slice(0, 16);
	const saved = savedTrigger(memory.trigger);
	if (!saved || !savedWatch(saved.watch, of)) return { watch: beginWatch(of, source.beginning) };
	const { repeats, ...state } = goOn(saved, PROCESS, outcomes);
	if (repeats) context.logger.warn('n8n ended before the latest executions of this trigger had ended: their recordings come again', { nodeName: context.getNode().name });
	return state;
}

/** As an execution of its own, whose end tells that the recordings have been worked on. */
function handOver(context: IPollFunctions, items: INodeExecutionData[], run: string, outcomes: RunOutcomes): void {
	const done = context.helpers.createDeferredPromise<IRun | undefined>();
	context.__emit([items], undefined, done);
	done.promise.then(
		async () => await outcomes.ended(run).catch((error: Error) => context.logger.warn(`What has ended cannot be noted: ${error.message}`)),
		() => outcomes.failedToStart(run),
	);
}

function failures(key: string): { inARow: number } {
	const known = failuresOf.get(key) ?? { inARow: 0 };
	failuresOf.set(key, known);
	return known;
}

function timeOf(context: IPollFunctions): PollTime {
	const [nowMs, budgetMs] = [Date.now(), context.getPollBudgetMs()];
	return { deadlineMs: nowMs + Math.min(LONGEST_LOOK_MS, budgetMs * SHARE_TO_LOOK), fetchUntilMs: nowMs + budgetMs * SHARE_TO_FETCH };
}
