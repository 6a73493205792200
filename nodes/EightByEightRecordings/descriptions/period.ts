import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

type Show = Record<string, string[]>;

const LOCAL_DAYS: INodePropertyOptions = {
	name: 'Local Days',
	value: 'days',
	description: 'Whole days in the time zone of the tenant',
};

const LAST_DAYS: INodePropertyOptions = {
	name: 'Last Days',
	value: 'lastDays',
	description: 'The days before today, in the time zone of the tenant. Indexes may come late: look again at several.',
};

/** First and last local day; shown where `period` is "days". */
function dayFields(show: Show): INodeProperties[] {
	return [
		{
			displayName: 'First Day',
			name: 'firstDay',
			type: 'dateTime',
			required: true,
			default: '',
			displayOptions: { show: { ...show, period: ['days'] } },
			description: 'Its date counts, in the time zone of the tenant; the time of day does not',
		},
		{
			displayName: 'Last Day',
			name: 'lastDay',
			type: 'dateTime',
			default: '',
			displayOptions: { show: { ...show, period: ['days'] } },
			description: 'This day is included. Empty for the first day alone.',
		},
	];
}

const windowFields = (show: Show): INodeProperties[] => [
	{
		displayName: 'Started After',
		name: 'startedAfter',
		type: 'dateTime',
		default: '',
		displayOptions: { show: { ...show, period: ['window'] } },
		description:
			'Recordings that began at this moment or later, according to their names. Without an offset, the time zone of the tenant counts.',
	},
	{
		displayName: 'Started Before',
		name: 'startedBefore',
		type: 'dateTime',
		default: '',
		displayOptions: { show: { ...show, period: ['window'] } },
		description: 'Recordings that began before this moment. Empty for now.',
	},
];

const folderField = (show: Show): INodeProperties => ({
	displayName: 'UTC Folder',
	name: 'utcFolder',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	displayOptions: { show: { ...show, period: ['folder'] } },
	description: 'The folder of one day in UTC, as it lies on the server',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchUtcFolders', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. S20160606' },
	],
});

/** Of which time recordings are wanted. */
export function recordingPeriod(show: Show): INodeProperties[] {
	return [
		{
			displayName: 'Recordings Of',
			name: 'period',
			type: 'options',
			displayOptions: { show },
			options: [
				{ name: 'All Folders', value: 'all', description: 'Everything that is there, also what lies outside the folders of days' },
				LOCAL_DAYS,
				{ name: 'Time Window', value: 'window', description: 'Between two moments' },
				{ name: 'UTC Folder', value: 'folder', description: 'One folder as it lies on the server' },
				{ name: 'Yesterday', value: 'yesterday', description: 'The day before today, in the time zone of the tenant' },
			],
			default: 'yesterday',
			description: 'Folders on the server go by UTC: a local day lies in two of them, and the right ones are looked into',
		},
		...dayFields(show),
		...windowFields(show),
		folderField(show),
	];
}

/** Of which local days indexes are wanted. */
export function indexPeriod(show: Show, { label, withAll }: { label: string; withAll: boolean }): INodeProperties[] {
	const all: INodePropertyOptions = { name: 'All', value: 'all', description: 'Every index that is there' };
	return [
		{
			displayName: label,
			name: 'period',
			type: 'options',
			displayOptions: { show },
			options: [...(withAll ? [all] : []), LAST_DAYS, LOCAL_DAYS],
			default: 'lastDays',
		},
		{
			displayName: 'Number of Days',
			name: 'lastDays',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 400 },
			default: 5,
			displayOptions: { show: { ...show, period: ['lastDays'] } },
			description: 'How many days before today. An index is made after midnight, and may come days late.',
		},
		...dayFields(show),
	];
}
