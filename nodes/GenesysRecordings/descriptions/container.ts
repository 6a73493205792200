import type { INodeProperties } from 'n8n-workflow';

/** The container field: a searchable list out of the credential, or its name. `show` where the node has several operations. */
export function containerField(
	show: Record<string, string[]> | undefined,
	defaultName: string,
	description: string,
): INodeProperties {
	return {
		displayName: 'Container',
		name: 'container',
		type: 'resourceLocator',
		default: { mode: 'name', value: defaultName },
		required: true,
		...(show ? { displayOptions: { show } } : {}),
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchContainers', searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. recordings' },
		],
	};
}

/** The folder field: a searchable list, or its path. `show` where the node has several operations. */
export function folderField(show?: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Folder',
		name: 'folder',
		type: 'resourceLocator',
		default: { mode: 'path', value: '' },
		...(show ? { displayOptions: { show } } : {}),
		description: 'List only what lies in this folder, or begins with this text. Empty for the whole container.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchFolders', searchable: true },
			},
			{ displayName: 'By Path', name: 'path', type: 'string', placeholder: 'e.g. mytenant/' },
		],
	};
}
