import type { INodeProperties } from 'n8n-workflow';
import { filterOptions, limitFields, orderField } from '../../shared/descriptions/listing';
import { contactId, mediaType } from './filters';

const showOnly = { resource: ['recording'], operation: ['getAll'] };

export const getManyProperties: INodeProperties[] = [
	{
		displayName:
			'A file is copied to Secure External Access only once ever, from active storage only, and CXone deletes it there after 30 days. Every day up to 100,000 files are copied; more wait for the next day: Stored After finds those too, Started After does not.',
		name: 'seaNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: showOnly },
	},
	mediaType(showOnly),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: showOnly },
		options: [contactId, ...filterOptions('CXone', 'mp4')],
	},
	...limitFields(showOnly),
	orderField(showOnly, 'CXone'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: showOnly },
		options: [
			{
				displayName: 'Access Denied Means Empty',
				name: 'deniedMeansEmpty',
				type: 'boolean',
				default: false,
				description:
					'Whether to return no items when S3 answers AccessDenied to the folder, as it does while the folder is empty. Keys that it does not know still fail; a wrong folder does not.',
			},
			{
				displayName: 'Only Days of the Window',
				name: 'byDay',
				type: 'boolean',
				default: false,
				description:
					'Whether to ask for the days between Started After and Started Before alone, instead of reading the whole list. Much faster with many files; finds nothing in sub-folders.',
			},
		],
	},
];
