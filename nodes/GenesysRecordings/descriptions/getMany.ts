import type { INodeProperties } from 'n8n-workflow';
import { containerField } from './container';

const showOnly = { resource: ['recording'], operation: ['getAll'] };

export const getManyProperties: INodeProperties[] = [
	containerField(showOnly, 'recordings', 'The container to list; the credential must hold its URL and token'),
	{
		displayName: 'Folder',
		name: 'folder',
		type: 'resourceLocator',
		default: { mode: 'path', value: '' },
		displayOptions: { show: showOnly },
		description: 'List only what lies in this folder, or begins with this text. Empty for the whole container.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchFolders', searchable: true },
			},
			{ displayName: 'By Path', name: 'path', type: 'string', placeholder: 'e.g. mytenant/' },
		],
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: showOnly },
		options: [
			{
				displayName: 'Extensions',
				name: 'extensions',
				type: 'string',
				default: '',
				placeholder: 'e.g. mp3, mp3.bin',
				description: 'Only names that end with one of these, comma-separated',
			},
			{
				displayName: 'Started After',
				name: 'startedAfter',
				type: 'dateTime',
				default: '',
				description:
					'Only recordings that began at this moment or later, according to their names. Without a time zone, the time zone of the workflow counts.',
			},
			{
				displayName: 'Started Before',
				name: 'startedBefore',
				type: 'dateTime',
				default: '',
				description: 'Only recordings that began before this moment, according to their names',
			},
			{
				displayName: 'Stored After',
				name: 'storedAfter',
				type: 'dateTime',
				default: '',
				description: 'Only recordings that Genesys stored at this moment or later',
			},
			{
				displayName: 'Stored Before',
				name: 'storedBefore',
				type: 'dateTime',
				default: '',
				description: 'Only recordings that Genesys stored before this moment',
			},
		],
	},
];
