import type { INodeProperties } from 'n8n-workflow';
import { callFilters } from '../../shared/descriptions/call-filters';
import { columnMappingOption } from '../../shared/descriptions/column-mapping';
import { dateOrderOption, encodingOption, fileLimitOption, formulaOption, separatorOption } from '../../shared/descriptions/csv';
import { outputFileField } from '../../shared/descriptions/download';
import { badRowsOption, timeColumnOption } from '../../shared/descriptions/parse-options';
import { limitFields } from '../../shared/descriptions/listing';
import { rowConditions } from '../../shared/descriptions/row-conditions';
import { TIME_ZONES } from '../../shared/descriptions/timeZones';
import { inputField } from './inputField';

const show = { resource: ['file'], operation: ['parseIndex'] };

const VERBA_TABLES = ['verbaAuditLog', 'verbaTable'];

/** Fields of a collection that only some kinds have. */
function ofKinds(kinds: string[], fields: INodeProperties[]): INodeProperties[] {
	return fields.map((field) => ({ ...field, displayOptions: { show: { ...field.displayOptions?.show, '/kind': ['detect', ...kinds] } } }));
}

const kind: INodeProperties = {
	displayName: 'Kind',
	name: 'kind',
	type: 'options',
	displayOptions: { show },
	options: [
		{ name: '8x8 Index', value: 'eightByEightIndex', description: 'Either kind, such as I20160606.csv' },
		{ name: 'Detect', value: 'detect', description: 'By what is in the file, whatever its name' },
		{ name: 'Genesys Data Export', value: 'gimExport', description: 'The whole ZIP archive of Genesys Info Mart' },
		{ name: 'Genesys Table', value: 'gimTable', description: 'One CSV file out of a data export' },
		{ name: 'Verba Audit Log', value: 'verbaAuditLog', description: 'The log of an export policy' },
		{ name: 'Verba CDR or Metadata CSV', value: 'verbaTable', description: 'Whatever columns the customer has chosen for it' },
		{ name: 'Verba Manifest', value: 'verbaManifest', description: 'What an export says of itself, as one item' },
		{ name: 'Verba Metadata XML', value: 'verbaXml', description: 'The file beside each recording, or one with many conversations' },
	],
	default: 'detect',
	description: 'What the file is',
};

const filters: INodeProperties[] = [
	...ofKinds(['eightByEightIndex'], callFilters),
	{
		displayName: 'Started After',
		name: 'startedAfter',
		type: 'dateTime',
		default: '',
		description: 'Only calls that began at this moment or later. Without an offset, the option Time Zone counts.',
	},
	{
		displayName: 'Started Before',
		name: 'startedBefore',
		type: 'dateTime',
		default: '',
		description: 'Only calls that began before this moment',
	},
];

const options: INodeProperties[] = [
	badRowsOption('An item with "problem" for each of the first 10,000, after the rows', 'What becomes of rows with something wrong in them'),
	...ofKinds(VERBA_TABLES, [columnMappingOption]),
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'string',
		default: '',
		placeholder: 'e.g. path, startTime, agentName',
		description: 'Only these, comma-separated, by their names in the output or by their headers in the file. Empty for all.',
	},
	...ofKinds(['eightByEightIndex', ...VERBA_TABLES], [dateOrderOption('From the dates themselves'), encodingOption]),
	fileLimitOption,
	formulaOption,
	...ofKinds(['eightByEightIndex', ...VERBA_TABLES], [separatorOption]),
	...ofKinds(['gimExport', 'gimTable'], [timeColumnOption]),
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'options',
		options: TIME_ZONES,
		default: '',
		description: 'In which the file writes local times, and in which the filters are meant',
	},
];

export const parseIndexProperties: INodeProperties[] = [
	inputField(show),
	kind,
	{
		displayName: 'Genesys Tables',
		name: 'tables',
		type: 'string',
		default: 'interaction_fact',
		placeholder: 'e.g. interaction_fact, resource_',
		displayOptions: { show: { ...show, kind: ['detect', 'gimExport'] } },
		description: 'Which tables to read where the file is a Genesys data export, comma-separated. Empty for all. An export leaves out tables that it has nothing to tell of.',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		displayOptions: { show },
		options: [
			{ name: 'CSV File', value: 'csv', description: 'One file for each index or table; of any length' },
			{ name: 'Items', value: 'items', description: 'One item for each row' },
			{ name: 'JSON Lines File', value: 'jsonLines', description: 'One file for each index or table, one row a line; of any length' },
		],
		default: 'items',
		description: 'What comes out. Choose a file for more than some ten thousand rows: n8n keeps items in memory.',
	},
	outputFileField({ ...show, output: ['csv', 'jsonLines'] }),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show },
		options: filters,
	},
	rowConditions(show),
	...limitFields({ ...show, output: ['items'] }),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show },
		options,
	},
];
