import type { INodeProperties } from 'n8n-workflow';
import { outputFileField } from '../../shared/descriptions/download';
import { extensionsOption, limitFields } from '../../shared/descriptions/listing';
import { passwordField } from '../../shared/descriptions/password';
import { exportPathField } from './exportPath';

const unpack = { resource: ['export'], operation: ['unpack'] };

export const unpackProperties: INodeProperties[] = [
	exportPathField(unpack, 'The full path of the archive, as Get Many puts it on each item. It is read where it lies, not from a binary field.'),
	passwordField(unpack),
	outputFileField(unpack),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: unpack },
		options: [
			extensionsOption('wav, xml'),
			{
				displayName: 'Path Contains',
				name: 'pathHas',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-01-30/',
				description: 'Only files with this text in their path within the archive, in upper or lower case',
			},
		],
	},
	...limitFields(unpack),
];
