import type { INodeProperties } from 'n8n-workflow';
import { TIME_ZONES } from '../../shared/descriptions/timeZones';
import { BINARY, DEFAULT_FILES_AT_ONCE, MAX_FILES_AT_ONCE, MAX_SHARDS, WAIT_FOR_INDEX_DAYS } from '../choices';
import { byLabel } from './filters';

type Show = Record<string, string[]>;

/** Of a target with a ledger alone. */
const stored = { hide: { '/targetType': [BINARY] } };

const ofArchives = { hide: { '/targetType': [BINARY], '/archive': ['none'] } };

const filesAtOnce: INodeProperties = {
	displayName: 'Files at Once',
	name: 'filesAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_FILES_AT_ONCE },
	default: DEFAULT_FILES_AT_ONCE,
	description: 'How many files are on their way at the same time. More helps when files are small and the way is long; the credentials may bound it.',
};

const limits: INodeProperties[] = [
	{
		displayName: 'Limit: Files',
		name: 'limitFiles',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10_000,
		description: 'Ends the run after so many files; the next one goes on',
	},
	{
		displayName: 'Limit: Megabytes',
		name: 'limitMegabytes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10_000,
		description: 'Ends the run after so many megabytes (1,000,000 bytes); the file that reaches it is still exported',
	},
	{
		displayName: 'Limit: Minutes',
		name: 'limitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description: 'Begins no further file after so many minutes; the next run goes on',
	},
];

const archive: INodeProperties[] = [
	{
		displayName: 'Archive Name',
		name: 'archiveName',
		type: 'string',
		default: '',
		placeholder: 'e.g. cases/Case 4711',
		displayOptions: ofArchives,
		description: 'What the names of archives begin with; a slash makes a folder. The time and a mark of the run follow. Empty for the name of the job.',
	},
	{
		displayName: 'Archive Size (Megabytes)',
		name: 'archiveMegabytes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 4_000,
		displayOptions: ofArchives,
		description: 'How much goes into one archive (1,000,000 bytes each); a larger file has one of its own. What is cut off by a crash is at most the archive that was being written.',
	},
];

const order: INodeProperties = {
	displayName: 'Order',
	name: 'order',
	type: 'options',
	options: [
		{ name: 'As Listed', value: 'listed', description: 'As the source lists them, which is the quickest' },
		{ name: 'Expiring First', value: 'expiring', description: 'What the vendor deletes first' },
		{ name: 'Newest First', value: 'newest', description: 'By when the source stored them' },
		{ name: 'Oldest First', value: 'oldest', description: 'By when the source stored them' },
	],
	default: 'listed',
	description: 'Which recordings come first; it matters where a limit ends the run',
};

/** Of the file of call detail records; those below the first count where that is on. */
const cdr: INodeProperties[] = [
	{
		displayName: 'CDR Columns',
		name: 'cdrColumns',
		type: 'string',
		default: '',
		placeholder: 'e.g. Call ID, Start Time, Agent, Target Name, SHA-256',
		displayOptions: stored,
		description: 'Columns of the CDR file, or lines of a record in a PDF, comma-separated: words of the rename pattern such as Call ID, Tag:name or Field:name, and those of the export such as Target Name or SHA-256. Empty for the usual ones.',
	},
	{
		displayName: 'CDR File',
		name: 'cdrFile',
		type: 'boolean',
		default: false,
		displayOptions: stored,
		description: 'Whether each run that exports something writes a list of its recordings, in the folder CDR of the target',
	},
	{
		displayName: 'CDR for Excel',
		name: 'cdrWithBom',
		type: 'boolean',
		default: false,
		displayOptions: stored,
		description: 'Whether the CSV of the CDR file begins with a byte order mark: without one Excel garbles letters beyond English',
	},
	{
		displayName: 'CDR Format',
		name: 'cdrFormat',
		type: 'options',
		displayOptions: stored,
		options: [
			{ name: 'CSV', value: 'csv', description: 'A row for each recording, for spreadsheets and programs' },
			{ name: 'CSV and PDF', value: 'both', description: 'Two files, of the same recordings' },
			{ name: 'PDF', value: 'pdf', description: 'A4, to be read and printed. It shows letters of European languages and Vietnamese; others stand in it by their numbers in Unicode.' },
		],
		default: 'csv',
		description: 'What the CDR file is',
	},
	{
		displayName: 'CDR Without Formulas',
		name: 'cdrProtected',
		type: 'boolean',
		default: true,
		displayOptions: stored,
		description: 'Whether values in the CSV that a spreadsheet would compute get an apostrophe before them. Off, all values are as they are.',
	},
];

