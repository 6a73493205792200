import type { INodeProperties } from 'n8n-workflow';
import { binaryModeOf, databaseLimitMib, type BinaryEnvironment } from '../binary-mode';

/** What a file costs where n8n keeps it in its database, as it does in queue mode; nothing where it streams. */
export function binaryStoreNotice(show: Record<string, (string | boolean)[]>, environment: BinaryEnvironment = process.env): INodeProperties[] {
	if (binaryModeOf(environment) !== 'database') return [];
	return [
		{
			displayName: `This n8n keeps files in its database: each goes whole through the memory of a worker, ${databaseLimitMib(environment)} MiB at most. For many or large files use <b>Recording Export</b>, which streams to storage of your own.`,
			name: 'binaryStoreNotice',
			type: 'notice',
			default: '',
			displayOptions: { show },
		},
	];
}
