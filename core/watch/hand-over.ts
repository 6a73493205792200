import type { WatchState } from './watch-state';

/**
 * What was handed to n8n and is not known to have been worked on: should n8n end before, it is handed over again from
 * `before` on.
 */
export interface Pending {
	/** The process that handed it over, which alone hears of its end at once. */
	process: string;
	/** Of the runs that have not ended yet, oldest first. */
	runs: string[];
	/** From before the oldest of them. */
	before: WatchState;
}

export interface SavedTrigger {
	watch: WatchState;
	pending?: Pending;
}

export interface Outcomes {
	/** Runs that n8n has worked off, well or not. */
	hasEnded(run: string): boolean;
	/** Runs that n8n could not begin. */
	hasFailedToStart(run: string): boolean;
}

/** More runs at once are believed to come to an end. */
const MAX_RUNS = 100;

/**
 * Where to go on. n8n saves this state just before it begins a run, and not together with it: after an end of the process
 * that came too early, the files of that run come again. Never are they left out.
 */
export function goOn(saved: SavedTrigger, process: string, outcomes: Outcomes): SavedTrigger & { repeats: boolean } {
	const { watch, pending } = saved;
	if (!pending) return { watch, repeats: false };
	const open = pending.runs.filter((run) => !outcomes.hasEnded(run));
	if (open.length === 0) return { watch, repeats: false };
	const isLost = pending.process !== process || open.some((run) => outcomes.hasFailedToStart(run));
	if (isLost) return { watch: pending.before, repeats: true };
	return { watch, pending: { ...pending, runs: open }, repeats: false };
}

/** The state to save when files are handed over as a run, and `next` is where the search goes on after it. */
export function handingOver({ watch, pending }: SavedTrigger, next: WatchState, process: string, run: string): SavedTrigger {
	const runs = [...(pending?.runs ?? []), run].slice(-MAX_RUNS);
	return { watch: next, pending: { process, runs, before: pending?.before ?? watch } };
}

/** A saved state, if it is one. */
export function savedTrigger(value: unknown): SavedTrigger | undefined {
	const saved = value as Partial<SavedTrigger> | null | undefined;
	return typeof saved === 'object' && saved !== null && typeof saved.watch === 'object' && saved.watch !== null ? (saved as SavedTrigger) : undefined;
}
