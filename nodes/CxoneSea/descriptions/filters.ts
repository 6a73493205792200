import type { INodeProperties } from 'n8n-workflow';

/** A choice of media types; `show` where the node has several operations. */
export function mediaType(show?: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Media Type',
		name: 'mediaType',
		type: 'resourceLocator',
		default: { mode: 'name', value: '' },
		...(show ? { displayOptions: { show } } : {}),
		description: 'Only this media type, as it stands in the names of the files. Empty for all.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchMediaTypes', searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. VOICE' },
		],
	};
}

/** For a collection of filters. */
export const contactId: INodeProperties = {
	displayName: 'Contact ID',
	name: 'contactId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 12345678903',
	description: 'Only the files of this contact: its voice, its screens. The master contact ID, as it stands in the names.',
};
