import type { INodeProperties } from 'n8n-workflow';
import { formulaOption } from '../../shared/descriptions/csv';
import { outputFileField } from '../../shared/descriptions/download';
import { badRowsOption, timeColumnOption } from '../../shared/descriptions/parse-options';
import { limitFields } from '../../shared/descriptions/listing';
import { containerField } from './container';
import { decryptField, ENCRYPTED_EXPORTS } from './decrypt';

const show = { resource: ['dataExport'], operation: ['parse'] };
const asFile = { ...show, output: ['csv', 'jsonLines'] };

const options: INodeProperties[] = [
	badRowsOption(
		'An item with "problem" for each, after the rows of its table',
		'What becomes of rows with something wrong in them. One with another number of fields than the header is left out.',
	),
	{
		displayName: 'Check SHA-1',
		name: 'checkSha1',
		type: 'boolean',
		default: false,
		description:
			'Whether to fetch the whole archive first and compare it with the .sha1 file beside it. Otherwise only the tables asked for are fetched, and checked by their CRC-32.',
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'string',
		default: '',
		placeholder: 'e.g. INTERACTION_ID, MEDIA_SERVER_IXN_GUID, START_TS',
		description: 'Only these columns, comma-separated. Empty for all.',
	},
	formulaOption,
	timeColumnOption,
];

const filters: INodeProperties[] = [
	{
		displayName: 'Started After',
		name: 'startedAfter',
		type: 'dateTime',
		default: '',
		description:
			'Only rows that began at this moment or later, by the time column. A table without that column is returned whole. Without a time zone, the time zone of the workflow counts.',
	},
	{
		displayName: 'Started Before',
		name: 'startedBefore',
		type: 'dateTime',
		default: '',
		description: 'Only rows that began before this moment, by the time column',
	},
];

export const parseProperties: INodeProperties[] = [
	decryptField(show, ENCRYPTED_EXPORTS),
	containerField(show, '={{ $json.container }}', 'Where the export lies; Get Many puts it on each item'),
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: '={{ $json.path }}',
		placeholder: 'e.g. export_…/export_….zip',
		displayOptions: { show },
		description: 'The full path of the archive, as Get Many puts it on each item. It is read where it lies, not from a binary field.',
	},
	{
		displayName: 'Tables',
		name: 'tables',
		type: 'string',
		default: 'interaction_fact',
		placeholder: 'e.g. interaction_fact, resource_',
		displayOptions: { show },
		description: 'Which tables to read, comma-separated. Empty for all. An export leaves out tables that it has nothing to tell of.',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		displayOptions: { show },
		options: [
			{ name: 'CSV Files', value: 'csv', description: 'One file for each table; of any length' },
			{ name: 'Items', value: 'items', description: 'One item for each row' },
			{ name: 'JSON Lines Files', value: 'jsonLines', description: 'One file for each table, one row a line; of any length' },
		],
		default: 'items',
		description:
			'What comes out. All values are text, as keys are longer than numbers can be; an empty field, which may be NULL, is left out. Rows come again when they change: upsert them by their key.',
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
