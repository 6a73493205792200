import type { INodeProperties } from 'n8n-workflow';
import { unpackFields } from '../../shared/descriptions/unpack';
import { inputField } from './inputField';

const show = { resource: ['file'], operation: ['unpack'] };

export const unpackProperties: INodeProperties[] = [inputField(show), ...unpackFields(show)];
