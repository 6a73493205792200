import type { INodeProperties } from 'n8n-workflow';
import { outputFileField } from '../shared/descriptions/download';

const show = { resource: ['file'], operation: ['decrypt'] };

export const decryptProperties: INodeProperties[] = [
	{
		displayName: 'Input Binary Field',
		name: 'inputField',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show },
		hint: 'The name of the input binary field that holds the file',
	},
	outputFileField(show),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Accept Unknown Media',
				name: 'acceptUnknownMedia',
				type: 'boolean',
				default: false,
				description:
					'Whether to take a file whose name promises a recording (.mp3.bin) and whose content begins like none. Usually that is the sign of a wrong key.',
			},
		],
	},
];
