import type { INodeProperties } from 'n8n-workflow';
import { containerField, folderField } from '../../GenesysRecordings/descriptions/container';

type Show = Record<string, string[]>;

const source = (show: Show): INodeProperties => ({
	displayName: 'Source',
	name: 'source',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show },
	options: [
		{ name: '8x8', value: 'eightByEight', description: 'The recordings of 8x8 Contact Center, over FTPS or SFTP' },
		{ name: 'Genesys', value: 'genesys', description: 'A container of Genesys Multicloud CX (Engage cloud)' },
		{ name: 'NICE CXone SEA', value: 'cxone', description: 'The Secure External Access folder of NICE CXone' },
		{ name: 'Storage', value: 'storage', description: 'Any files: a bucket, a container, a server of files, or a folder of this machine' },
		{ name: 'Verba', value: 'verba', description: 'What Verba (Verint Financial Compliance) exported to storage' },
	],
	default: 'genesys',
	description: 'Where the recordings are now',
});

function storageFields(show: Show): INodeProperties[] {
	const ofStorage = { ...show, source: ['storage', 'verba'] };
	return [
		{
			displayName: 'Source Type',
			name: 'sourceType',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: ofStorage },
			options: [
				{ name: 'Azure Blob', value: 'azureBlob', description: 'A container in Azure Blob Storage' },
				{ name: 'Folder on This Machine', value: 'folder', description: 'A folder of the machine that runs n8n, or one that is mounted there' },
				{ name: 'S3', value: 's3', description: 'A bucket at Amazon, or at any server that speaks S3' },
				{ name: 'SFTP or FTPS', value: 'sftp', description: 'A server of files, over SSH or over TLS' },
			],
			default: 's3',
			description: 'The kind of storage where the files lie. Its credential is one of its own, since an export has two.',
		},
		{
			displayName: 'Source Folder Path',
			name: 'sourceFolderPath',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. /data/verba',
			displayOptions: { show: { ...ofStorage, sourceType: ['folder'] } },
			description: 'On the machine that runs n8n; n8n must allow it: see N8N_RESTRICT_FILE_ACCESS_TO',
		},
		{
			displayName: 'Source Folder',
			name: 'sourceFolder',
			type: 'string',
			default: '',
			placeholder: 'e.g. nightly',
			displayOptions: { show: { ...ofStorage, sourceType: ['azureBlob', 's3', 'sftp'] } },
			description: 'Only what lies in this folder, within that of the credential. Empty for all of it.',
		},
	];
}

/** Where a job reads. */
export function sourceFields(show: Show): INodeProperties[] {
	const ofGenesys = { ...show, source: ['genesys'] };
	return [
		source(show),
		containerField(ofGenesys, 'recordings', 'The container to read; the credential must hold its URL and token'),
		folderField(ofGenesys),
		...storageFields(show),
	];
}

/** Which of what is there: for a run. */
export function recordingsFields(show: Show): INodeProperties[] {
	return [
		{
			displayName: 'Recordings',
			name: 'recordings',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show },
			options: [
				{ name: 'All That the Filters Find', value: 'all', description: 'What is at the source and was not exported yet' },
				{
					name: 'Incoming Items',
					value: 'items',
					description: 'Those that the items name which come in: of Get Many, Find by Tags, or a trigger',
				},
			],
			default: 'all',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			required: true,
			default: '={{ $json.path }}',
			placeholder: 'e.g. mytenant/….mp3',
			displayOptions: { show: { ...show, recordings: ['items'] } },
			description: 'The full path of the recording at the source, as the node that lists recordings puts it on each item',
		},
	];
}
