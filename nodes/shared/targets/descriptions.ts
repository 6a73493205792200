import type { INodeProperties } from 'n8n-workflow';

type Show = Record<string, string[]>;

/** Where files lie, or go. */
export function targetFields(show: Show): INodeProperties[] {
	return [
		{
			displayName: 'Target Type',
			name: 'targetType',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show },
			options: [
				{ name: 'Azure Blob', value: 'azureBlob', description: 'A container in Azure Blob Storage, with a shared access signature' },
				{ name: 'Folder on This Machine', value: 'folder', description: 'A folder of the machine that runs n8n, or one that is mounted there' },
				{ name: 'S3', value: 's3', description: 'A bucket at Amazon, or at any server that speaks S3' },
				{ name: 'SFTP or FTPS', value: 'sftp', description: 'A server of files, over SSH or over TLS' },
			],
			default: 's3',
			description: 'The kind of storage where the files lie',
		},
		{
			displayName: 'Folder Path',
			name: 'folderPath',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. /data/exports',
			displayOptions: { show: { ...show, targetType: ['folder'] } },
			description:
				'On the machine that runs n8n; in a container, as it is called inside. n8n must allow it: see N8N_RESTRICT_FILE_ACCESS_TO. Nothing outside it is listed, read or written.',
		},
	];
}
