import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { httpFields } from './shared/httpFields';

export class S3TargetApi implements ICredentialType {
	name = 's3TargetApi';

	displayName = 'S3 Target API';

	icon: Icon = { light: 'file:../icons/s3-target.svg', dark: 'file:../icons/s3-target.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#targets';

	properties: INodeProperties[] = [
		{
			displayName:
				'A bucket of your own, at Amazon or at any server that speaks S3. The keys need s3:ListBucket for the folder and s3:GetObject; for exports s3:PutObject, s3:AbortMultipartUpload and s3:DeleteObject, too.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Endpoint',
			name: 'endpoint',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://s3.example.com',
			description: 'Empty for Amazon S3. Else the address of the server.',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'string',
			default: '',
			placeholder: 'e.g. eu-central-1',
			description: 'Leave empty for Amazon S3: it is found out. Other servers say whether they want one.',
		},
		{
			displayName: 'Bucket',
			name: 'bucket',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. my-recordings',
		},
		{
			displayName: 'Folder',
			name: 'folder',
			type: 'string',
			default: '',
			placeholder: 'e.g. exports/verba',
			description: 'Nothing outside it is listed, read or written. Empty for the whole bucket.',
		},
		{
			displayName: 'Access Key ID',
			name: 'accessKeyId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. AKIA…',
		},
		{
			displayName: 'Secret Access Key',
			name: 'secretAccessKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for keys that expire, which come with one',
		},
		{
			displayName: 'Bucket in the Address',
			name: 'addressing',
			type: 'options',
			options: [
				{ name: 'As Usual', value: 'usual', description: 'Before the host at Amazon, in the path at other servers' },
				{ name: 'Before the Host', value: 'host', description: 'As in https://my-recordings.s3.example.com' },
				{ name: 'In the Path', value: 'path', description: 'As in https://s3.example.com/my-recordings' },
			],
			default: 'usual',
			description: 'How requests name the bucket',
		},
		...httpFields('Endpoint', 'files'),
	];
}
