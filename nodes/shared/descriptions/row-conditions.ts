import type { INodeProperties } from 'n8n-workflow';

/** Conditions on columns of any table: see `rowConditionsOf`. */
export function rowConditions(show: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Conditions',
		name: 'conditions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		displayOptions: { show },
		description: 'Only rows for which all of these are true',
		options: [{ displayName: 'Condition', name: 'condition', values: fields }],
	};
}

const fields: INodeProperties[] = [
	{
		displayName: 'Column',
		name: 'column',
		type: 'string',
		default: '',
		placeholder: 'e.g. AGENT NAME',
		description: 'A header of the file, or a field of the output; capitals do not count',
	},
	{
		displayName: 'Operator',
		name: 'operator',
		type: 'options',
		options: [
			{ name: 'Contains', value: 'contains' },
			{ name: 'Equals', value: 'equals' },
			{ name: 'Is at Least', value: 'atLeast' },
			{ name: 'Is at Most', value: 'atMost' },
			{ name: 'Is Not', value: 'notEquals' },
			{ name: 'Starts With', value: 'startsWith' },
		],
		default: 'equals',
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		placeholder: 'e.g. Jane Doe',
		description: 'Capitals do not count. Numbers are compared as numbers, all else as text. Empty for an empty field.',
	},
];
