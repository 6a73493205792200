import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Recording } from '../../../core/vendors/recording';
import type { Swept } from '../../../core/watch/sweep';
import type { WatchState } from '../../../core/watch/watch-state';
import type { TriggerSource } from './source';
import { FILES_AT_ONCE, withFile, type WithFile } from './with-file';
import { inParallel } from '../../../core/transfer/in-parallel';

export interface PollTime {
	/** Nothing new is looked for after it; ms since 1970. */
	deadlineMs: number;
	/** What is being fetched then is given up. */
	fetchUntilMs: number;
}

/** So many polls in a row may fail for a file that does not come; then its item goes on without it. */
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
			const fetched = await this.#fetch(swept.found);
			const failure = fetched.find(({ temporary }) => temporary)?.temporary;
			if (failure && slice.found.length > 0) return slice;
			if (failure) this.#assertPatience(failure);
			else this.failures.inARow = 0;
			slice.found.push(...fetched.map(({ item }) => item));
			slice.state = swept.state;
			slice.isComplete = swept.isComplete;
		} while (!slice.isComplete && slice.found.length < limit && Date.now() < deadlineMs);
		return slice;
	}

	async #fetch(recordings: Recording[]): Promise<WithFile[]> {
		if (recordings.length === 0) return [];
		const { field, place } = this.source.files!;
		const from = await place();
		return await inParallel(recordings, FILES_AT_ONCE, async (recording) => await withFile(this.context, recording, { field, from, untilMs: this.time.fetchUntilMs }));
	}

	/** Fails the poll, so that the next one tries again; but a few files that never come must not keep back all others. */
	#assertPatience({ error, isOutOfTime }: NonNullable<WithFile['temporary']>): void {
		if (isOutOfTime || ++this.failures.inARow >= PATIENT_POLLS) this.failures.inARow = 0;
		else throw error;
	}
}

function toItem(recording: Recording): INodeExecutionData {
	return { json: recording as unknown as IDataObject };
}
