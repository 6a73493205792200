import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class SftpSourceApi implements ICredentialType {
	name = 'sftpSourceApi';

	displayName = 'SFTP Source API';

	// A node can have one credential of each type only, and an export reads from one place and writes to another.
	extends = ['sftpTargetApi'];

	icon: Icon = { light: 'file:../icons/sftp-target.svg', dark: 'file:../icons/sftp-target.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#targets';

	properties: INodeProperties[] = [
		{
			displayName:
				'A server of your own that an export reads, over SFTP or FTP over TLS. The login needs the right to list the folder and to read its files; where the job deletes at the source to delete files in it, too.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
	];
}
