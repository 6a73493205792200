import { RecordingError } from '../../core/errors/recording-error';
import type { SourceEntry } from '../../core/sources/source';

// n8n's own defaults: https://docs.n8n.io/hosting/configuration/environment-variables/binary-data/
const DEFAULT_DATABASE_LIMIT_MIB = 512;
// With binary data in memory n8n holds each file as base64 text, which cannot be longer than this in Node.js.
const MEMORY_LIMIT_MIB = 384;
const MIB = 1024 * 1024;

interface Environment {
	N8N_DEFAULT_BINARY_DATA_MODE?: string;
	N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE?: string;
	EXECUTIONS_MODE?: string;
}

/**
 * Refuses a file that n8n's binary store cannot take, before a byte of it is fetched. In queue mode n8n puts files
 * into its database, whole and through memory, and refuses large ones only after all has arrived.
 */
export function assertFitsBinaryStore(entry: SourceEntry, environment: Environment = process.env): void {
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
export function isHeldWhole(environment: Environment = process.env): boolean {
	return modeOf(environment) !== 'filesystem';
}

function modeOf({ N8N_DEFAULT_BINARY_DATA_MODE: mode, EXECUTIONS_MODE: executions }: Environment): string {
	return mode || (executions === 'queue' ? 'database' : 'filesystem');
}

function limitOf(environment: Environment): { mib: number; where: string; advice: string } | undefined {
	const mode = modeOf(environment);
	if (mode === 'database') {
		return {
			mib: Number(environment.N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE) || DEFAULT_DATABASE_LIMIT_MIB,
			where: 'in its database',
			advice:
				'Run the workflow on an n8n with N8N_DEFAULT_BINARY_DATA_MODE=filesystem or s3, or raise N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE (MiB, 1024 at most).',
		};
	}
	if (mode !== 'default') return undefined;
	return {
		mib: MEMORY_LIMIT_MIB,
		where: 'in memory',
		advice: 'Start n8n with N8N_DEFAULT_BINARY_DATA_MODE=filesystem.',
	};
}