/** A job that several executions share. */
const shards: INodeProperties[] = [
	{
		displayName: 'Shard',
		name: 'shard',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_SHARDS },
		default: 1,
		description: 'Which of the Shards this execution exports, the first one being 1; as a rule an expression, of what the item that started it says',
	},
	{
		displayName: 'Shards',
		name: 'shards',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_SHARDS },
		default: 1,
		description: 'Into how many parts the job is split. Each execution exports the part that its Shard names, into the same ledger, so that several workers of n8n share a job. The same number in all of them; it can be another one the next time.',
	},
];

const run: INodeProperties[] = [
	...archive,
	...cdr,
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		displayOptions: stored,
		description: 'Whether to find out what would be exported, with names and bytes, and write nothing',
	},
	...limits,
	{
		displayName: 'Minimum Age (Minutes)',
		name: 'minimumAgeMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 5,
		description:
			'Recordings that were stored later wait for the next run, so that a file that is still being written is not taken. Without this option: 5 on servers of files and in folders, 0 elsewhere, where files appear whole.',
	},
	{
		displayName: 'On Conflict',
		name: 'onConflict',
		type: 'options',
		displayOptions: stored,
		options: [
			{ name: 'Fail', value: 'fail', description: 'The recording fails, and is tried again by the next run' },
			{ name: 'Keep Both', value: 'keepBoth', description: 'The new one gets a name with a mark of its version' },
		],
		default: 'keepBoth',
		description: 'What to do where another file has the name at the target. The same file is never written twice, and nothing is overwritten.',
	},
	order,
	...shards,
	{
		displayName: 'Size Is Enough',
		name: 'sizeIsEnough',
		type: 'boolean',
		default: false,
		displayOptions: { show: { '/deleteAtSource': [true] } },
		description: 'Whether to delete at the source also what could be compared by its size alone. Servers of files (8x8) and folders state no checksum, S3 of some files does not.',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'options',
		displayOptions: stored,
		options: TIME_ZONES,
		default: '',
		description: 'Of subfolders, of times in names, and of the local times in metadata. Choose it once: names follow from it.',
	},
	{
		displayName: 'Unknown Values in Names',
		name: 'unknownText',
		type: 'string',
		default: 'unknown',
		displayOptions: stored,
		description: 'What stands in a name for a token of which nothing is known',
	},
];

const ofSources: INodeProperties[] = [
	{
		displayName: 'Access Denied Means Empty',
		name: 'deniedMeansEmpty',
		type: 'boolean',
		default: false,
		displayOptions: { show: { '/source': ['cxone'] } },
		description: 'Whether AccessDenied of CXone counts as no recordings, as it answers while the folder is empty',
	},
	{
		displayName: 'Only Days of the Window',
		name: 'byDay',
		type: 'boolean',
		default: false,
		displayOptions: { show: { '/source': ['cxone'] } },
		description: 'Whether to list the days between Started After and Started Before alone. Much faster with many files; finds nothing in sub-folders.',
	},
	{
		displayName: 'Only with Media',
		name: 'onlyWithMedia',
		type: 'boolean',
		default: false,
		displayOptions: { show: { '/source': ['verba'], '/recordings': ['all'] } },
		description: 'Whether to leave out the metadata files of conversations that have no media file. Lists of many conversations, such as the CDR, are exported all the same.',
	},
	{
		displayName: 'Wait for Index (Days)',
		name: 'waitForIndexDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 30 },
		default: WAIT_FOR_INDEX_DAYS,
		displayOptions: { show: { '/source': ['eightByEight'] } },
		description: 'Where filters, names or metadata need the index of 8x8: how old a recording gets before it is exported without its row',
	},
];

function collection(show: Show, options: INodeProperties[]): INodeProperties {
	return { displayName: 'Options', name: 'options', type: 'collection', placeholder: 'Add option', default: {}, displayOptions: { show }, options: [...options].sort(byLabel) };
}

export const runOptions = (show: Show): INodeProperties => collection(show, [filesAtOnce, ...run, ...ofSources]);

export const statusOptions = (show: Show): INodeProperties => collection(show, ofSources);

export const verifyOptions = (show: Show): INodeProperties =>
	collection(show, [
		filesAtOnce,
		{
			displayName: 'Kept Hashes',
			name: 'keptHashes',
			type: 'string',
			default: '',
			description: 'Values of manifestHash that were kept elsewhere, comma-separated: the segments that they name must still be there',
		},
		{
			displayName: 'Sizes Only',
			name: 'sizesOnly',
			type: 'boolean',
			default: false,
			description: 'Whether to compare sizes alone, without reading the files',
		},
	]);
