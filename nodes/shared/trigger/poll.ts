import { createHash, randomUUID } from 'node:crypto';
import { NodeOperationError, type IDataObject, type INodeExecutionData, type IPollFunctions, type IRun } from 'n8n-workflow';
import { goOn, handingOver, newerOf, savedTrigger, type Resumed, type SavedTrigger } from '../../../core/watch/hand-over';
import type { TriggerFile } from '../../../core/watch/trigger-file';
import { beginWatch, savedWatch } from '../../../core/watch/watch-state';
import { toNodeError } from '../errors';
import { isTest } from './parameters';
import { PerTrigger, triggerKey } from './per-trigger';
import { Slices, type PollTime } from './slice';
import type { Doubt, TriggerSource } from './source';
import { triggerFiles } from './trigger-file';
import { Warnings } from './warnings';

/** The editor's poll times are a minute apart at least; what takes longer is left to the next poll. */
const LONGEST_LOOK_MS = 60_000;
/** Of the time that n8n gives to a poll, for looking; a download that began then may take more. */
const SHARE_TO_LOOK = 0.6;
const SHARE_TO_FETCH = 0.9;
const SHOWN_BY_A_TEST = 5;
/** Then no more are begun until one has ended: a backlog must not bury n8n. */
const MOST_EXECUTIONS = 20;

/** This process, for what it hands over: see `core/watch/hand-over.ts`. */
const PROCESS = randomUUID();
const polling = new Set<string>();
const failuresOf = new PerTrigger(() => new Map<string, number>());

/** One poll of a trigger: a few recordings for a test in the editor, else all that is new, handed over as executions. */
export async function pollTrigger(context: IPollFunctions, open: () => Promise<TriggerSource>): Promise<INodeExecutionData[][] | null> {
	const key = triggerKey(context);
	const isTried = isTest(context);
	// The engine does not prevent polls from overlapping.
	if (!isTried && polling.has(key)) return null;
	if (!isTried) polling.add(key);
	try {
		const source = await open();
		try {
			return isTried ? await test(context, source) : await poll(context, source, key);
		} finally {
			await source.close();
		}
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	} finally {
		if (!isTried) polling.delete(key);
	}
}

/** A few that are there; nothing is remembered. */
async function test(context: IPollFunctions, source: TriggerSource): Promise<INodeExecutionData[][]> {
	const slices = new Slices(context, source, timeOf(context), new Map());
	const { items } = await slices.next(beginWatch('test', { sinceMs: 0 }), Math.min(source.perExecution, SHOWN_BY_A_TEST));
	if (items.length > 0) return [items];
	throw new NodeOperationError(context.getNode(), 'There is no recording that matches', {
		description: 'The connection works, and nothing that fits the filters is there. Widen them to test the workflow.',
		level: 'warning',
	});
}

async function poll(context: IPollFunctions, source: TriggerSource, key: string): Promise<null> {
	const memory = context.getWorkflowStaticData('node');
	const file = await triggerFiles.of(key);
	const time = timeOf(context);
	const slices = new Slices(context, source, time, failuresOf.of(key));
	const warnings = new Warnings(context, memory, key);
	if (source.expiry) warnings.ofExpiry(source.expiry);
	let saved = remembered(context, memory, source, file);
	for (let count = 0; ; count++) {
		const { repeats, ...state } = goOn(saved, PROCESS, file);
		tellRepeats(context, repeats);
		saved = state;
		// What could not be begun now will not be a moment later.
		if (repeats === 'not begun' && count > 0) return null;
		if (isBusy(saved)) {
			warnings.ofDoubt(BUSY);
			return null;
		}
		await keepCopy(context, saved, file);
		const { items, files, state: next, isComplete } = await slices.next(saved.watch, source.perExecution);
		warnings.ofDoubt(source.doubt?.());
		const run = randomUUID();
		saved = items.length > 0 ? handingOver(saved, next, PROCESS, run, files) : { ...saved, watch: next };
		// Before the execution begins: n8n saves it then.
		memory.trigger = saved as unknown as IDataObject;
		if (items.length > 0) {
			await file.keep(saved).catch((error: Error) => cannotBeNoted(context, error));
			handOver(context, items, run, file);
		} else await keepCopy(context, saved, file);
		if (isComplete || Date.now() > time.deadlineMs) return null;
	}
}

