import type { INodeProperties } from 'n8n-workflow';
import { limitFields } from '../../shared/descriptions/listing';

const getAll = { resource: ['export'], operation: ['getAll'] };

const folder: INodeProperties = {
	displayName: 'Folder',
	name: 'folder',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	displayOptions: { show: getAll },
	description: 'Only what lies in this folder. Leave empty for all of the target.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchFolders', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. exports/2026-01/' },
	],
};

const filters: INodeProperties[] = [
	{
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		options: [
			{ name: 'Archives', value: 'archive' },
			{ name: 'Both', value: 'both' },
			{ name: 'Folders', value: 'folder' },
		],
		default: 'both',
		description: 'Archives are files that end with .zip; folders hold loose files',
	},
	{
		displayName: 'Name Contains',
		name: 'nameHas',
		type: 'string',
		default: '',
		placeholder: 'e.g. nightly',
		description: 'Only archives and folders with this text in their name, in upper or lower case',
	},
	{
		displayName: 'Stored After',
		name: 'storedAfter',
		type: 'dateTime',
		default: '',
		description:
			'Only archives that were stored at this moment or later, and folders whose last file was. Without a time zone, the time zone of the workflow counts.',
	},
	{
		displayName: 'Stored Before',
		name: 'storedBefore',
		type: 'dateTime',
		default: '',
		description: 'Only archives that were stored before this moment, and folders whose last file was',
	},
];

export const listingProperties: INodeProperties[] = [
	folder,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: getAll },
		options: filters,
	},
	...limitFields(getAll),
	{
		displayName: 'Order',
		name: 'order',
		type: 'options',
		displayOptions: { show: getAll },
		options: [
			{ name: 'By Path', value: 'listed' },
			{ name: 'Newest First', value: 'newest' },
			{ name: 'Oldest First', value: 'oldest' },
		],
		default: 'listed',
		description: 'Which exports come first. The whole list is read, also with a limit.',
	},
];
