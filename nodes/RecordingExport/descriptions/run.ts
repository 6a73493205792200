import type { INodeProperties } from 'n8n-workflow';
import { decryptField } from '../../GenesysRecordings/descriptions/decrypt';
import { BINARY } from '../choices';

type Show = Record<string, (string | boolean)[]>;

const STORED = ['azureBlob', 'folder', 's3', 'sftp'];
// Those of core/export/names/pattern.ts, which must not load with n8n; a test compares them.
export const TOKENS =
	'{Start Time:yyyy-MM-dd_HH-mm-ss} {Call ID} {Media Type} {Agent} {Queue} {Number} {Direction} {Duration} {Case ID} {Segment ID} {Vendor} {Tenant} {Stem} {Tag:name} {Field:name}';

const names = (show: Show): INodeProperties[] => [
	{
		displayName: 'Subfolders',
		name: 'subfolders',
		type: 'options',
		displayOptions: { show },
		options: [
			{ name: 'As at the Source', value: 'source' },
			{ name: 'By Day', value: 'day', description: 'Such as 2026/01/31: of the start of the recording, else of when it was stored' },
			{ name: 'By Month', value: 'month', description: 'Such as 2026/01' },
			{ name: 'By Year', value: 'year', description: 'Such as 2026' },
			{ name: 'None', value: 'none' },
		],
		default: 'day',
		description: 'Folders that are made at the target',
	},
	{
		displayName: 'Rename Pattern',
		name: 'renamePattern',
		type: 'string',
		default: '',
		placeholder: 'e.g. {Start Time:yyyy-MM-dd_HH-mm} {Agent} {Call ID}',
		hint: `Tokens: ${TOKENS}. A slash makes a folder.`,
		displayOptions: { show },
		description:
			'How files are called at the target. Empty for their original names. The extension follows by itself, and a mark that keeps two files apart; the original name stays in the ledger.',
	},
];

export const archiveField = (show: Show): INodeProperties => ({
	displayName: 'Archive',
	name: 'archive',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show },
	options: [
		{ name: 'None', value: 'none', description: 'Each file lies at the target by itself' },
		{ name: 'ZIP', value: 'zip' },
		{ name: 'ZIP, AES-256', value: 'zipAes256', description: 'With a password. Opens in 7-Zip and WinZip, not in Windows Explorer; names of files can be read without the password.' },
		{ name: 'ZIP, Standard Encryption', value: 'zipStandard', description: 'With a password. Weak: it is for those who have nothing but Windows Explorer.' },
	],
	default: 'none',
	description: 'Whether the files go into ZIP archives, each with a list of what is in it. The password is in the credential Archive Password API.',
});

const scope = (show: Show): INodeProperties[] => [
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'options',
		displayOptions: { show },
		options: [
			{ name: 'Media', value: 'media', description: 'The files as they are at the source' },
			{ name: 'Media and Metadata', value: 'both', description: 'Beside each file, one with all that is known of it' },
			{ name: 'Metadata', value: 'metadata', description: 'What is known of each file, without the file itself' },
		],
		default: 'media',
		description: 'What of each recording is exported',
	},
	{
		displayName: 'Metadata Format',
		name: 'metadataFormat',
		type: 'options',
		displayOptions: { show: { ...show, scope: ['both', 'metadata'] } },
		options: [
			{ name: 'CSV', value: 'csv' },
			{ name: 'JSON', value: 'json' },
			{ name: 'XML', value: 'xml' },
		],
		default: 'json',
		description: 'What the index of 8x8, or the metadata of Verba, tell of a call is in it too',
	},
];

const deletion = (show: Show): INodeProperties[] => [
	{
		displayName: 'Delete at Source',
		name: 'deleteAtSource',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		displayOptions: { show },
		description: 'Whether to delete each recording at the source once it is at the target, compared and recorded, in the version that was exported',
	},
	{
		displayName: 'I Want to Delete Recordings at the Source',
		name: 'confirmed',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		displayOptions: { show: { ...show, deleteAtSource: [true] } },
		description: 'Whether recordings may really be deleted at the source. Off, the job fails before it begins.',
	},
];

const output = (show: Show): INodeProperties => ({
	displayName: 'Output',
	name: 'output',
	type: 'options',
	displayOptions: { show },
	options: [
		{ name: 'Files and Summary', value: 'both', description: 'An item for each file, and a last one with the totals' },
		{ name: 'One Item per File', value: 'files', description: 'What became of each file of this run' },
		{ name: 'Summary', value: 'summary', description: 'One item with the totals and the hash of the manifest' },
	],
	default: 'summary',
	description: 'What comes out beside an error for each file that failed',
});

export function runFields(run: Show): INodeProperties[] {
	const stored = { ...run, targetType: STORED };
	return [
		...names(stored),
		...scope(stored),
		archiveField(stored),
		decryptField({ ...run, source: ['genesys', 'storage'] }, 'Whether to decrypt recordings on the way, with the private keys of the credential Recording Keys API. What is not encrypted passes through.'),
		...deletion(stored),
		output(stored),
	];
}

export const binaryNotice = (run: Show): INodeProperties => ({
	displayName: 'There is no ledger: every run hands on all that it finds, through the binary store of n8n. For many or large files choose a storage as target.',
	name: 'binaryNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { ...run, targetType: [BINARY] } },
});