/** What n8n has of it, or our own copy, where the node was renamed since or n8n could not save. */
function remembered(context: IPollFunctions, memory: IDataObject, source: TriggerSource, file: TriggerFile): SavedTrigger {
	const { beginWith = 'now', since = '' } = context.getNode().parameters;
	// As the fields are filled in, not as an expression in them works out now.
	const of = createHash('sha256').update(JSON.stringify([source.place, beginWith, since])).digest('base64url').slice(0, 16);
	const isOurs = (saved: SavedTrigger | undefined) => (saved && savedWatch(saved.watch, of) ? saved : undefined);
	return newerOf(isOurs(savedTrigger(memory.trigger)), isOurs(file.copy)) ?? { watch: beginWatch(of, source.beginning()) };
}

function tellRepeats(context: IPollFunctions, repeats: Resumed['repeats']): void {
	if (repeats === 'n8n ended') context.logger.warn('n8n ended before some executions of this trigger had: their recordings come again', { nodeName: context.getNode().name });
	if (repeats === 'not begun') context.logger.warn('n8n could not begin an execution of this trigger: its recordings come again', { nodeName: context.getNode().name });
}

function isBusy({ pending }: SavedTrigger): boolean {
	return (pending?.runs.length ?? 0) >= MOST_EXECUTIONS;
}

const BUSY: Doubt = {
	what: `${MOST_EXECUTIONS} executions of this trigger are under way, and no more are begun`,
	advice: 'Look at what they wait for in the list of executions, and stop those that never end. Nothing is skipped meanwhile.',
};

/** Where it is of something else, or of the time before the first look: so that a node that is renamed goes on. */
async function keepCopy(context: IPollFunctions, saved: SavedTrigger, file: TriggerFile): Promise<void> {
	const copied = file.copy?.watch;
	if (copied?.of === saved.watch.of && copied.firstLookMs === saved.watch.firstLookMs) return;
	await file.keep(saved).catch((error: Error) => cannotBeNoted(context, error));
}

/** As an execution of its own, whose end tells that the recordings have been worked on. */
function handOver(context: IPollFunctions, items: INodeExecutionData[], run: string, file: TriggerFile): void {
	const done = context.helpers.createDeferredPromise<IRun | undefined>();
	context.__emit([items], undefined, done);
	const ended = async () => await file.ended(run).catch((error: Error) => cannotBeNoted(context, error));
	// Without a run n8n has taken back what it was to begin: a poll in its durable scheduler that holds its lease no longer.
	done.promise.then(
		(execution) => (execution ? ended() : file.failedToStart(run)),
		(error: unknown) => (hasHadItsTurn(error) ? ended() : file.failedToStart(run)),
	);
}

/**
 * Stopped by somebody or by the time limit of the workflow; or ended before n8n could wait for it, as one whose credentials are
 * missing, which stands in the list of executions as failed.
 */
function hasHadItsTurn(error: unknown): boolean {
	const { reason, name, constructor } = error as { reason?: unknown; name?: string; constructor?: { name?: string } };
	return reason === 'manual' || reason === 'timeout' || [name, constructor?.name].includes('ExecutionNotFoundError');
}

function cannotBeNoted(context: IPollFunctions, { message }: Error): void {
	context.logger.warn(`What this trigger has done cannot be noted, so after a restart recordings may come again: ${message}`, { nodeName: context.getNode().name });
}

function timeOf(context: IPollFunctions): PollTime {
	const [nowMs, budgetMs] = [Date.now(), context.getPollBudgetMs()];
	return { deadlineMs: nowMs + Math.min(LONGEST_LOOK_MS, budgetMs * SHARE_TO_LOOK), fetchUntilMs: nowMs + budgetMs * SHARE_TO_FETCH };
}
