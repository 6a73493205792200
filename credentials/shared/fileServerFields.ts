import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

// Fields that every login over SFTP or FTP over TLS has.

const OVER_SSH = { protocol: ['sftp'] };
const OVER_TLS = { protocol: ['ftpsImplicit', 'ftpsExplicit'] };

const TLS_VERSIONS: INodePropertyOptions[] = [
	{ name: 'TLS 1.2', value: 'TLSv1.2' },
	{ name: 'TLS 1.3', value: 'TLSv1.3' },
];

export const portField: INodeProperties = {
	displayName: 'Port',
	name: 'port',
	type: 'string',
	default: '',
	placeholder: 'e.g. 2121',
	description: 'Empty for the usual one of the protocol: 990, 21 or 22',
};

export const loginMethodField: INodeProperties = {
	displayName: 'Log In With',
	name: 'authentication',
	type: 'options',
	displayOptions: { show: OVER_SSH },
	options: [
		{ name: 'Password', value: 'password' },
		{ name: 'Private Key', value: 'privateKey' },
	],
	default: 'password',
};

export const connectionsField: INodeProperties = {
	displayName: 'Connections at Once',
	name: 'maxConnections',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 32 },
	default: 0,
	description: 'At most this many. 0 for as many as help: 4, and by FTPS over a long way up to 16. Fewer are used when the server refuses more.',
};

export const overSshFields: INodeProperties[] = [
	{
		displayName: 'Private Key',
		name: 'privateKey',
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		default: '',
		displayOptions: { show: { ...OVER_SSH, authentication: ['privateKey'] } },
		placeholder: 'e.g. -----BEGIN OPENSSH PRIVATE KEY-----',
		description: 'The whole text of the file, with its first and last line',
	},
	{
		displayName: 'Passphrase',
		name: 'passphrase',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: { show: { ...OVER_SSH, authentication: ['privateKey'] } },
		description: 'Of the private key, if it has one',
	},
	{
		displayName: 'Host Key',
		name: 'hostKey',
		type: 'string',
		default: '',
		displayOptions: { show: OVER_SSH },
		placeholder: 'e.g. SHA256:uNiVztksCsDhcc0u9e8BrkQBXVE1OwkRh6Sd3R1Drz4',
		description:
			'The fingerprint of the server, or its line from known_hosts: another server is refused. Empty: the first key that n8n sees counts until n8n restarts; its fingerprint stands in the log of n8n.',
	},
];

export const overTlsFields: INodeProperties[] = [
	{
		displayName: 'CA Certificate',
		name: 'extraCa',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		displayOptions: { show: OVER_TLS },
		placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
		description: 'Only for a server whose certificate no public authority has signed: the certificate (PEM) to trust beside the usual ones',
	},
	{
		displayName: 'Lowest TLS Version',
		name: 'minTlsVersion',
		type: 'options',
		displayOptions: { show: OVER_TLS },
		options: TLS_VERSIONS,
		default: 'TLSv1.2',
		description: 'Older versions are never used',
	},
	{
		displayName: 'Highest TLS Version',
		name: 'maxTlsVersion',
		type: 'options',
		displayOptions: { show: OVER_TLS },
		options: TLS_VERSIONS,
		default: 'TLSv1.3',
		description: 'Choose TLS 1.2 for a server that breaks off transfers under TLS 1.3',
	},
];
