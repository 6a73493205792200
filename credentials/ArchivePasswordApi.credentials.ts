import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class ArchivePasswordApi implements ICredentialType {
	name = 'archivePasswordApi';

	displayName = 'Archive Password API';

	icon: Icon = { light: 'file:../icons/archive-password.svg', dark: 'file:../icons/archive-password.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#archive-password';

	properties: INodeProperties[] = [
		{
			displayName:
				'The password of encrypted ZIP archives. Whether it is the right one shows when an archive is opened: nothing is handed on before.',
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
			description: 'As it was typed when the archive was made. Blanks at its ends count.',
		},
	];
}
