import type { INodeProperties } from 'n8n-workflow';

// How to read an index of 8x8 and what else comes as CSV, as options of a collection.

export const dateOrderOption: INodeProperties = {
	displayName: 'Date Order',
	name: 'dateOrder',
	type: 'options',
	options: [
		{ name: 'Day First (31/12/2026)', value: 'dayFirst' },
		{ name: 'Find Out', value: 'auto', description: 'From the dates themselves, and from the names of the recordings' },
		{ name: 'Month First (12/31/2026)', value: 'monthFirst' },
	],
	default: 'auto',
	description: 'How dates such as 03/04/2026 are meant',
};

export const encodingOption: INodeProperties = {
	displayName: 'Encoding',
	name: 'encoding',
	type: 'options',
	options: [
		{ name: 'Find Out', value: 'auto' },
		{ name: 'UTF-16 LE', value: 'utf-16le' },
		{ name: 'UTF-8', value: 'utf-8' },
		{ name: 'Windows-1252', value: 'windows-1252' },
	],
	default: 'auto',
	description: 'How the file writes letters',
};

export const separatorOption: INodeProperties = {
	displayName: 'Separator',
	name: 'separator',
	type: 'options',
	options: [
		{ name: 'Comma', value: ',' },
		{ name: 'Find Out', value: 'auto' },
		{ name: 'Pipe', value: '|' },
		{ name: 'Semicolon', value: ';' },
		{ name: 'Tab', value: '\t' },
	],
	default: 'auto',
	description: 'What stands between two fields',
};

/** Of what becomes a file: of items, the node's own Limit counts. */
export const limitOption: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { '/output': ['csv', 'jsonLines'] } },
	description: 'Max number of results to return',
};

/** @param items what "Return as Items" gives, as a sentence */
export function badRowsOption(items: string, description: string): INodeProperties {
	return {
		displayName: 'Bad Rows',
		name: 'badRows',
		type: 'options',
		options: [
			{ name: 'Return as Items', value: 'items', description: items },
			{ name: 'Show a Hint', value: 'hint', description: 'How many there are, and the first ones' },
		],
		default: 'hint',
		description,
	};
}

/** Where a table tells the moment of a row. */
export const timeColumnOption: INodeProperties = {
	displayName: 'Time Column',
	name: 'timeColumn',
	type: 'string',
	default: 'START_TS',
	description: 'Where the filters find the moment of a row, in seconds since 1970',
};
