import type { INodeProperties } from 'n8n-workflow';

type Show = Record<string, string[]>;

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
