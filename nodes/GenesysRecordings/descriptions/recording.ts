import type { INodeProperties } from 'n8n-workflow';
import { downloadProperties } from './download';
import { findByTagsProperties } from './findByTags';
import { getManyProperties } from './getMany';
import { resultSizeProperties } from './resultSize';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['recording'] } },
	options: [
		{
			name: 'Download',
			value: 'download',
			action: 'Download a recording',
			description: 'Fetch the file of each incoming recording, check it, and put it into a field',
		},
		{
			name: 'Find by Tags',
			value: 'findByTags',
			action: 'Find recordings by tags',
			description: 'Search by recording type, stored time and other tags. Fast, however many recordings there are.',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many recordings',
			description: 'List the recordings of a container or folder',
		},
	],
	default: 'getAll',
};

export const recordingProperties: INodeProperties[] = [
	operation,
	...getManyProperties,
	...findByTagsProperties,
	...resultSizeProperties,
	...downloadProperties,
];
