import type { INodeProperties } from 'n8n-workflow';
import { callFilters } from '../../shared/descriptions/call-filters';
import { dateOrderOption, encodingOption, fileLimitOption, formulaOption, separatorOption } from '../../shared/descriptions/csv';
import { outputFileField } from '../../shared/descriptions/download';
import { badRowsOption } from '../../shared/descriptions/parse-options';
import { limitFields } from '../../shared/descriptions/listing';

const show = { resource: ['index'], operation: ['parse'] };
const asFile = { ...show, output: ['csv', 'jsonLines'] };

const options: INodeProperties[] = [
	badRowsOption(
		'An item with "problem" for each of the first 10,000, after the calls',
		'What becomes of rows with something wrong in them; the rest of such a row is still returned where it can be read',
	),
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'string',
		default: '',
		placeholder: 'e.g. path, startTime, agentName, queueName',
		description: 'Only these fields, comma-separated, by their names in the output or by their headers in the index; also line, indexPath and raw. Empty for all.',
	},
	dateOrderOption('From the dates themselves, and from the names of the recordings'),
	encodingOption,
	fileLimitOption,
	formulaOption,
	separatorOption,
];

const filters: INodeProperties[] = [
	...callFilters,
	{
		displayName: 'Started After',
		name: 'startedAfter',
		type: 'dateTime',
		default: '',
		description: 'Only calls that began at this moment or later. Without an offset, the time zone of the tenant counts.',
	},
	{
		displayName: 'Started Before',
		name: 'startedBefore',
		type: 'dateTime',
		default: '',
		description: 'Only calls that began before this moment',
	},
];

export const parseProperties: INodeProperties[] = [
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: '={{ $json.path }}',
		placeholder: 'e.g. Index/I20160606.csv',
		displayOptions: { show },
		description: 'The full path of the index, as Get Many puts it on each item. It is read from the server, not from a binary field.',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		displayOptions: { show },
		options: [
			{ name: 'CSV File', value: 'csv', description: 'One file for each index, with the field names as header; of any length' },
			{ name: 'Items', value: 'items', description: 'One item for each call' },
			{ name: 'JSON Lines File', value: 'jsonLines', description: 'One file for each index, one call a line; of any length' },
		],
		default: 'items',
		description: 'What comes out. Choose a file for an index of more than some ten thousand calls: n8n keeps items in memory.',
	},
	outputFileField(asFile),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show },
		options: filters,
	},
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
