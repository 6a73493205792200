import type { INodeProperties } from 'n8n-workflow';
import { contactId, mediaType } from '../CxoneSea/descriptions/filters';
import { filterOptions } from '../shared/descriptions/listing';
import { triggerFields } from '../shared/trigger/descriptions';
import { DEFAULTS } from './defaults';

export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			'Each poll reads the list of the folder: one request for 1,000 files. New is what was copied to Secure External Access since, whatever the age of the contact.',
		name: 'triggerNotice',
		type: 'notice',
		default: '',
	},
	mediaType(),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [contactId, ...filterOptions('CXone', 'mp4')],
	},
	...triggerFields({
		vendor: 'CXone',
		lateFiles: 'a large file shows the time at which its upload began',
		defaultLookBackMinutes: DEFAULTS.lookBackMinutes,
		defaultMinimumAgeMinutes: DEFAULTS.minimumAgeMinutes,
	}),
];
