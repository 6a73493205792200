import type { INodeProperties } from 'n8n-workflow';

/** Whether to add the history of calls to recordings. */
export function historyField(show: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Add Call History',
		name: 'withHistory',
		type: 'boolean',
		default: false,
		displayOptions: { show },
		description:
			'Whether to add to each recording, as "history", what the data exports (GIM) tell of its call. Needs the token of the export container, and reads a table of each export.',
	};
}

/** What can be set of it. */
export const historyOptions: INodeProperties[] = [
	{
		displayName: 'Export Container',
		name: 'exportContainer',
		type: 'string',
		default: 'gim-export',
		description: 'Where the data exports are',
	},
	{
		displayName: 'History Call Column',
		name: 'historyCallColumn',
		type: 'string',
		default: 'MEDIA_SERVER_IXN_GUID',
		description: 'The column that holds the call ID of a recording. Genesys does not document it: if no recording gets a history, try MEDIA_SERVER_ROOT_IXN_GUID.',
	},
	{
		displayName: 'History Columns',
		name: 'historyColumns',
		type: 'string',
		default: '',
		placeholder: 'e.g. SOURCE_ADDRESS, TARGET_ADDRESS, START_TS, END_TS',
		description: 'Only these columns, comma-separated. Empty for all.',
	},
	{
		displayName: 'History Key Column',
		name: 'historyKeyColumn',
		type: 'string',
		default: 'INTERACTION_ID',
		description: 'What tells a row from others. A later export carries rows again that changed; the last one counts.',
	},
	{
		displayName: 'History Table',
		name: 'historyTable',
		type: 'string',
		default: 'interaction_fact',
		description: 'The table whose rows are the history',
	},
];
