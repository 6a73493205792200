import type { INodeProperties } from 'n8n-workflow';
import { downloadFields } from '../../shared/descriptions/download';
import { extensionsOption, limitFields, orderField } from '../../shared/descriptions/listing';
import { callFilters } from '../../shared/descriptions/call-filters';
import { recordingPeriod } from './period';

const resource = ['recording'];
const getAll = { resource, operation: ['getAll'] };
const download = { resource, operation: ['download'] };

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource } },
	options: [
		{
			name: 'Download',
			value: 'download',
			action: 'Download a recording',
			description: 'Fetch the file of each incoming recording, check it, and put it into a field',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many recordings',
			description: 'List the recordings of a local day, a window, or a folder, with what the index says of them',
		},
	],
	default: 'getAll',
};

const extensions = extensionsOption('wav');

export const recordingProperties: INodeProperties[] = [
	operation,
	...recordingPeriod(getAll),
	{
		displayName: 'With Index Data',
		name: 'withIndexData',
		type: 'boolean',
		default: false,
		displayOptions: { show: getAll },
		description:
			'Whether to add what the index says of each call (agent, numbers, queue, case, wrap-up code …) as the field "call". Recordings without a row in the index have none; where several rows name one, "call" is the first and "calls" has all.',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { ...getAll, withIndexData: [false] } },
		options: [extensions],
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { ...getAll, withIndexData: [true] } },
		options: [...callFilters, extensions],
	},
	...limitFields(getAll),
	orderField(getAll, '8x8'),
	...downloadFields(download, 'S20160606/R201606062359590001.wav'),
];
