import type { SavedMarks } from './marks';
import type { SavedSeen } from './seen';

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
	version: 1;
	/** What is watched; for something else, watching begins anew. */
	of: string;
	/** Nothing that was stored before is new. */
	floorMs: number;
	/** Still at the first look round, which tells what was there before. */
	isFirstLook?: true;
	marks?: SavedMarks;
	seen: SavedSeen;
	/** Of files whose time is that of the beginning of their upload. */
	seenSlow?: SavedSeen;
	position?: Position;
}

/** What counts as new at the first activation: what comes from now on, or what was stored since a moment. */
export type Beginning = 'now' | { sinceMs: number };

export function beginWatch(of: string, beginning: Beginning): WatchState {
	if (beginning === 'now') return { version: 1, of, floorMs: 0, isFirstLook: true, seen: [] };
	return { version: 1, of, floorMs: beginning.sinceMs, seen: [] };
}

/** A saved state, if it is one of ours, and of what is watched now. */
export function savedWatch(value: unknown, of: string): WatchState | undefined {
	const state = value as Partial<WatchState> | null | undefined;
	const isOurs = typeof state === 'object' && state !== null && state.version === 1 && Array.isArray(state.seen) && typeof state.floorMs === 'number';
	return isOurs && state.of === of ? (state as WatchState) : undefined;
}
