import type { INodeProperties } from 'n8n-workflow';
import { downloadFields } from '../../shared/descriptions/download';
import { limitFields } from '../../shared/descriptions/listing';
import { containerField, folderField } from './container';
import { decryptField, ENCRYPTED_EXPORTS } from './decrypt';
import { parseProperties } from './parseExport';

const resource = ['dataExport'];
const getAll = { resource, operation: ['getAll'] };
const download = { resource, operation: ['download'] };

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource } },
	options: [
		{
			name: 'Download',
			value: 'download',
			action: 'Download a data export',
			description: 'Fetch the archive of each incoming export, check it, and put it into a field',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many data exports',
			description: 'List the data exports of Genesys Info Mart, one item for each run',
		},
		{
			name: 'Parse',
			value: 'parse',
			action: 'Parse a data export',
			description: 'Read the tables of each incoming export, as items or as files',
		},
	],
	default: 'getAll',
};

const listing: INodeProperties[] = [
	containerField(getAll, 'gim-export', 'The container to search; the credential must hold its URL and token'),
	folderField(getAll),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: getAll },
		options: [
			{
				displayName: 'After Export',
				name: 'afterExport',
				type: 'string',
				default: '',
				placeholder: 'e.g. export_50120_2026_01_31_08_15_00',
				description: 'Only exports that were made after this one: the exportName of the last that was taken',
			},
			{
				displayName: 'Stored After',
				name: 'storedAfter',
				type: 'dateTime',
				default: '',
				description: 'Only exports that Genesys stored at this moment or later. Without a time zone, the time zone of the workflow counts.',
			},
			{
				displayName: 'Stored Before',
				name: 'storedBefore',
				type: 'dateTime',
				default: '',
				description: 'Only exports that Genesys stored before this moment',
			},
		],
	},
	...limitFields(getAll),
	{
		displayName: 'Order',
		name: 'order',
		type: 'options',
		displayOptions: { show: getAll },
		options: [
			{ name: 'Newest First', value: 'newest' },
			{ name: 'Oldest First', value: 'oldest', description: 'The order in which to load them: a later export carries rows again that changed' },
		],
		default: 'oldest',
		description: 'Which exports come first. The whole list is read, also with a limit.',
	},
];

export const dataExportProperties: INodeProperties[] = [
	operation,
	...listing,
	decryptField(download, ENCRYPTED_EXPORTS),
	containerField(download, '={{ $json.container }}', 'Where the export lies; Get Many puts it on each item'),
	...downloadFields(download, 'export_…/export_….zip'),
	...parseProperties,
];
