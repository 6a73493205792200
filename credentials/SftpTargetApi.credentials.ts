import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { connectionsField, loginMethodField, overSshFields, overTlsFields, portField } from './shared/fileServerFields';

export class SftpTargetApi implements ICredentialType {
	name = 'sftpTargetApi';

	displayName = 'SFTP Target API';

	icon: Icon = { light: 'file:../icons/sftp-target.svg', dark: 'file:../icons/sftp-target.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#targets';

	properties: INodeProperties[] = [
		{
			displayName:
				'A server of your own that speaks SFTP or FTP over TLS. The login needs the right to list the folder and to read its files; for exports to make, rename and delete files in it, too.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Protocol',
			name: 'protocol',
			type: 'options',
			options: [
				{ name: 'FTP Over TLS, Explicit', value: 'ftpsExplicit', description: 'Starts plain and turns to TLS before logging in; port 21' },
				{ name: 'FTP Over TLS, Implicit', value: 'ftpsImplicit', description: 'Encrypted from the first byte; port 990' },
				{ name: 'SFTP Over SSH', value: 'sftp', description: 'Another protocol, over SSH; port 22' },
			],
			default: 'sftp',
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. files.example.com',
		},
		portField,
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. recordings',
		},
		loginMethodField,
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Not needed with a private key',
		},
		...overSshFields,
		{
			displayName: 'Folder',
			name: 'folder',
			type: 'string',
			default: '',
			placeholder: 'e.g. exports/verba',
			description:
				'From where the login leads, or with a slash at its start from the root of the server. Nothing outside it is listed, read or written.',
		},
		connectionsField,
		...overTlsFields,
	];
}
