import type { INodeProperties } from 'n8n-workflow';
import { containerField } from '../GenesysRecordings/descriptions/container';
import { tagConditions } from '../GenesysRecordings/descriptions/findByTags';
import { extensionsOption } from '../shared/descriptions/listing';
import { triggerFields } from '../shared/trigger/descriptions';
import { DEFAULTS } from './defaults';

export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			'Each poll asks the tag index for what Genesys stored since the last one: one request when nothing is new. It needs the account container URL and token of the credential, and finds recordings that have the tag StoredTime.',
		name: 'triggerNotice',
		type: 'notice',
		default: '',
	},
	containerField(undefined, 'recordings', 'Where the recordings appear'),
	tagConditions(),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			extensionsOption('mp3, mp3.bin'),
		],
	},
	...triggerFields({
		vendor: 'Genesys',
		lateFiles: 'the tag index follows the storage by up to ten minutes',
		defaultLookBackMinutes: DEFAULTS.lookBackMinutes,
		defaultMinimumAgeMinutes: DEFAULTS.minimumAgeMinutes,
	}),
];
