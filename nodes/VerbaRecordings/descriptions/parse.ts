import type { INodeProperties } from 'n8n-workflow';
import { maxEntriesOption } from '../../shared/descriptions/archive-limits';
import { columnMappingOption } from '../../shared/descriptions/column-mapping';
import { dateOrderOption, encodingOption, fileLimitOption, formulaOption, separatorOption } from '../../shared/descriptions/csv';
import { outputFileField } from '../../shared/descriptions/download';
import { limitFields } from '../../shared/descriptions/listing';
import { passwordField } from '../../shared/descriptions/password';
import { TIME_ZONES } from '../../shared/descriptions/timeZones';
import { exportPathField } from './exportPath';

const parse = { resource: ['export'], operation: ['parse'] };
const asFile = { ...parse, output: ['csv', 'jsonLines'] };

const options: INodeProperties[] = [
	columnMappingOption,
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'string',
		default: '',
		placeholder: 'e.g. path, startTime, user, direction',
		description: 'Only these fields, comma-separated, by their names in the output. Empty for all.',
	},
	dateOrderOption('From the dates themselves'),
	encodingOption,
	{
		displayName: 'Findings',
		name: 'findings',
		type: 'options',
		options: [
			{ name: 'Return as Items', value: 'items', description: 'An item with "problem" for each of the first 10,000, after the conversations' },
			{ name: 'Show a Hint', value: 'hint', description: 'How many there are of each kind' },
		],
		default: 'hint',
		description: 'What becomes of what is missing, disagrees, or could not be read; all else is still returned',
	},
	fileLimitOption,
	maxEntriesOption,
	{
		displayName: 'Media Without Metadata',
		name: 'withoutMetadata',
		type: 'options',
		options: [
			{ name: 'Leave Out', value: 'leaveOut' },
			{ name: 'Return', value: 'return' },
		],
		default: 'return',
		description: 'What becomes of media that neither a metadata file nor the CDR tells of',
	},
	{
		displayName: 'Metadata Sources',
		name: 'metadataSources',
		type: 'multiOptions',
		options: [
			{ name: 'CDR', value: 'cdr' },
			{ name: 'CSV Metadata', value: 'csv' },
			{ name: 'XML Metadata', value: 'xml' },
		],
		default: ['cdr', 'csv', 'xml'],
		description: 'Which files to read for what is known of a conversation. Others are left aside, by their names.',
	},
	formulaOption,
	separatorOption,
	{
		displayName: 'Subfolders',
		name: 'subfolders',
		type: 'options',
		options: [
			{ name: 'As Listed', value: 'listed', description: 'As Get Many says on the item, where it is about this folder; otherwise included' },
			{ name: 'Include', value: 'include' },
			{ name: 'Leave Out', value: 'leaveOut' },
		],
		default: 'listed',
		description: 'Whether what lies in folders below belongs to the export. A folder with a manifest or a CDR of its own never does.',
	},
	{
		displayName: 'Summary',
		name: 'summary',
		type: 'boolean',
		default: false,
		description: 'Whether to return one more item for each export, with its counts, its findings, and what its manifest says',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'options',
		options: TIME_ZONES,
		default: '',
		description: 'Of times without an offset in the CDR and in CSV metadata: the Time Zone that the export job is set to',
	},
];

const filters: INodeProperties[] = [
	{
		displayName: 'Started After',
		name: 'startedAfter',
		type: 'dateTime',
		default: '',
		description: 'Only conversations that began at this moment or later. Without a time zone, that of the options counts.',
	},
	{
		displayName: 'Started Before',
		name: 'startedBefore',
		type: 'dateTime',
		default: '',
		description: 'Only conversations that began before this moment',
	},
];

export const parseProperties: INodeProperties[] = [
	passwordField(parse),
	exportPathField(parse, 'The path of the archive or folder, as Get Many puts it on each item. It is read where it lies, and archives without unpacking them.'),
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		displayOptions: { show: parse },
		options: [
			{ name: 'CSV File', value: 'csv', description: 'One file for each export, with the field names as header; of any length' },
			{ name: 'Items', value: 'items', description: 'One item for each conversation' },
			{ name: 'JSON Lines File', value: 'jsonLines', description: 'One file for each export, one conversation a line; of any length' },
		],
		default: 'items',
		description: 'What comes out. Choose a file for an export of more than some ten thousand conversations: n8n keeps items in memory.',
	},
	outputFileField(asFile),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: parse },
		options: filters,
	},
	...limitFields({ ...parse, output: ['items'] }),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: parse },
		options,
	},
];
