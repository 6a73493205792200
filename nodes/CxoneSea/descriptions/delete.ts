import type { INodeProperties } from 'n8n-workflow';

const showOnly = { resource: ['recording'], operation: ['delete'] };

export const deleteProperties: INodeProperties[] = [
	{
		displayName:
			'What is deleted from Secure External Access cannot be copied there again. Active storage is charged for the files while they lie there.',
		name: 'deleteNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: showOnly },
	},
	{
		displayName: 'Delete',
		name: 'deleteWhat',
		type: 'options',
		displayOptions: { show: showOnly },
		options: [
			{
				name: 'Files That Were Downloaded and Verified',
				value: 'verified',
				description: 'Items that come from Download, in the version that was downloaded. Others fail.',
			},
			{
				name: 'Files That I Name',
				value: 'named',
				description: 'Whatever Path says, whether it was downloaded or not',
			},
		],
		default: 'verified',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: '={{ $json.path }}',
		placeholder: 'e.g. folder/2021-10-09-07-49-13_12345678903_VOICE_….mp4',
		displayOptions: { show: showOnly },
		description: 'The full path of the file. Paths outside the folder of the credential are refused.',
	},
	{
		displayName: 'I Want to Delete These Files',
		name: 'confirmed',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		displayOptions: { show: showOnly },
		description: 'Whether files may really be deleted. Off, the operation fails, unless it is a dry run.',
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
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description: 'Whether to tell what would be deleted, and delete nothing',
			},
			{
				displayName: 'Parallel Deletions',
				name: 'parallelDeletions',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 32 },
				default: 8,
				description: 'How many files to delete at once',
			},
			{
				displayName: 'Size Is Enough',
				name: 'sizeIsEnough',
				type: 'boolean',
				default: false,
				description:
					'Whether to delete also what could be verified by its size alone. S3 states no checksum of some files that were sent in parts or lie under a key of KMS.',
			},
		],
	},
];
