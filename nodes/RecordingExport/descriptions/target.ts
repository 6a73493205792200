import type { INodeProperties } from 'n8n-workflow';
import { outputFileField } from '../../shared/descriptions/download';
import { targetFields } from '../../shared/targets/descriptions';
import { BINARY } from '../choices';

type Show = Record<string, string[]>;

const binary = {
	name: 'Binary Items (No Ledger)',
	value: BINARY,
	description: 'Each file as an item with binary data, for further nodes. Nothing is remembered: each run hands on all that it finds.',
};

const folder = (show: Show): INodeProperties => ({
	displayName: 'Target Folder',
	name: 'targetFolder',
	type: 'string',
	default: '',
	placeholder: 'e.g. recordings',
	displayOptions: { show: { ...show, targetType: ['azureBlob', 's3', 'sftp'] } },
	description: 'Where the files go, within the folder of the credential. The ledger of the job lies in it too: another folder starts the job anew.',
});

/** Where a job writes. */
export function exportTargetFields(show: Show, { withBinary }: { withBinary: boolean }): INodeProperties[] {
	const [type, ...others] = targetFields(show);
	const options = (type.options ?? []) as { name: string; value: string }[];
	const further = withBinary ? [binary] : [];
	return [
		{
			...type,
			options: [...options, ...further].sort((a, b) => (a.name < b.name ? -1 : 1)),
			description: 'Where the files go',
		},
		...others,
		folder(show),
		...(withBinary ? [outputFileField({ ...show, targetType: [BINARY] })] : []),
	];
}
