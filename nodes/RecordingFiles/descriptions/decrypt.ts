import type { INodeProperties } from 'n8n-workflow';
import { outputFileField } from '../../shared/descriptions/download';
import { inputField } from './inputField';

const show = { resource: ['file'], operation: ['decrypt'] };

export const decryptProperties: INodeProperties[] = [
	inputField(show),
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
