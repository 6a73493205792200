import type { INodeProperties } from 'n8n-workflow';

type Show = Record<string, string[]>;

/** The switch that asks for a credential with a password: see `passwordFor`. */
export function passwordField(show: Show): INodeProperties {
	return {
		displayName: 'Archives Have a Password',
		name: 'withPassword',
		type: 'boolean',
		default: false,
		displayOptions: { show },
		description: 'Whether archives are encrypted, with the password in the credential. Those that are not are read all the same.',
	};
}

/** Where an operation begins: what Get Many lists. */
export function exportPathField(show: Show, description: string): INodeProperties {
	return {
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: '={{ $json.path }}',
		placeholder: 'e.g. exports/nightly.zip',
		displayOptions: { show },
		description,
	};
}
