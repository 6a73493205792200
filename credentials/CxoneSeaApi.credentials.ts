import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class CxoneSeaApi implements ICredentialType {
	name = 'cxoneSeaApi';

	displayName = 'NICE CXone SEA API';

	icon: Icon = { light: 'file:../icons/cxone-sea.svg', dark: 'file:../icons/cxone-sea.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#nice-cxone-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'In the Admin application, open Cloud Storage Services > Secure External Access and generate the keys. They are shown for 60 seconds, once. There is one pair per tenant: generating a new one ends the old one for everybody who uses it. For tenants whose storage is in AWS.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'File Location',
			name: 'fileLocation',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://s3.amazonaws.com/my-s3-bucket/folder/',
			description: 'As CXone shows it. Nothing outside this folder is listed, read or deleted.',
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
			displayName: 'Region',
			name: 'region',
			type: 'string',
			default: '',
			placeholder: 'e.g. eu-central-1',
			description: 'Leave empty: the AWS region of the bucket is found out with the first request',
		},
		{
			displayName: 'Retention (Days)',
			name: 'retentionDays',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 30,
			description: 'How long CXone keeps files in Secure External Access. Used to work out when each one expires.',
		},
		{
			displayName: 'Endpoint',
			name: 'endpoint',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://s3.example.com',
			description: 'Only for a server that speaks S3 and is not Amazon, such as one for tests',
		},
		{
			displayName: 'CA Certificate',
			name: 'extraCa',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			description: 'Only if a proxy of your company re-signs TLS: its certificate (PEM), trusted beside the usual ones',
		},
		{
			displayName: 'Allow Insecure HTTP',
			name: 'allowHttp',
			type: 'boolean',
			default: false,
			description: 'Whether Endpoint may start with http://, which sends recordings unprotected. For a local test server only.',
		},
	];
}
