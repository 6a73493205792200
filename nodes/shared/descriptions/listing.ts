import type { INodeProperties } from 'n8n-workflow';

type Show = Record<string, string[]>;

/** Return All and Limit. */
export function limitFields(show: Show): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			displayOptions: { show },
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			displayOptions: { show: { ...show, returnAll: [false] } },
			description: 'Max number of results to return',
		},
	];
}

/** Which results come first. `vendor` as it stands in a sentence. */
export function orderField(show: Show, vendor: string): INodeProperties {
	return {
		displayName: 'Order',
		name: 'order',
		type: 'options',
		displayOptions: { show },
		options: [
			{ name: 'As Listed', value: 'listed', description: 'By name, as the storage lists them; stops as soon as the limit is reached' },
			{
				name: 'Expiring Soonest',
				value: 'expiringSoonest',
				description: `First what ${vendor} deletes first. Reads the whole list, also with a limit.`,
			},
			{
				name: 'Oldest First',
				value: 'oldestFirst',
				description: 'By the start of the recording. Reads the whole list, also with a limit.',
			},
		],
		default: 'listed',
		description: 'Which recordings come first',
	};
}

/** A filter by the ends of names: see `extensionsIn`. */
export function extensionsOption(examples: string): INodeProperties {
	return {
		displayName: 'Extensions',
		name: 'extensions',
		type: 'string',
		default: '',
		placeholder: `e.g. ${examples}`,
		description: 'Only names that end with one of these, comma-separated',
	};
}

/** The filters that every listing offers, as options of a collection. */
export function filterOptions(vendor: string, extensions: string): INodeProperties[] {
	return [
		extensionsOption(extensions),
		{
			displayName: 'Started After',
			name: 'startedAfter',
			type: 'dateTime',
			default: '',
			description:
				'Only recordings that began at this moment or later, according to their names. Without a time zone, the time zone of the workflow counts.',
		},
		{
			displayName: 'Started Before',
			name: 'startedBefore',
			type: 'dateTime',
			default: '',
			description: 'Only recordings that began before this moment, according to their names',
		},
		{
			displayName: 'Stored After',
			name: 'storedAfter',
			type: 'dateTime',
			default: '',
			description: `Only recordings that ${vendor} stored at this moment or later`,
		},
		{
			displayName: 'Stored Before',
			name: 'storedBefore',
			type: 'dateTime',
			default: '',
			description: `Only recordings that ${vendor} stored before this moment`,
		},
	];
}
