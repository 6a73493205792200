import type { INodeProperties } from 'n8n-workflow';
import { downloadFields } from '../../shared/descriptions/download';
import { deleteProperties } from './delete';
import { getManyProperties } from './getMany';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['recording'] } },
	options: [
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete a recording',
			description: 'Remove files from the SEA folder, after they were downloaded and verified',
		},
		{
			name: 'Download',
			value: 'download',
			action: 'Download a recording',
			description: 'Fetch the file of each incoming recording, check it, and put it into a field',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many recordings',
			description: 'List the recordings in the SEA folder',
		},
	],
	default: 'getAll',
};

const downloadShow = { resource: ['recording'], operation: ['download'] };

export const recordingProperties: INodeProperties[] = [
	operation,
	...getManyProperties,
	...downloadFields(downloadShow, 'folder/2021-10-09-07-49-13_12345678903_VOICE_….mp4'),
	...deleteProperties,
];
