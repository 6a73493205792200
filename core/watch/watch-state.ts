import { isSavedMarks, type SavedMarks } from './marks';
import { isSavedSeen, type SavedSeen } from './seen';

/** Where a listing goes on in the next poll. */
export interface Position {
	/** Which part of the storage: a prefix. */
	section: string;
	/** Of the page that follows; absent for the first page of the section. */
	token?: string;
	/** What was listed last, as a sorting key. */
	afterKey: string;
}

/** What a trigger remembers between two polls: JSON, a few KB. Times are milliseconds since 1970, by the service's clock. */
export interface WatchState {
	version: 2;
	/** What is watched; for something else, watching begins anew. */
	of: string;
	/** Nothing that was stored before is new. */
	floorMs: number;
	/** Still at the first look round, which tells what was there before: whatever was not stored after this moment, by our own clock. */
	firstLookMs?: number;
	/** When watching began, by our own clock, where only what came from then on is new. */
	activatedMs?: number;
	marks?: SavedMarks;
	/** What was stored before is forgotten: it is old wherever somebody has looked, however long Look Back becomes. */
	forgottenMs?: number;
	/** Handed on. */
	seen: SavedSeen;
	/** The same of files whose time is that of the beginning of their upload. */
	seenSlow?: SavedSeen;
	/** Still to be handed on, whatever the marks say: they wait for something, or their execution was lost. */
	awaited?: SavedSeen;
	/** Where those lie. */
	awaitedSections?: string[];
	/** More wait there than are remembered, and the marks wait for them. */
	holds?: true;
	/** Since when one of these shows nothing at all, by our own clock. */
	absentSinceMs?: number;
	/** Young files, by when they were first seen, by our own clock. */
	young?: SavedSeen;
	position?: Position;
}

/** What counts as new at the first activation: what comes from now on, or what was stored since a moment. */
export type Beginning = { sinceMs: number } | { fromNowMs: number; floorMs?: number; activatedMs?: number };

/**
 * `fromNowMs` is the moment of activation by our own clock, Infinity where files' times cannot be compared with it; `floorMs` is
 * what the service's clock shows then at the least, where it may be asked for what was stored since.
 */
export function beginWatch(of: string, beginning: Beginning): WatchState {
	if ('sinceMs' in beginning) return { version: 2, of, floorMs: beginning.sinceMs, seen: [] };
	const { fromNowMs, floorMs = 0, activatedMs } = beginning;
	// JSON has no Infinity.
	return { version: 2, of, floorMs, firstLookMs: Math.min(fromNowMs, Number.MAX_SAFE_INTEGER), activatedMs, seen: [] };
}

/** A saved state, if it is one of ours, and of what is watched now. */
export function savedWatch(value: unknown, of: string): WatchState | undefined {
	const state = value as Partial<WatchState> | null | undefined;
	const isOurs = typeof state === 'object' && state !== null && state.version === 2 && isSavedSeen(state.seen) && isWhole(state);
	return isOurs && state.of === of ? (state as WatchState) : undefined;
}

function isWhole({ floorMs, marks, seenSlow, awaited, awaitedSections, young, position }: Partial<WatchState>): boolean {
	const areSeen = [seenSlow, awaited, young].every((set) => set === undefined || isSavedSeen(set));
	const areSections = awaitedSections === undefined || (Array.isArray(awaitedSections) && awaitedSections.every((section) => typeof section === 'string'));
	return typeof floorMs === 'number' && (marks === undefined || isSavedMarks(marks)) && areSeen && areSections && isPosition(position);
}

function isPosition(position: unknown): boolean {
	if (position === undefined) return true;
	const { section, token = '', afterKey } = (position ?? {}) as Partial<Position>;
	return [section, token, afterKey].every((text) => typeof text === 'string');
}
