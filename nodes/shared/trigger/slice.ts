import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { inParallel } from '../../../core/transfer/in-parallel';
import type { Recording } from '../../../core/vendors/recording';
import { comingAgain } from '../../../core/watch/hand-over';
import type { Swept } from '../../../core/watch/sweep';
import type { Listed } from '../../../core/watch/watcher';
import type { WatchState } from '../../../core/watch/watch-state';
import type { TriggerSource } from './source';
import { FILES_AT_ONCE, withFile, type WithFile } from './with-file';

export interface PollTime {
	/** Nothing new is looked for after it; ms since 1970. */
	deadlineMs: number;
	/** What is being fetched then is given up. */
	fetchUntilMs: number;
}

/** So many polls in a row may fail for one file; then its item goes on without it. */
const PATIENT_POLLS = 5;

/** Files that one look may bring: what there is no time to fetch is remembered one by one. */
const MOST_WITH_FILES = 100;

/** What one execution gets, and where the search goes on behind it. */
export interface Slice {
	items: INodeExecutionData[];
	files: Listed[];
	state: WatchState;
	isComplete: boolean;
}

/** Makes the items of executions, one execution after the other. */
export class Slices {
	constructor(
		private readonly context: IPollFunctions,
		private readonly source: TriggerSource,
		private readonly time: PollTime,
		/** How often a file did not come, by its path; of this trigger, over many polls. */
		private readonly failures: Map<string, number>,
	) {}

	/** The next one, of so many items at the most. */
	async next(watch: WatchState, limit: number): Promise<Slice> {
		const { deadlineMs } = this.time;
		const most = this.source.files ? Math.min(limit, MOST_WITH_FILES) : limit;
		const { found, files, state, isComplete } = await this.source.look(watch, { limit: most, deadlineMs });
		if (this.source.files) return await this.#withFiles({ found, files, state, isComplete });
		return { items: found.map(toItem), files, state, isComplete };
	}

	// A few at a time. When the time is up, those that have come are handed over, and the others are the first of the next poll.
	async #withFiles({ found, files, state, isComplete }: Swept<Recording>): Promise<Slice> {
		const items: INodeExecutionData[] = [];
		while (items.length < found.length && (items.length === 0 || Date.now() < this.time.deadlineMs)) {
			const few = found.slice(items.length, items.length + FILES_AT_ONCE);
			const fetched = await this.#fetch(few).catch((error: unknown) => this.#orEarlier(items, error));
			if (fetched.length < few.length || !this.#mayGoOn(fetched, items.length > 0)) break;
			items.push(...fetched.map(({ item }) => item));
		}
		const [taken, left] = [files.slice(0, items.length), files.slice(items.length)];
		return { items, files: taken, state: comingAgain(state, left), isComplete: isComplete && left.length === 0 };
	}

	/** What concerns more than one file is not caught here: it fails the poll, and nothing is skipped. */
	async #fetch(recordings: Recording[]): Promise<WithFile[]> {
		const { field, place } = this.source.files!;
		const from = await place();
		return await inParallel(recordings, FILES_AT_ONCE, async (recording) => await withFile(this.context, recording, { field, from, untilMs: this.time.fetchUntilMs }));
	}

	/** What has come before the failure is handed over; it is met again in the next slice. */
	#orEarlier(items: INodeExecutionData[], error: unknown): WithFile[] {
		if (items.length === 0) throw error;
		return [];
	}

	/**
	 * Without those that did not come the poll fails, or ends early, so that the next one tries again. But a file that never
	 * comes, while others do or because it is too large for the time of a poll, must not keep back all that follow.
	 */
	#mayGoOn(fetched: WithFile[], hasEarlier: boolean): boolean {
		const failed = fetched.flatMap(({ path, temporary }) => (temporary ? [{ path, ...temporary }] : []));
		for (const { path, temporary } of fetched) if (!temporary) this.failures.delete(path);
		const haveOthersCome = hasEarlier || failed.length < fetched.length;
		const patient = failed.filter(({ path, isOutOfTime }) => !(isOutOfTime || haveOthersCome) || this.#count(path) < PATIENT_POLLS);
		if (patient.length === 0) return true;
		if (!hasEarlier) throw patient[0].error;
		return false;
	}

	#count(path: string): number {
		const count = (this.failures.get(path) ?? 0) + 1;
		this.failures.set(path, count);
		return count;
	}
}

function toItem(recording: Recording): INodeExecutionData {
	return { json: recording as unknown as IDataObject };
}
