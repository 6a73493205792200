import type { INodeProperties } from 'n8n-workflow';

const showOnly = { resource: ['token'], operation: ['check'] };

export const tokenProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['token'] } },
		options: [
			{
				name: 'Check',
				value: 'check',
				action: 'Check tokens',
				description: 'Use each token once, and tell its container, rights, expiry and whether it works',
			},
		],
		default: 'check',
	},
	{
		displayName: 'Warn When Days Left Below',
		name: 'warnWhenDaysLeftBelow',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 5,
		displayOptions: { show: showOnly },
		description: 'A token with fewer days until its expiry counts as expiring soon. 0 for never.',
	},
	{
		displayName: 'On Warning',
		name: 'onWarning',
		type: 'options',
		displayOptions: { show: showOnly },
		options: [
			{
				name: 'Flag the Item',
				value: 'flag',
				description: 'Set needsAttention to true on the item, and go on',
			},
			{
				name: 'Fail',
				value: 'error',
				description: 'Stop the workflow with an error that names each token, so that an error workflow can alert you',
			},
		],
		default: 'flag',
		description: 'What to do when a token does not work or expires soon',
	},
];
