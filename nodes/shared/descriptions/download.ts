import type { INodeProperties } from 'n8n-workflow';
import { binaryStoreNotice } from './binary-store';

type Show = Record<string, string[]>;

/** The binary field that a file is put into: see `outputFieldOf`. */
export function outputFileField(show: Record<string, (string | boolean)[]>): INodeProperties {
	return {
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show },
		hint: 'The name of the output binary field to put the file in',
	};
}

/** The fields of a download, but for where the files lie. */
export function downloadFields(show: Show, examplePath: string): INodeProperties[] {
	return [
		...binaryStoreNotice(show),
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			required: true,
			default: '={{ $json.path }}',
			placeholder: `e.g. ${examplePath}`,
			displayOptions: { show },
			description: 'The full path of the recording, as the node that lists recordings puts it on each item',
		},
		outputFileField(show),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			displayOptions: { show },
			options: [
				{
					displayName: 'Only Inside Folder',
					name: 'folder',
					type: 'string',
					default: '',
					placeholder: 'e.g. mytenant/',
					description: 'Refuse paths outside this folder. Useful when paths come from outside the workflow.',
				},
				{
					displayName: 'Parallel Downloads',
					name: 'parallelDownloads',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 64 },
					default: 8,
					description: 'How many files to fetch at once. Without this option it is found out: it begins with 8, and goes up to 64 while more come in the same time, as over a long way to the service. Where n8n keeps files elsewhere than in its file system, it stays at 8, since it holds each of them whole.',
				},
			],
		},
	];
}
