import type { ErrorCode } from '../errors/codes';
import type { RecordingError } from '../errors/recording-error';
import type { Day } from './day';
import type { Identity } from './identity';
import type { Tuning } from './types';

/** Faults of one file. */
const OF_ONE_FILE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'ARCHIVE_REFUSED',
	'CHANGED',
	'CONFLICT',
	'CORRUPTED',
	'DECRYPTION_FAILED',
	'INVALID_REQUEST',
	'KEY_NOT_FOUND',
	'NOT_FOUND',
	'OUTSIDE_FOLDER',
	'UNSUPPORTED',
]);

/** What every further file would meet. */
const OF_ALL_FILES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'CLOSED',
	'CONTAINER_NOT_FOUND',
	'CREDENTIAL_EXPIRED',
	'CREDENTIAL_INVALID',
	'CREDENTIAL_NOT_YET_VALID',
	'CREDENTIAL_REFUSED',
	'HOST_KEY_REFUSED',
	'HOST_NOT_FOUND',
	'HOST_REFUSED',
	'TLS_FAILED',
]);

/** The files that failed in a run, and whether it is worth going on. */
export class Failures {
	/** Days of which something is left to do. */
	readonly days = new Set<Day>();
	readonly #identities = new Set<Identity>();
	#inARow = 0;

	constructor(private readonly tuning: Pick<Tuning, 'failures' | 'failuresInARow'>) {}

	get count(): number {
		return this.#identities.size;
	}

	has(identity: Identity): boolean {
		return this.#identities.has(identity);
	}

	succeeded(): void {
		this.#inARow = 0;
	}

	/** Whether the run should end. */
	add({ identity, day }: { identity: Identity; day: Day }, { code }: RecordingError): boolean {
		this.#identities.add(identity);
		this.days.add(day);
		if (OF_ALL_FILES.has(code)) return true;
		if (!OF_ONE_FILE.has(code)) this.#inARow++;
		return this.#inARow >= this.tuning.failuresInARow || this.count >= this.tuning.failures;
	}
}
