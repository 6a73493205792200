import type { INodeProperties } from 'n8n-workflow';
import { extensionsOption } from '../shared/descriptions/listing';
import { triggerFields } from '../shared/trigger/descriptions';
import { DEFAULTS } from './defaults';

export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			'Each poll lists the folders of the last days. New is what was stored since, by the times that the server states; where it states none, the times in the names count, and Look Back should be longer than the longest call.',
		name: 'triggerNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 400 },
		default: 3,
		description: 'Folders of how many days, in UTC, can still get recordings. When everything, or all since a moment, is wanted, those days count too.',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			extensionsOption('wav'),
		],
	},
	...triggerFields({
		vendor: '8x8',
		lateFiles: 'a recording may carry the time at which its upload began',
		defaultLookBackMinutes: DEFAULTS.lookBackMinutes,
		defaultMinimumAgeMinutes: DEFAULTS.minimumAgeMinutes,
	}),
];
