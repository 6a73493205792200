import type { INodeProperties } from 'n8n-workflow';
import { callFilters } from '../shared/descriptions/call-filters';
import { extensionsOption } from '../shared/descriptions/listing';
import { triggerFields } from '../shared/trigger/descriptions';
import { DEFAULTS, WAIT_FOR_INDEX_DAYS } from './defaults';

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
		displayName: 'With Index Data',
		name: 'withIndexData',
		type: 'boolean',
		default: false,
		description:
			'Whether each recording waits until the index of its day is there (after midnight, or days later), and brings what that says of the call (agent, numbers, queue, case …) as the field "call". One that no index lists comes without. The credential should name the time zone of the tenant.',
	},
	{
		displayName: 'Wait for Index (Days)',
		name: 'waitForIndexDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 30 },
		default: WAIT_FOR_INDEX_DAYS,
		displayOptions: { show: { withIndexData: [true] } },
		description: 'A recording that is older comes without "call", if filters on calls allow it',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { withIndexData: [false] } },
		options: [extensionsOption('wav')],
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { withIndexData: [true] } },
		options: [...callFilters, extensionsOption('wav')],
	},
	...triggerFields({ vendor: '8x8', lateFiles: 'a recording may carry the time at which its upload began, and the clock of a server that states local time goes back by an hour in autumn', defaults: DEFAULTS }),
];
