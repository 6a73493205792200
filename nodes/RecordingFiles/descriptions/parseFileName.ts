import type { INodeProperties } from 'n8n-workflow';

const show = { resource: ['file'], operation: ['parseFileName'] };

export const parseFileNameProperties: INodeProperties[] = [
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		required: true,
		default: '={{ $json.path ?? $json.name ?? Object.values($binary)[0]?.fileName }}',
		placeholder: 'e.g. S20210310/R202103101740420023.wav',
		displayOptions: { show },
		description: 'A name, with or without the folders before it; as it stands, the path or the name of the item, else the name of its first binary file',
	},
	{
		displayName: 'Vendor',
		name: 'vendor',
		type: 'options',
		displayOptions: { show },
		options: [
			{ name: '8x8', value: '8x8', description: 'R20210310…wav, and the indexes I20210310.csv' },
			{ name: 'Detect', value: 'detect', description: 'By the name: no name is one of two vendors' },
			{ name: 'Genesys', value: 'genesys', description: '…_2021-05-21_06-19-26-….mp3, and the data exports export_….zip' },
			{ name: 'NICE CXone', value: 'nice-cxone', description: '2021-10-09-07-49-13_…_VOICE_….mp4' },
		],
		default: 'detect',
		description: 'Whose way of naming files to read. What is no such name gives its extension and media type, and "recognised" is false.',
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
				displayName: 'Fail on Unknown Names',
				name: 'failOnUnknown',
				type: 'boolean',
				default: false,
				description: 'Whether an item fails when its name is not recognised; on the error branch, the others go on',
			},
		],
	},
];
