import type { INodeProperties } from 'n8n-workflow';
import { containerField } from './container';

const showOnly = { resource: ['recording'], operation: ['findByTags'] };
const showBuilder = { ...showOnly, define: ['builder'] };

export const findByTagsProperties: INodeProperties[] = [
	{
		displayName: 'Define Search',
		name: 'define',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: showOnly },
		options: [
			{ name: 'Using Fields Below', value: 'builder', description: 'Choose container, times and tags' },
			{ name: 'As Expression', value: 'expression', description: "Write the search in Azure's own language" },
		],
		default: 'builder',
	},
	containerField(showBuilder, 'recordings', 'Where to search'),
	{
		displayName: 'Stored After',
		name: 'storedAfter',
		type: 'dateTime',
		default: '',
		displayOptions: { show: showBuilder },
		description:
			'Only recordings that Genesys stored at this moment or later. Without a time zone, the time zone of the workflow counts. A recording is stored some minutes after its call.',
	},
	{
		displayName: 'Stored Before',
		name: 'storedBefore',
		type: 'dateTime',
		default: '',
		displayOptions: { show: showBuilder },
		description: 'Only recordings that Genesys stored before this moment',
	},
	tagConditions(showBuilder),
	{
		displayName: 'Expression',
		name: 'expression',
		type: 'string',
		typeOptions: { rows: 3 },
		required: true,
		default: '',
		placeholder: "e.g. @container = 'recordings' AND RecordingType = 'CALL'",
		hint: "Conditions joined by AND. Values in single quotes, times as UTC text such as '2026-01-31T00:00:00Z'.",
		displayOptions: { show: { ...showOnly, define: ['expression'] } },
		description: "The search in the language of Azure's Find Blobs by Tags",
	},
];

/** Conditions on tags. `show` where the node has several operations. */
export function tagConditions(show?: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Tags',
		name: 'conditions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		...(show ? { displayOptions: { show } } : {}),
		description: 'Conditions that must all be true',
		options: [{ displayName: 'Condition', name: 'condition', values: conditionFields() }],
	};
}

function conditionFields(): INodeProperties[] {
	return [
		{
			displayName: 'Tag',
			name: 'tag',
			type: 'options',
			options: [
				{ name: 'Other Tag', value: 'other' },
				{ name: 'RecordingType', value: 'RecordingType' },
				{ name: 'StoredTime', value: 'StoredTime' },
			],
			default: 'RecordingType',
		},
		{
			displayName: 'Tag Name',
			name: 'otherTag',
			type: 'string',
			default: '',
			displayOptions: { show: { tag: ['other'] } },
			description: 'Upper and lower case count',
		},
		{
			displayName: 'Operator',
			name: 'operator',
			type: 'options',
			options: [
				{ name: 'Equals', value: 'equals' },
				{ name: 'Greater or Equal', value: 'greaterOrEqual' },
				{ name: 'Greater Than', value: 'greater' },
				{ name: 'Less or Equal', value: 'lessOrEqual' },
				{ name: 'Less Than', value: 'less' },
			],
			default: 'equals',
		},
		{
			displayName: 'Value',
			name: 'value',
			type: 'string',
			default: '',
			placeholder: 'e.g. CALL',
			description: 'Compared as text; upper and lower case count',
		},
	];
}
