import type { TimeoutOptions } from '../core/sources/layers/timeout';
import type { Fault } from './servers/faults';

function all(ms: number): TimeoutOptions {
	return { responseMs: ms, pageMs: ms, idleMs: ms, writeMs: ms };
}

/** Where nothing is to wait: what runs into it has failed, however busy the machine. */
export const PATIENT = all(20_000);
/** Where a server is silent for once: a busy machine takes less for an answer. */
export const HASTY = all(1_000);
/** Where no answer comes at all. */
export const HOPELESS = all(200);

/** For faults after which the service is well again. */
export function timeoutsFor(...faults: Fault[]): TimeoutOptions {
	return faults.some(({ isSilent, stallAfterBytes }) => isSilent || stallAfterBytes !== undefined) ? HASTY : PATIENT;
}
