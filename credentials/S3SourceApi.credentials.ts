import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class S3SourceApi implements ICredentialType {
	name = 's3SourceApi';

	displayName = 'S3 Source API';

	// A node can have one credential of each type only, and an export reads from one place and writes to another.
	extends = ['s3TargetApi'];

	icon: Icon = { light: 'file:../icons/s3-target.svg', dark: 'file:../icons/s3-target.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#targets';

	properties: INodeProperties[] = [
		{
			displayName:
				'A bucket of your own that an export reads. The keys need s3:ListBucket for the folder and s3:GetObject; where the job deletes at the source s3:DeleteObject, too.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
	];
}
