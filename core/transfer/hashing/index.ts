import { availableParallelism } from 'node:os';
import { HashThread } from './hash-thread';
import { hashHere, type HashAlgorithm, type RunningHash } from './running-hash';

export type { HashAlgorithm, RunningHash } from './running-hash';

/** What takes some 20 ms here: less than a thread takes to begin. */
const WORTH_A_THREAD_BYTES = 16 * 1024 * 1024;
/** Each has some MB on its way. */
const MOST_IN_THREAD = 16;

const thread = new HashThread();

/**
 * A hash of a file that is on its way: of a large one in a thread beside the event loop, where there is a second core. `expectedBytes` is
 * what somebody states; without it the hash is made here.
 */
export function startHash(algorithm: HashAlgorithm, expectedBytes = 0): RunningHash {
	const isWorthIt = expectedBytes >= WORTH_A_THREAD_BYTES && thread.load < MOST_IN_THREAD && availableParallelism() > 1;
	return isWorthIt ? thread.begin(algorithm) : hashHere(algorithm);
}
