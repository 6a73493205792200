import type { INodeProperties } from 'n8n-workflow';
import { passwordField } from '../../shared/descriptions/password';
import { unpackFields } from '../../shared/descriptions/unpack';
import { exportPathField } from './exportPath';

const unpack = { resource: ['export'], operation: ['unpack'] };

export const unpackProperties: INodeProperties[] = [
	passwordField(unpack),
	exportPathField(unpack, 'The full path of the archive, as Get Many puts it on each item. It is read where it lies, not from a binary field.'),
	...unpackFields(unpack),
];
