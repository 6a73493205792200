import type { INodeProperties } from 'n8n-workflow';

/** The container field: a searchable list out of the credential, or its name. */
export function containerField(
	show: Record<string, string[]>,
	defaultName: string,
	description: string,
): INodeProperties {
	return {
		displayName: 'Container',
		name: 'container',
		type: 'resourceLocator',
		default: { mode: 'name', value: defaultName },
		required: true,
		displayOptions: { show },
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
