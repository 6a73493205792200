import type { INodeProperties } from 'n8n-workflow';

/** Where the file is: see `fileOf`. */
export function inputField(show: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Input Binary Field',
		name: 'inputField',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show },
		hint: 'The name of the input binary field that holds the file',
	};
}
