import type { INodeProperties } from 'n8n-workflow';
import { extensionsOption } from '../../shared/descriptions/listing';

type Show = Record<string, string[]>;

const SEVERAL = 'Several with commas: one of them has to fit';

const texts: [label: string, name: string, placeholder: string, description: string][] = [
	['Agent', 'agents', 'e.g. Jane Doe', 'A part of the name or ID of the agent'],
	['Call ID', 'callIds', 'e.g. 12345678903', 'The whole ID of the call or contact'],
	['Direction', 'directions', 'e.g. Inbound', 'As the index or metadata of the source have it'],
	['Media Type', 'mediaTypes', 'e.g. VOICE', 'As the source has it'],
	['Number', 'numbers', 'e.g. 4155550100', 'The end of a number on either side of the call; only digits count'],
	['Queue', 'queues', 'e.g. Sales', 'A part of the name of the queue'],
];

const textFilters: INodeProperties[] = texts.map(([displayName, name, placeholder, description]) => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description: `${description}. ${SEVERAL}.`,
}));

const durations: INodeProperties[] = [
	{
		displayName: 'Duration at Least (Seconds)',
		name: 'durationAtLeast',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Only calls that lasted so long, as the index or metadata of the source have it',
	},
	{
		displayName: 'Duration at Most (Seconds)',
		name: 'durationAtMost',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 3600,
		description: 'Only calls that lasted no longer',
	},
];

const times: INodeProperties[] = [
	{
		displayName: 'Started After',
		name: 'startedAfter',
		type: 'dateTime',
		default: '',
		description:
			'Only recordings that began at this moment or later. Not needed for what is new: the ledger of the job knows it, and a window that slides with a schedule can skip recordings.',
	},
	{
		displayName: 'Started Before',
		name: 'startedBefore',
		type: 'dateTime',
		default: '',
		description: 'Only recordings that began before this moment. Without a time zone, the time zone of the workflow counts.',
	},
	{
		displayName: 'Stored After',
		name: 'storedAfter',
		type: 'dateTime',
		default: '',
		description: 'Only recordings that the source stored at this moment or later',
	},
	{
		displayName: 'Stored Before',
		name: 'storedBefore',
		type: 'dateTime',
		default: '',
		description: 'Only recordings that the source stored before this moment',
	},
];

const tags: INodeProperties = {
	displayName: 'Tags',
	name: 'tags',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Tag',
	default: {},
	displayOptions: { show: { '/source': ['genesys'] } },
	description: 'Only recordings that have all of these tags. The credential needs the account container URL and token.',
	options: [
		{
			displayName: 'Tag',
			name: 'tag',
			values: [
				{ displayName: 'Tag Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. RecordingType', description: 'Upper and lower case count' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. CALL', description: 'Upper and lower case count. Empty where it is enough that the tag is there.' },
			],
		},
	],
};

const unknown: INodeProperties = {
	displayName: 'Where Nothing Is Known',
	name: 'unknown',
	type: 'options',
	options: [
		{ name: 'Leave Out', value: 'leaveOut', description: 'And say how many; they are looked at again by the next run' },
		{ name: 'Take', value: 'take', description: 'Rather too much than too little' },
	],
	default: 'leaveOut',
	description: 'What becomes of recordings of which nothing is known that a filter asks for, such as the agent',
};

/** Which recordings; what is not filtered for makes no difference. */
export function filterFields(show: Show): INodeProperties[] {
	const options = [extensionsOption('mp3, wav'), ...textFilters, ...durations, ...times, tags, unknown];
	return [
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			displayOptions: { show },
			options: options.map((option) => (option.name === 'extensions' ? { ...option, displayName: 'File Extensions' } : option)).sort(byLabel),
		},
	];
}

export function byLabel(a: { displayName: string }, b: { displayName: string }): number {
	return a.displayName < b.displayName ? -1 : 1;
}
