import type { INodeProperties } from 'n8n-workflow';

/** @param items what "Return as Items" gives, as a sentence */
export function badRowsOption(items: string, description: string): INodeProperties {
	return {
		displayName: 'Bad Rows',
		name: 'badRows',
		type: 'options',
		options: [
			{ name: 'Return as Items', value: 'items', description: `${items}; on the error branch where On Error makes one` },
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
