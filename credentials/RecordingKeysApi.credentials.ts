import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class RecordingKeysApi implements ICredentialType {
	name = 'recordingKeysApi';

	displayName = 'Recording Keys API';

	icon: Icon = { light: 'file:../icons/recording-keys.svg', dark: 'file:../icons/recording-keys.dark.svg' };

	documentationUrl = 'https://github.com/call-recordings/n8n-nodes-call-recordings#recording-keys';

	properties: INodeProperties[] = [
		{
			displayName:
				'The private keys that belong to the certificates which your recordings are encrypted with. Keep those of expired certificates: older recordings open with nothing else. Each recording names its certificate, and the right key is taken.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Private Keys and Certificates',
			name: 'privateKeys',
			type: 'string',
			typeOptions: { password: true, rows: 6 },
			default: '',
			placeholder: 'e.g. -----BEGIN PRIVATE KEY-----',
			description:
				'In PEM, as many as there are, in any order: each private key, and its certificate. A private key without its certificate is tried on every recording.',
		},
		{
			displayName: 'PKCS#12 Files',
			name: 'pkcs12PrivateKeys',
			type: 'string',
			typeOptions: { password: true, rows: 3 },
			default: '',
			placeholder: 'e.g. MIIKPAIBAzCCCfIGCSqGSIb3DQEHAaCCCeMEggnf…',
			description: 'Files that end with .p12 or .pfx, as base64 text, one after the other: what "base64 FILE.p12" prints',
		},
		{
			displayName: 'Passphrases',
			name: 'passphrases',
			type: 'string',
			typeOptions: { password: true, rows: 2 },
			default: '',
			description:
				'Of the keys and files above that are encrypted. Several as a list, in any order: ["first passphrase", "second passphrase"].',
		},
	];
}
