import type { INodeProperties } from 'n8n-workflow';

/** The switch that asks for a credential with a password: see `passwordFor`, and the node's description. */
export function passwordField(show: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Archives Have a Password',
		name: 'withPassword',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		displayOptions: { show },
		description: 'Whether archives are encrypted, with the password in the credential. Those that are not are read all the same.',
	};
}
