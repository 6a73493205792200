import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class ArchivePasswordApi implements ICredentialType {
	name = 'archivePasswordApi';

	displayName = 'Archive Password API';

	icon: Icon = { light: 'file:../icons/archive-password.svg', dark: 'file:../icons/archive-password.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#archive-password';

	properties: INodeProperties[] = [
		{
			displayName:
				'The password of encrypted ZIP archives: of those that are opened, or that an export writes. Whether it is the right one shows when an archive is opened: nothing is handed on before. What is written with it opens with nothing else, so keep it elsewhere, too.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'For archives that are there: as it was typed when they were made. Blanks at its ends count.',
		},
	];
}
