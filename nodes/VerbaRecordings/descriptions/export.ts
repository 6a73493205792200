import type { INodeProperties } from 'n8n-workflow';
import { downloadFields } from '../../shared/descriptions/download';
import { targetFields } from '../../shared/targets/descriptions';
import { listingProperties } from './listing';
import { parseProperties } from './parse';
import { unpackProperties } from './unpack';

const resource = ['export'];
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
			action: 'Download a file of an export',
			description: 'Fetch the file that each item names, check it, and put it into a field',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many exports',
			description: 'List the exports in a target: archives, and folders with files',
		},
		{
			name: 'Parse',
			value: 'parse',
			action: 'Parse an export',
			description: 'Read the conversations of each incoming export: media, metadata and CDR joined, and compared with the manifest',
		},
		{
			name: 'Unpack',
			value: 'unpack',
			action: 'Unpack an archive',
			description: 'Put each file of a ZIP archive into a field of an item of its own',
		},
	],
	default: 'getAll',
};

export const exportProperties: INodeProperties[] = [
	operation,
	...targetFields({ resource }),
	...listingProperties,
	...downloadFields(download, 'exports/2026-01-30/call.wav'),
	...parseProperties,
	...unpackProperties,
];
