import type { INodeProperties } from 'n8n-workflow';
import { passwordField } from '../../shared/descriptions/password';
import { unpackFields } from '../../shared/descriptions/unpack';
import { inputField } from './inputField';

const show = { resource: ['file'], operation: ['unpack'] };

export const unpackProperties: INodeProperties[] = [inputField(show), passwordField(show), ...unpackFields(show)];
