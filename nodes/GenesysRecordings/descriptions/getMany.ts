import type { INodeProperties } from 'n8n-workflow';
import { filterOptions } from '../../shared/descriptions/listing';
import { containerField, folderField } from './container';

const showOnly = { resource: ['recording'], operation: ['getAll'] };

export const getManyProperties: INodeProperties[] = [
	containerField(showOnly, 'recordings', 'The container to list; the credential must hold its URL and token'),
	folderField(showOnly),
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
