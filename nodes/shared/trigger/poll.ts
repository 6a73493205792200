import { createHash, randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NodeOperationError, type IDataObject, type INodeExecutionData, type IPollFunctions, type IRun } from 'n8n-workflow';
import { goOn, handingOver, savedTrigger, type SavedTrigger } from '../../../core/watch/hand-over';
import { RunOutcomes } from '../../../core/watch/run-outcomes';
import type { Swept } from '../../../core/watch/sweep';
import { beginWatch, savedWatch, type Beginning, type WatchState } from '../../../core/watch/watch-state';
import { toNodeError } from '../errors';

export interface LookOptions {
	limit: number;
	/** ms since 1970 */
	deadlineMs: number;
}

/** What a vendor's trigger looks for, opened for one poll. */
export interface TriggerSource {
	/** What is watched, in words that stay the same: for something else, watching begins anew. */
	place: string;
	beginning: Beginning;
	perExecution: number;
	look(state: WatchState, options: LookOptions): Promise<Swept<INodeExecutionData>>;
	close(): Promise<void>;
}

/** A poll that n8n counts as too long is lost; what takes longer is left to the next one. */
const LONGEST_POLL_MS = 60_000;
const SHARE_OF_BUDGET = 0.6;
const SHOWN_BY_A_TEST = 5;

/** This process, for what it hands over: see `core/watch/hand-over.ts`. */
const PROCESS = randomUUID();
const polling = new Set<string>();
const outcomesOf = new Map<string, Promise<RunOutcomes>>();

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
	const { found } = await source.look(beginWatch('test', { sinceMs: 0 }), { limit: SHOWN_BY_A_TEST, deadlineMs: deadlineOf(context) });
	if (found.length > 0) return [found];
	throw new NodeOperationError(context.getNode(), 'There is no recording that matches', {
		description: 'The connection works, and nothing that fits the filters is there. Widen them to test the workflow.',
		level: 'warning',
	});
}

async function poll(context: IPollFunctions, source: TriggerSource, key: string): Promise<null> {
	const memory = context.getWorkflowStaticData('node');
	const outcomes = await outcomesFor(key);
	const deadlineMs = deadlineOf(context);
	let saved = remembered(context, memory, source, outcomes);
	for (;;) {
		const { found, state, isComplete } = await source.look(saved.watch, { limit: source.perExecution, deadlineMs });
		const run = found.length > 0 ? randomUUID() : undefined;
		saved = run ? handingOver(saved, state, PROCESS, run) : { ...saved, watch: state };
		// Before the execution begins: n8n saves it then.
		memory.trigger = saved as unknown as IDataObject;
		if (run) handOver(context, found, run, outcomes);
		if (isComplete || Date.now() > deadlineMs) return null;
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

async function outcomesFor(key: string): Promise<RunOutcomes> {
	const known = outcomesOf.get(key);
	if (known) return await known;
	const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
	const opening = RunOutcomes.open(join(process.env.N8N_USER_FOLDER || homedir(), '.n8n', 'call-recordings', 'triggers', name));
	outcomesOf.set(key, opening);
	return await opening;
}

function deadlineOf(context: IPollFunctions): number {
	return Date.now() + Math.min(LONGEST_POLL_MS, context.getPollBudgetMs() * SHARE_OF_BUDGET);
}
