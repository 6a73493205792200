import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { inParallel } from '../../../core/transfer/in-parallel';
import type { Recording } from '../../../core/vendors/recording';
import type { Swept } from '../../../core/watch/sweep';
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

/** Makes the items of executions, one execution after the other. */
export class Slices {
	constructor(
		private readonly context: IPollFunctions,
		private readonly source: TriggerSource,
		private readonly time: PollTime,
		/** Of this trigger, over many polls. */
		private readonly failures: { inARow: number },
	) {}

	/** The items of the next one, and where the search goes on behind them. */
	async next(watch: WatchState, limit: number): Promise<Swept<INodeExecutionData>> {
		const { deadlineMs } = this.time;
		if (this.source.files) return await this.#withFiles(watch, limit);
		const swept = await this.source.look(watch, { limit, deadlineMs });
		return { ...swept, found: swept.found.map(toItem) };
	}

	// A few at a time: when the time is up, those that have come are handed over, and the others come first in the next poll.
	async #withFiles(watch: WatchState, limit: number): Promise<Swept<INodeExecutionData>> {
		const { deadlineMs } = this.time;
		const slice: Swept<INodeExecutionData> = { found: [], state: watch, isComplete: false };
		do {
			const next = { limit: Math.min(FILES_AT_ONCE, limit - slice.found.length), deadlineMs };
			const swept = await this.source.look(slice.state, next);
			const fetched = await this.#fetch(swept.found).catch((error: unknown) => this.#orEarlier(slice, error));
			const failures = fetched.flatMap(({ temporary }) => temporary ?? []);
			if (fetched.length < swept.found.length || (failures.length > 0 && slice.found.length > 0)) return slice;
			if (failures.length > 0) this.#assertHopeless(failures, failures.length < fetched.length);
			this.failures.inARow = 0;
			slice.found.push(...fetched.map(({ item }) => item));
			slice.state = swept.state;
			slice.isComplete = swept.isComplete;
		} while (!slice.isComplete && slice.found.length < limit && Date.now() < deadlineMs);
		return slice;
	}

	/** What concerns more than one file is not caught here: it fails the poll, and nothing is skipped. */
	async #fetch(recordings: Recording[]): Promise<WithFile[]> {
		if (recordings.length === 0) return [];
		const { field, place } = this.source.files!;
		const from = await place();
		return await inParallel(recordings, FILES_AT_ONCE, async (recording) => await withFile(this.context, recording, { field, from, untilMs: this.time.fetchUntilMs }));
	}

	/** What has come before the failure is handed over; it is met again in the next slice. */
	#orEarlier({ found }: Swept<INodeExecutionData>, error: unknown): WithFile[] {
		if (found.length === 0) throw error;
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
