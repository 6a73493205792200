import type { INodeProperties } from 'n8n-workflow';
import { containerField } from './container';

const showOnly = { resource: ['recording'], operation: ['download'] };

export const downloadProperties: INodeProperties[] = [
	containerField(showOnly, '={{ $json.container }}', 'Where the recording lies; Get Many and Find by Tags put it on each item'),
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: '={{ $json.path }}',
		placeholder: 'e.g. mytenant/003H….mp3.bin',
		displayOptions: { show: showOnly },
		description: 'The recording inside the container; Get Many and Find by Tags put it on each item',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show: showOnly },
		hint: 'The name of the output binary field to put the file in',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: showOnly },
		options: [
			{
				displayName: 'Only Inside Folder',
				name: 'folder',
				type: 'string',
				default: '',
				placeholder: 'e.g. mytenant/',
				description: 'Refuse paths outside this folder. Useful when paths come from outside the workflow.',
			},
			{
				displayName: 'Parallel Downloads',
				name: 'parallelDownloads',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 64 },
				default: 8,
				description: 'How many files to fetch at once. More helps when files are small and the way to Azure is long.',
			},
		],
	},
];
