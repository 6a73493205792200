// Where n8n keeps files, by its own settings and defaults:
// https://docs.n8n.io/hosting/configuration/environment-variables/binary-data/
// Descriptions ask it, too: nothing else may load with it.

export interface BinaryEnvironment {
	N8N_DEFAULT_BINARY_DATA_MODE?: string;
	N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE?: string;
	EXECUTIONS_MODE?: string;
}

const DEFAULT_DATABASE_LIMIT_MIB = 512;

/** `filesystem`, `database`, `s3`, `azure`, or `default`, which is memory. In queue mode it is the database, unless somebody chose. */
export function binaryModeOf({ N8N_DEFAULT_BINARY_DATA_MODE: mode, EXECUTIONS_MODE: executions }: BinaryEnvironment): string {
	return mode || (executions === 'queue' ? 'database' : 'filesystem');
}

/** The largest file that n8n's database takes. */
export function databaseLimitMib({ N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE: limit }: BinaryEnvironment): number {
	return Number(limit) || DEFAULT_DATABASE_LIMIT_MIB;
}
