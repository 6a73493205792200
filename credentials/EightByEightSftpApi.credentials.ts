import type { ICredentialType, Icon, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { TIME_ZONES } from '../nodes/shared/descriptions/timeZones';
import { connectionsField, loginMethodField, overSshFields, overTlsFields, portField } from './shared/fileServerFields';

// https://support-portal.8x8.com/viewArticle.html?d=6a21d2f9-5209-4d7a-9b78-04f09a2dce96
const PLATFORMS: INodePropertyOptions[] = [
	{ name: 'Canada (vcc-ftps-ca1.8x8.com)', value: 'vcc-ftps-ca1.8x8.com' },
	{ name: 'UK 2 (vcc-ftps-uk2.8x8.com)', value: 'vcc-ftps-uk2.8x8.com' },
	{ name: 'UK 3 (vcc-ftps-uk3.8x8.com)', value: 'vcc-ftps-uk3.8x8.com' },
	{ name: 'US East (vcc-ftps-us2.8x8.com)', value: 'vcc-ftps-us2.8x8.com' },
	{ name: 'US West (vcc-ftps-us1.8x8.com)', value: 'vcc-ftps-us1.8x8.com' },
	{ name: 'Other', value: 'other' },
];

export class EightByEightSftpApi implements ICredentialType {
	name = 'eightByEightSftpApi';

	displayName = '8x8 SFTP API';

	icon: Icon = { light: 'file:../icons/eight-by-eight.svg', dark: 'file:../icons/eight-by-eight.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#8x8-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'In 8x8 Configuration Manager, open Home > Profile: Tenant Name is the user name, and SFTP Password is set there by the primary administrator. 8x8 calls it SFTP, but it speaks FTP over TLS: leave the protocol as it is, unless 8x8 tells you otherwise.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Protocol',
			name: 'protocol',
			type: 'options',
			options: [
				{ name: 'FTP Over TLS, Implicit (Usual)', value: 'ftpsImplicit', description: 'Encrypted from the first byte; port 990' },
				{ name: 'FTP Over TLS, Explicit', value: 'ftpsExplicit', description: 'Starts plain and turns to TLS before logging in; port 21 or 2121' },
				{ name: 'SFTP Over SSH', value: 'sftp', description: 'Another protocol, over SSH; port 22' },
			],
			default: 'ftpsImplicit',
		},
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'options',
			options: PLATFORMS,
			default: 'vcc-ftps-us2.8x8.com',
			description: 'Where 8x8 runs your tenant: see the Platform URL Guide of 8x8, or ask its support',
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			displayOptions: { show: { platform: ['other'] } },
			placeholder: 'e.g. vcc-ftps-xx1.8x8.com',
		},
		portField,
		{
			displayName: 'Tenant Name',
			name: 'tenantName',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. acmejets',
			description: 'As in Home > Profile > Tenant Name',
		},
		loginMethodField,
		{
			displayName: 'SFTP Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'As set in Home > Profile > SFTP Password. Not needed with a private key.',
		},
		...overSshFields,
		{
			displayName: 'Time Zone of the Tenant',
			name: 'timeZone',
			type: 'options',
			options: TIME_ZONES,
			default: '',
			description: 'Days of the tenant and times in its indexes are in this zone; recordings lie in folders by UTC',
		},
		{
			displayName: 'Retention (Days)',
			name: 'retentionDays',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 30,
			description: 'How long 8x8 keeps recordings of your tenant. Used to work out when each one expires.',
		},
		{
			displayName: 'Folder',
			name: 'folder',
			type: 'string',
			default: '',
			placeholder: 'e.g. recordings/acmejets',
			description: 'Only if the recordings do not lie where the login leads: the folder that holds Index and the folders of the days',
		},
		connectionsField,
		...overTlsFields,
	];
}
