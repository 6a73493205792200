import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_MAX_FILES, DEFAULT_MAX_MIB } from '../unpack-defaults';
import { maxEntriesOption } from './archive-limits';
import { outputFileField } from './download';
import { extensionsOption } from './listing';

/** How an archive is unpacked, but for where it is and its password: see `unpackSettingsOf`. */
export function unpackFields(show: Record<string, string[]>): INodeProperties[] {
	return [
		outputFileField(show),
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			displayOptions: { show },
			options: [
				extensionsOption('wav, xml, csv'),
				{
					displayName: 'Name Pattern',
					name: 'namePattern',
					type: 'string',
					default: '',
					placeholder: 'e.g. *_Jane_*.wav, 2026-01-*/*',
					description: 'Only names that fit one of these, comma-separated: * stands for any letters, ? for one. With a slash in it, for the path within the archive.',
				},
			],
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			displayOptions: { show },
			options: [
				maxEntriesOption,
				{
					displayName: 'Max Files',
					name: 'maxFiles',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: DEFAULT_MAX_FILES,
					description: 'An archive with more files that fit the filters is refused, before anything is unpacked',
				},
				{
					displayName: 'Max Size (MiB)',
					name: 'maxMib',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: DEFAULT_MAX_MIB,
					description: 'An archive is refused whose files that fit the filters are larger together, unpacked',
				},
			],
		},
	];
}
