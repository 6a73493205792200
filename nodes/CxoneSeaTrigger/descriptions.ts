import type { INodeProperties } from 'n8n-workflow';
import { contactId, mediaType } from '../CxoneSea/descriptions/filters';
import { filterOptions } from '../shared/descriptions/listing';
import { triggerFields } from '../shared/trigger/descriptions';
import { DEFAULTS } from './defaults';

const { slowLookBackMinutes } = DEFAULTS;

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
		lateFiles: 'S3 states the time at which a file was sent, and shows it a little later',
		defaults: DEFAULTS,
		furtherOptions: [
			{
				displayName: 'Look Back for Parts (Minutes)',
				name: 'slowLookBackMinutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 10_080 },
				default: slowLookBackMinutes,
				description: 'The same for files that were sent in parts, such as long screen recordings: they show the time at which their upload began',
			},
		],
	}),
];
