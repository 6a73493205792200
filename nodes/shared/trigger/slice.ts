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
		/** Of this trigger, over many polls. */
		private readonly failures: { inARow: number },
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
			const failures = fetched.flatMap(({ temporary }) => temporary ?? []);
			if (fetched.length < few.length || (failures.length > 0 && items.length > 0)) break;
			if (failures.length > 0) this.#assertHopeless(failures, failures.length < fetched.length);
			this.failures.inARow = 0;
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
	 * Fails the poll, so that the next one tries again. But a file that never comes, while others do or because it is too
	 * large for the time of a poll, must not keep back all that follow.
	 */
	#assertHopeless([{ error, isOutOfTime }]: Array<NonNullable<WithFile['temporary']>>, haveOthersCome: boolean): void {
		if (!isOutOfTime && !haveOthersCome) throw error;
		if (++this.failures.inARow < PATIENT_POLLS) throw error;
	}
}

function toItem(recording: Recording): INodeExecutionData {
	return { json: recording as unknown as IDataObject };
}
