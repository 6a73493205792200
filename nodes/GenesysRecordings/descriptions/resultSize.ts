import type { INodeProperties } from 'n8n-workflow';

const showOnly = { resource: ['recording'], operation: ['getAll', 'findByTags'] };

export const resultSizeProperties: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		displayOptions: { show: showOnly },
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { ...showOnly, returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Order',
		name: 'order',
		type: 'options',
		displayOptions: { show: { resource: ['recording'], operation: ['getAll'] } },
		options: [
			{ name: 'As Listed', value: 'listed', description: 'By name, as Azure lists them; stops as soon as the limit is reached' },
			{
				name: 'Expiring Soonest',
				value: 'expiringSoonest',
				description: 'First what Genesys deletes first. Reads the whole list, also with a limit.',
			},
			{
				name: 'Oldest First',
				value: 'oldestFirst',
				description: 'By the start of the recording. Reads the whole list, also with a limit.',
			},
		],
		default: 'listed',
		description: 'Which recordings come first',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { resource: ['recording'], operation: ['findByTags'] } },
		options: [
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
