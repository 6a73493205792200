import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class S3SourceApi implements ICredentialType {
	name = 's3SourceApi';

	displayName = 'S3 Source API';

	// A node can have one credential of each type only, and an export reads from one place and writes to another.
	extends = ['s3TargetApi'];

	icon: Icon = { light: 'file:../icons/s3-target.svg', dark: 'file:../icons/s3-target.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#targets';

	properties: INodeProperties[] = [];
}
