import { DEFAULT_RETRY } from '../sources/layers/retry';
import type { Tuning } from './types';

/** What a crash leaves to look for at the target, and what a run holds in memory: some tens of MB. */
export const DEFAULT_TUNING: Tuning = {
	filesPerSegment: 1_000,
	segmentEveryMs: 20_000,
	filesPerFold: 20_000,
	filesPerSort: 25_000,
	loadedIdentities: 4_000_000,
	failures: 10_000,
	failuresInARow: 10,
	progressEveryMs: 5_000,
	leftoverMs: 3_600_000,
	claimMs: 600_000,
	spoolBytes: 2 * 1024 * 1024,
	retry: DEFAULT_RETRY,
	nowMs: Date.now,
};
