import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class AzureBlobSourceApi implements ICredentialType {
	name = 'azureBlobSourceApi';

	displayName = 'Azure Blob Source API';

	// A node can have one credential of each type only, and an export reads from one place and writes to another.
	extends = ['azureBlobTargetApi'];

	icon: Icon = { light: 'file:../icons/azure-blob-target.svg', dark: 'file:../icons/azure-blob-target.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#targets';

	properties: INodeProperties[] = [
		{
			displayName:
				'A container of your own that an export reads, with a shared access signature (SAS). It needs the rights Read and List; where the job deletes at the source Delete, too.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
	];
}
