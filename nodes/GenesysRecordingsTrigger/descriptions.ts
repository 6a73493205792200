import type { INodeProperties } from 'n8n-workflow';
import { containerField, folderField } from '../GenesysRecordings/descriptions/container';
import { tagConditions } from '../GenesysRecordings/descriptions/findByTags';
import { filterOptions } from '../shared/descriptions/listing';
import { triggerFields } from '../shared/trigger/descriptions';
import { DEFAULTS, WARN_BEFORE_EXPIRY_DAYS } from './defaults';

export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			'Each poll asks the tag index for what Genesys stored since the last one: one request when nothing is new. It needs the account container URL and token of the credential, and finds recordings that have the tag StoredTime.',
		name: 'triggerNotice',
		type: 'notice',
		default: '',
	},
	containerField(undefined, 'recordings', 'Where the recordings appear'),
	folderField(),
	tagConditions(),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: filterOptions('Genesys', 'mp3, mp3.bin'),
	},
	...triggerFields({
		vendor: 'Genesys',
		lateFiles: 'the tag index follows the storage by up to ten minutes',
		defaults: DEFAULTS,
		furtherOptions: [
			{
				displayName: 'Warn Before Expiry (Days)',
				name: 'warnBeforeExpiryDays',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 365 },
				default: WARN_BEFORE_EXPIRY_DAYS,
				description:
					'How long before a token of the credential expires a failed execution tells so, once a day; it begins the error workflow, too. 0 for never.',
			},
		],
	}),
];
