import type { INodeProperties } from 'n8n-workflow';
import { downloadFields } from '../../shared/descriptions/download';
import { limitFields } from '../../shared/descriptions/listing';
import { parseProperties } from './parse';
import { indexPeriod } from './period';

const resource = ['index'];
const getAll = { resource, operation: ['getAll'] };
const download = { resource, operation: ['download'] };
const reconcile = { resource, operation: ['reconcile'] };

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
			action: 'Download an index',
			description: 'Fetch the file of each incoming index, check it, and put it into a field',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many indexes',
			description: 'List the index files of local days, of both kinds',
		},
		{
			name: 'Parse',
			value: 'parse',
			action: 'Parse an index',
			description: 'Read the calls of each incoming index, as items or as one file',
		},
		{
			name: 'Reconcile',
			value: 'reconcile',
			action: 'Reconcile recordings with indexes',
			description: 'Compare the recordings of local days with their indexes, and report what is missing, empty or too short',
		},
	],
	default: 'getAll',
};

const kind: INodeProperties = {
	displayName: 'Kind',
	name: 'kind',
	type: 'options',
	displayOptions: { show: getAll },
	options: [
		{ name: 'Both', value: 'both' },
		{ name: 'Detailed', value: 'detailed', description: 'Those in the folders of recordings whose names end with _version2' },
		{ name: 'Small', value: 'small', description: 'Those with fewer details, in the folder Index and beside the recordings' },
	],
	default: 'both',
	description: 'There are two kinds of index; one has more details than the other',
};

const reconcileOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: reconcile },
	options: [
		{
			displayName: 'Check Lengths',
			name: 'checkLengths',
			type: 'boolean',
			default: true,
			description: 'Whether to compare the length of each WAV with the duration in the index; reads the first bytes of some files, and of those whose size does not fit',
		},
		{
			displayName: 'Only Summary',
			name: 'onlySummary',
			type: 'boolean',
			default: false,
			description: 'Whether to return the summary alone, without an item for each finding',
		},
	],
};

export const indexProperties: INodeProperties[] = [
	operation,
	...indexPeriod(getAll, { label: 'Indexes Of', withAll: true }),
	kind,
	...limitFields(getAll),
	...downloadFields(download, 'Index/I20160606.csv'),
	...parseProperties,
	...indexPeriod(reconcile, { label: 'Days', withAll: false }),
	reconcileOptions,
];
