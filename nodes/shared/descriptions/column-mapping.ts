import type { INodeProperties } from 'n8n-workflow';

/** For tables of Verba, whose columns the customer chooses: see `columnMappingOf`. */
export const columnMappingOption: INodeProperties = {
	displayName: 'Column Mapping',
	name: 'columnMapping',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Column',
	default: {},
	description: 'For columns of the CDR and of CSV metadata that the export names in its own way. Others are kept under "other".',
	options: [
		{
			displayName: 'Columns',
			name: 'columns',
			values: [
				{
					displayName: 'Header',
					name: 'header',
					type: 'string',
					default: '',
					placeholder: 'e.g. Teilnehmer A',
					description: 'As it stands in the file',
				},
				{
					displayName: 'Field',
					name: 'field',
					type: 'string',
					default: '',
					placeholder: 'e.g. from',
					description: 'The field that it is, such as startTime, durationSeconds, user or mediaFileName; or the header that Verba has for it',
				},
			],
		},
	],
};
