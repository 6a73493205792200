import type { INodeProperties } from 'n8n-workflow';
import { limitFields, orderField } from '../../shared/descriptions/listing';
import { decryptField, ENCRYPTED_EXPORTS } from './decrypt';
import { historyField, historyOptions } from './history';

const resource = ['recording'];

export const resultSizeProperties: INodeProperties[] = [
	...limitFields({ resource, operation: ['getAll', 'findByTags'] }),
	orderField({ resource, operation: ['getAll'] }, 'Genesys'),
	historyField({ resource, operation: ['getAll', 'findByTags'] }),
	decryptField({ resource, operation: ['getAll', 'findByTags'], withHistory: [true] }, ENCRYPTED_EXPORTS, 'Decrypt Exports'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { resource, operation: ['getAll'] } },
		options: historyOptions,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { resource, operation: ['findByTags'] } },
		options: [
			...historyOptions,
			{
				displayName: 'With Details',
				name: 'withDetails',
				type: 'boolean',
				default: false,
				description:
					'Whether to add size, dates and MD5 to each recording. Needs the recordings container token, and one request per recording.',
			},
		],
	},
];
