import { sweep } from '../../../core/watch/sweep';
import { LISTED_BY } from '../../../core/watch/marks';
import { beginWatch, type WatchState } from '../../../core/watch/watch-state';
import { Watcher } from '../../../core/watch/watcher';
import { WATCHED, type Service } from '../protocol';
import type { Places } from './places';
import type { Work } from './tally';

const LOOK_BACK_MS = 900_000;

/** A trigger on one source, as n8n has it: what a poll found counts when it did not fail, together with its state. */
export class Trigger {
	/** How often each file was handed on. */
	readonly emitted = new Map<string, number>();
	#state: string = JSON.stringify(beginWatch('soak', { sinceMs: 0 }));
	#turn: Promise<unknown> = Promise.resolve();

	constructor(readonly service: Service) {}

	/** Returns whether there is nothing more. n8n never polls twice at a time. */
	async poll(places: Places, work: Work): Promise<boolean> {
		const before = this.#turn;
		const poll = before.then(async () => await this.#poll(places, work));
		this.#turn = poll.catch(() => {});
		return await poll;
	}

	async #poll(places: Places, work: Work): Promise<boolean> {
		return await places.using(this.service, 'source', work, async (recordings) => {
			const state = JSON.parse(this.#state) as WatchState;
			const keyOf = this.service === 'azure' || this.service === 's3' ? LISTED_BY.bytes : LISTED_BY.folders;
			const watcher = new Watcher(state, { lookBackMs: LOOK_BACK_MS, minAgeMs: 0, nowMs: Date.now(), keyOf });
			const swept = await sweep(recordings, watcher, state.position, {
				sections: [WATCHED],
				storedMs: ({ lastModified }) => Date.parse(lastModified ?? ''),
				version: ({ etag }) => etag,
				toFound: ({ path }) => path,
				limit: 25,
				deadlineMs: Date.now() + 20_000,
				keyOf,
				pageSize: this.service === 'azure' ? undefined : 30,
				signal: work.signal,
			});
			this.#state = JSON.stringify(swept.state);
			for (const path of swept.found) this.emitted.set(path, (this.emitted.get(path) ?? 0) + 1);
			work.bytes += swept.found.length * 100;
			return swept.isComplete && swept.found.length === 0;
		});
	}
}
