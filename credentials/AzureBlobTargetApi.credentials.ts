import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { httpFields } from './shared/httpFields';

export class AzureBlobTargetApi implements ICredentialType {
	name = 'azureBlobTargetApi';

	displayName = 'Azure Blob Target API';

	icon: Icon = { light: 'file:../icons/azure-blob-target.svg', dark: 'file:../icons/azure-blob-target.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#targets';

	properties: INodeProperties[] = [
		{
			displayName:
				'A container of your own in Azure Blob Storage, with a shared access signature (SAS). It needs the rights Read and List; for exports Create, Write and Delete, too.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Container URL',
			name: 'containerSecretUrl',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. https://myaccount.blob.core.windows.net/exports?sv=…&sig=…',
			description: 'With the token in it, or without: both work. Hidden, because a URL with its token is a password.',
		},
		{
			displayName: 'Container Token',
			name: 'containerToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. sv=2024-11-04&spr=https&se=…&sr=c&sp=rl&sig=…',
			description: 'Leave empty if the URL above already ends with the token',
		},
		{
			displayName: 'Folder',
			name: 'folder',
			type: 'string',
			default: '',
			placeholder: 'e.g. exports/verba',
			description: 'Nothing outside it is listed, read or written. Empty for the whole container, or for the folder that the URL leads to.',
		},
		...httpFields('the URL', 'the token and files'),
	];
}
