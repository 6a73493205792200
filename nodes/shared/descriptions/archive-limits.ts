import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_MAX_ENTRIES } from '../unpack-defaults';

/** See `archiveLimitsOf`. */
export const maxEntriesOption: INodeProperties = {
	displayName: 'Max Entries',
	name: 'maxEntries',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_MAX_ENTRIES,
	description: 'An archive with more files and folders in it is refused, whatever is wanted of them: its table of contents is kept in memory',
};
