import type { INodeProperties } from 'n8n-workflow';
import { downloadFields } from '../../shared/descriptions/download';
import { containerField } from './container';
import { decryptField } from './decrypt';

const showOnly = { resource: ['recording'], operation: ['download'] };

export const downloadProperties: INodeProperties[] = [
	decryptField(
		showOnly,
		'Whether to decrypt recordings that the tenant has encrypted (.mp3.bin), with the private keys of the credential Recording Keys API. What is not encrypted passes through.',
	),
	containerField(showOnly, '={{ $json.container }}', 'Where the recording lies; Get Many and Find by Tags put it on each item'),
	...downloadFields(showOnly, 'mytenant/003H….mp3.bin'),
];
