import type { INodeProperties } from 'n8n-workflow';

export const ENCRYPTED_EXPORTS =
	'Whether to decrypt archives that are encrypted with the certificate of the tenant, with the private keys of the credential Recording Keys API. What is not encrypted passes through.';

/** Shows the credential with the keys, too: see the node's description. */
export function decryptField(show: Record<string, (string | boolean)[]>, description: string, displayName = 'Decrypt'): INodeProperties {
	return {
		displayName,
		name: 'decrypt',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		displayOptions: { show },
		description,
	};
}
