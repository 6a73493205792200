import type { INodeProperties } from 'n8n-workflow';
import { filterOptions } from '../../shared/descriptions/listing';
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
		options: filterOptions('Genesys', 'mp3, mp3.bin'),
	},
];
