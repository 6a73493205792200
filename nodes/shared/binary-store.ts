import { RecordingError } from '../../core/errors/recording-error';
import type { SourceEntry } from '../../core/sources/source';
import { ByteBudget } from '../../core/transfer/byte-budget';
import { binaryModeOf, databaseLimitMib, type BinaryEnvironment } from './binary-mode';

// With binary data in memory n8n holds each file as base64 text, which cannot be longer than this in Node.js.
const MEMORY_LIMIT_MIB = 384;
const MIB = 1024 * 1024;
/** Of files that are held whole, however many are fetched at once. n8n's store makes further copies of each. */
const HELD_BYTES = 256 * MIB;
/** Where nobody says how large a file is. */
const SUPPOSED_BYTES = 32 * MIB;

/**
 * Refuses a file that n8n's binary store cannot take, before a byte of it is fetched. In queue mode n8n puts files
 * into its database, whole and through memory, and refuses large ones only after all has arrived.
 */
export function assertFitsBinaryStore(entry: SourceEntry, environment: BinaryEnvironment = process.env): void {
	const limit = limitOf(environment);
	if (!limit || entry.sizeBytes === undefined || entry.sizeBytes <= limit.mib * MIB) return;
	throw new RecordingError({
		code: 'TOO_LARGE',
		operation: 'download',
		path: entry.path,
		container: entry.container,
		detail: `the file has ${Math.ceil(entry.sizeBytes / MIB)} MiB, and n8n keeps binary data ${limit.where}, which takes ${limit.mib} MiB at most`,
		advice: limit.advice,
	});
}

/** Whether n8n holds each file whole in memory on its way to the store, as it does for all but files: many at once take as much as all of them. */
export function isHeldWhole(environment: BinaryEnvironment = process.env): boolean {
	return binaryModeOf(environment) !== 'filesystem';
}

/** For files that are held whole: what is fetched at once has to fit into the memory of the process, large files one after the other. */
export class HeldFiles {
	readonly #budget?: ByteBudget;

	constructor(environment: BinaryEnvironment = process.env) {
		if (isHeldWhole(environment)) this.#budget = new ByteBudget(HELD_BYTES);
	}

	/** Waits for room, fetches, and lets go of it. */
	async hold<Result>(sizeBytes: number | undefined, signal: AbortSignal | undefined, fetch: () => Promise<Result>): Promise<Result> {
		const leave = await this.#budget?.take(sizeBytes ?? SUPPOSED_BYTES, signal);
		try {
			return await fetch();
		} finally {
			leave?.();
		}
	}
}

function limitOf(environment: BinaryEnvironment): { mib: number; where: string; advice: string } | undefined {
	const mode = binaryModeOf(environment);
	if (mode === 'database') {
		return {
			mib: databaseLimitMib(environment),
			where: 'in its database',
			advice:
				'Use Recording Export, which streams to storage of your own; or run the workflow on an n8n with N8N_DEFAULT_BINARY_DATA_MODE=filesystem or s3, or raise N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE (MiB, 1024 at most).',
		};
	}
	if (mode !== 'default') return undefined;
	return {
		mib: MEMORY_LIMIT_MIB,
		where: 'in memory',
		advice: 'Start n8n with N8N_DEFAULT_BINARY_DATA_MODE=filesystem.',
	};
}
