import type { INodeProperties } from 'n8n-workflow';

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
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show },
		hint: 'The name of the output binary field to put the file in',
	},
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
