import type { INodeProperties } from 'n8n-workflow';

/** A certificate beside the usual ones, and plain HTTP for a test; `whatIsHttp` are the addresses that it is about. */
export function httpFields(whatIsHttp: string, whatIsSent: string): INodeProperties[] {
	return [
		{
			displayName: 'CA Certificate',
			name: 'extraCa',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			description:
				'Only for a server whose certificate no public authority has signed, or if a proxy of your company re-signs TLS: the certificate (PEM) to trust beside the usual ones',
		},
		{
			displayName: 'Allow Insecure HTTP',
			name: 'allowHttp',
			type: 'boolean',
			default: false,
			description: `Whether ${whatIsHttp} may start with http://, which sends ${whatIsSent} unprotected. For a local test server only.`,
		},
	];
}
