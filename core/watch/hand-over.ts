import { FileSet, identityOf, isSavedSeen, type SavedSeen } from './seen';
import type { Listed } from './watcher';
import type { WatchState } from './watch-state';

/** Files that were handed over as one execution. */
export interface PendingRun {
	id: string;
	files: SavedSeen;
	/** Where they lie. */
	sections?: string[];
}

/** What was handed over to n8n and is not known to have been worked on. */
export interface Pending {
	/** The process that handed it over, which alone hears of its end at once. */
	process: string;
	/** Oldest first. */
	runs: PendingRun[];
}

export interface SavedTrigger {
	watch: WatchState;
	pending?: Pending;
	/** Grows with each change, to tell the newer of two copies. */
	count?: number;
}

export interface Outcomes {
	/** Runs that n8n has worked off, well or not. */
	hasEnded(run: string): boolean;
	/** Runs that n8n could not begin. */
	hasFailedToStart(run: string): boolean;
}

export interface Resumed extends SavedTrigger {
	/** Why files come again, if they do. */
	repeats?: 'n8n ended' | 'not begun';
}

/**
 * Where to go on. n8n saves this state just before it begins an execution, and not together with it: after an end of the
 * process that came too early, the files of the executions that were under way come again, and no others.
 */
export function goOn({ watch, pending, count }: SavedTrigger, process: string, outcomes: Outcomes): Resumed {
	if (!pending) return { watch, count };
	const open = pending.runs.filter(({ id }) => !outcomes.hasEnded(id));
	const isOurs = pending.process === process;
	const lost = open.filter(({ id }) => !isOurs || outcomes.hasFailedToStart(id));
	const running = open.filter((run) => !lost.includes(run));
	return {
		watch: lost.reduce((state, { files, sections }) => again(state, files, sections), watch),
		...(running.length > 0 ? { pending: { process, runs: running } } : {}),
		count,
		...(lost.length > 0 ? { repeats: isOurs ? 'not begun' : 'n8n ended' } : {}),
	};
}

/** The state to save when files are handed over as a run, and `next` is where the search goes on after it. */
export function handingOver({ pending, count = 0 }: SavedTrigger, next: WatchState, process: string, id: string, files: readonly Listed[]): SavedTrigger {
	const run = { id, files: savedFiles(files), ...sectionsOf(files) };
	return { watch: next, pending: { process, runs: [...(pending?.runs ?? []), run] }, count: count + 1 };
}

/** The same state, but that some files that were handed on are to come again. */
export function comingAgain(state: WatchState, files: readonly Listed[]): WatchState {
	return files.length === 0 ? state : again(state, savedFiles(files), sectionsOf(files).sections);
}

function again(state: WatchState, files: SavedSeen, sections: string[] = []): WatchState {
	const [seen, seenSlow, awaited] = [new FileSet(state.seen), new FileSet(state.seenSlow), new FileSet(state.awaited)];
	seen.deleteAll(files);
	seenSlow.deleteAll(files);
	awaited.addAll(files);
	const slow = seenSlow.save();
	const all = [...new Set([...(state.awaitedSections ?? []), ...sections])];
	return {
		...state,
		seen: seen.save(),
		...(slow.length > 0 || state.seenSlow ? { seenSlow: slow } : {}),
		awaited: awaited.save(),
		...(all.length > 0 ? { awaitedSections: all } : {}),
	};
}

function savedFiles(files: readonly Listed[]): SavedSeen {
	const set = new FileSet();
	for (const file of files) set.add(identityOf(file), file.storedMs);
	return set.save();
}

function sectionsOf(files: readonly Listed[]): { sections?: string[] } {
	const sections = [...new Set(files.flatMap(({ section }) => section ?? []))];
	return sections.length > 0 ? { sections } : {};
}

/** A saved state, if it is one. */
export function savedTrigger(value: unknown): SavedTrigger | undefined {
	const saved = value as Partial<SavedTrigger> | null | undefined;
	const isOurs = typeof saved === 'object' && saved !== null && typeof saved.watch === 'object' && saved.watch !== null && isPending(saved.pending);
	return isOurs ? (saved as SavedTrigger) : undefined;
}

function isPending(pending: unknown): boolean {
	if (pending === undefined) return true;
	const { runs } = (pending ?? {}) as { runs?: unknown };
	return Array.isArray(runs) && runs.every((run: Partial<PendingRun> | null) => typeof run?.id === 'string' && isSavedSeen(run.files) && (run.sections === undefined || Array.isArray(run.sections)));
}

/** Of two copies, the newer one. */
export function newerOf(one: SavedTrigger | undefined, other: SavedTrigger | undefined): SavedTrigger | undefined {
	if (!one || !other) return one ?? other;
	return (other.count ?? 0) > (one.count ?? 0) ? other : one;
}
