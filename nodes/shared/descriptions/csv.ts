import type { INodeProperties } from 'n8n-workflow';

// How a text file writes its tables; read by `nodes/shared/csv-settings.ts`.

/** @param foundBy by what it is found out */
export function dateOrderOption(foundBy: string): INodeProperties {
	return {
		displayName: 'Date Order',
		name: 'dateOrder',
		type: 'options',
		options: [
			{ name: 'Day First (31/12/2026)', value: 'dayFirst' },
			{ name: 'Find Out', value: 'auto', description: foundBy },
			{ name: 'Month First (12/31/2026)', value: 'monthFirst' },
		],
		default: 'auto',
		description: 'How dates such as 03/04/2026 are meant',
	};
}

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

/** Of an output that is a file, where all is wanted unless somebody says otherwise. */
export const fileLimitOption: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { '/output': ['csv', 'jsonLines'] } },
	description: 'Max number of results to return',
};

/** See `protectsFormulas`. */
export const formulaOption: INodeProperties = {
	displayName: 'Protect From Formulas',
	name: 'protectFormulas',
	type: 'boolean',
	default: true,
	displayOptions: { show: { '/output': ['csv'] } },
	description:
		'Whether a text that Excel and others would compute gets an apostrophe before it: names and notes come from callers. Numbers stay as they are. Switch it off where a program reads the file, or choose JSON lines.',
};
