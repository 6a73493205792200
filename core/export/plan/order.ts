import type { SourceFile } from '../types';

/** `listed`: as the source lists them, which is the quickest; `expiring`: what the vendor deletes first. */
export type Order = 'listed' | 'newest' | 'oldest' | 'expiring';

export type SortedOrder = Exclude<Order, 'listed'>;

/** Files without a time come last; of equal ones, the path decides. */
export function comparisonBy(order: SortedOrder): (a: SourceFile, b: SourceFile) => number {
	const keyOf = KEYS[order];
	return (a, b) => keyOf(a) - keyOf(b) || comparePaths(a, b);
}

const LAST = Number.MAX_SAFE_INTEGER;

const KEYS: Record<SortedOrder, (file: SourceFile) => number> = {
	newest: ({ storedMs }) => (storedMs === undefined ? LAST : -storedMs),
	oldest: ({ storedMs }) => storedMs ?? LAST,
	expiring: ({ expiresAt }) => (expiresAt === undefined ? LAST : timeOf(expiresAt)),
};

function timeOf(text: string): number {
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? LAST : ms;
}

function comparePaths(a: SourceFile, b: SourceFile): number {
	return a.entry.path < b.entry.path ? -1 : a.entry.path > b.entry.path ? 1 : 0;
}
