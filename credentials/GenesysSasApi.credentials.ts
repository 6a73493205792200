import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class GenesysSasApi implements ICredentialType {
	name = 'genesysSasApi';

	displayName = 'Genesys SAS API';

	icon: Icon = { light: 'file:../icons/genesys-recordings.svg', dark: 'file:../icons/genesys-recordings.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#genesys-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'In Agent Setup, open Contact Center Settings > Blob Storage, choose the dates and click "Generate new tokens". Copy each URL and token at once: they are shown only this time. Leave empty what you do not use.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Account Container URL',
			name: 'accountSecretUrl',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. https://mytenant.blob.core.windows.net/',
			description:
				'Needed for Find by Tags only. With the token in it, or without: both work. Hidden, because a URL with its token is a password.',
		},
		{
			displayName: 'Account Container Token',
			name: 'accountToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. sv=2020-08-04&ss=b&srt=sco&se=…&sp=f&sig=…',
			description: 'Leave empty if the URL above already ends with the token. It can only find recordings by tags.',
		},
		{
			displayName: 'Recordings Container URL',
			name: 'recordingsSecretUrl',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. https://mytenant.blob.core.windows.net/recordings',
			description: 'Needed to list and download recordings. With the token in it, or without: both work.',
		},
		{
			displayName: 'Recordings Container Token',
			name: 'recordingsToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. sv=2020-02-10&spr=https&st=…&se=…&sr=c&sp=rl&sig=…',
			description: 'Leave empty if the URL above already ends with the token',
		},
		{
			displayName: 'GIM-Export Container URL',
			name: 'gimExportSecretUrl',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. https://mytenant.blob.core.windows.net/gim-export',
			description: 'Interaction and party history, which tells what a recording is',
		},
		{
			displayName: 'GIM-Export Container Token',
			name: 'gimExportToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. sv=2020-02-10&spr=https&st=…&se=…&sr=c&sp=rl&sig=…',
			description: 'Leave empty if the URL above already ends with the token',
		},
		{
			displayName: 'Further Containers',
			name: 'furtherContainersSecret',
			type: 'string',
			typeOptions: { password: true, rows: 3 },
			default: '',
			placeholder: 'e.g. https://mytenant.blob.core.windows.net/other?sv=…&sig=…',
			description: 'Other containers of your tenant: one URL with its token per line',
		},
		{
			displayName: 'Retention (Days)',
			name: 'retentionDays',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 30,
			description: 'How long Genesys keeps your recordings. Used to work out when each one expires.',
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
			description:
				'Whether URLs may start with http://, which sends tokens and recordings unprotected. For a local test server only.',
		},
	];
}
