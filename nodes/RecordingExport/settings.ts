import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ArchiveOptions, CdrOptions, ExportOptions, JobLimits, OnConflict, Order } from '../../core/export';
import { readColumns } from '../../core/export/cdr';
import { exportFilter, type ExportFilter, type ExportFilters } from '../../core/export/filters/export-filter';
import type { MetadataOptions, Scope } from '../../core/export/metadata';
import type { Folders } from '../../core/export/names';
import { needsOf, type Needs } from '../../core/export/origin';
import type { Shard } from '../../core/export/shard';
import { timeZoneOf } from '../shared/csv-settings';
import { choiceOf, countOf, flagOf, namesOf, numberOf, settingError, textOf } from '../shared/parameters';
import { exportFiltersOf } from './filters';
import {
	ARCHIVES,
	BINARY,
	CDR_FORMATS,
	DEFAULT_FILES_AT_ONCE,
	MAX_FILES_AT_ONCE,
	MAX_SHARDS,
	METADATA_FORMATS,
	ON_CONFLICT,
	ORDERS,
	OUTPUTS,
	SCOPES,
	SOURCES,
	SUBFOLDERS,
	WAIT_FOR_INDEX_DAYS,
	type SourceChoice,
} from './choices';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MEGABYTE = 1_000_000;
/** Where a file shows before it is whole. */
const WHILE_WRITTEN_MS = 5 * MINUTE_MS;

/** What a job reads and which of it. */
export interface Query {
	source: SourceChoice;
	/** Of Storage and Verba. */
	sourceType?: string;
	filters: ExportFilters;
	isWanted: ExportFilter;
	/** What filters, names and metadata ask for beyond a listing. */
	needs: Needs;
	/** Metadata hold whatever can be known. */
	needsAll: boolean;
	/** For indexes, subfolders, names and metadata. */
	zone: string;
	waitForIndexMs: number;
	deniedMeansEmpty: boolean;
	byDay: boolean;
	/** Of Verba. */
	onlyWithMedia: boolean;
}

/** Of a run, beside what it reads. */
export interface RunSettings extends Pick<ExportOptions, 'concurrency' | 'dryRun' | 'deleteAtSource' | 'sizeIsEnough'> {
	query: Query;
	/** Absent for all of the job. */
	shard?: Shard;
	output: (typeof OUTPUTS)[number];
	isDecrypting: boolean;
	limits: JobLimits;
	order: Order;
	minAgeMs: number;
	onConflict: OnConflict;
	scope: Scope;
	metadata: MetadataOptions;
	/** Absent for none. The password is not in it. */
	archive?: ArchiveOptions;
	/** Absent for none. */
	cdr?: CdrOptions;
	pattern?: string;
	unknownText: string;
	folders: Folders;
}

/** The identity of the ledger. Throws INVALID_REQUEST for none. */
export function jobNameOf(context: IExecuteFunctions, itemIndex: number): string {
	const name = textOf(context.getNodeParameter('jobName', itemIndex, ''), 'Job Name').trim();
	if (name !== '' && name.length <= MAX_JOB_NAME) return name;
	throw settingError(name === '' ? '"Job Name" is empty' : `"Job Name" has more than ${MAX_JOB_NAME} characters`, 'Give the job a name that stays the same: its ledger goes by it.');
}

const MAX_JOB_NAME = 200;

export function optionsOf(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const options: unknown = context.getNodeParameter('options', itemIndex, {});
	if (typeof options === 'object' && options !== null) return options as IDataObject;
	throw settingError('"Options" is an expression that gives no options', 'Set each option by itself.');
}

/** Throws INVALID_REQUEST that names the field. */
export function queryOf(context: IExecuteFunctions, itemIndex: number, { pattern, needsAll = false }: { pattern?: string; needsAll?: boolean } = {}): Query {
	const options = optionsOf(context, itemIndex);
	const zone = timeZoneOf(options.timeZone) ?? context.getTimezone();
	const filters = exportFiltersOf(context, itemIndex, context.getTimezone());
	const source = choiceOf(context.getNodeParameter('source', itemIndex, 'genesys'), 'Source', SOURCES);
	return {
		source,
		sourceType: source === 'storage' || source === 'verba' ? String(context.getNodeParameter('sourceType', itemIndex, 's3')) : undefined,
		filters,
		isWanted: exportFilter(filters),
		needs: needsOf(filters, pattern),
		needsAll,
		zone,
		waitForIndexMs: numberOf(options.waitForIndexDays ?? WAIT_FOR_INDEX_DAYS, 'Wait for Index (Days)', { min: 1, max: 30 }) * DAY_MS,
		deniedMeansEmpty: flagOf(options.deniedMeansEmpty ?? false, 'Access Denied Means Empty'),
		byDay: flagOf(options.byDay ?? false, 'Only Days of the Window'),
		onlyWithMedia: flagOf(options.onlyWithMedia ?? false, 'Only with Media'),
	};
}

/** Throws INVALID_REQUEST that names the field. */
export function runSettingsOf(context: IExecuteFunctions, itemIndex: number): RunSettings {
	const options = optionsOf(context, itemIndex);
	const read = (name: string, fallback: unknown) => context.getNodeParameter(name, itemIndex, fallback);
	const written = read('targetType', 's3') === BINARY ? NOTHING_WRITTEN : writtenOf(context, itemIndex);
	const { pattern, scope, cdr } = written;
	const query = queryOf(context, itemIndex, { pattern, needsAll: scope !== 'media' || cdr !== undefined });
	return {
		...written,
		query,
		shard: shardOf(options),
		concurrency: filesAtOnceOf(options),
		output: choiceOf(read('output', 'summary'), 'Output', OUTPUTS),
		isDecrypting: ['genesys', 'storage'].includes(query.source) && flagOf(read('decrypt', false), 'Decrypt'),
		limits: limitsOf(options),
		order: choiceOf(options.order ?? 'listed', 'Order', ORDERS),
		minAgeMs: minAgeOf(options, query),
		onConflict: choiceOf(options.onConflict ?? 'keepBoth', 'On Conflict', ON_CONFLICT),
		metadata: { format: choiceOf(read('metadataFormat', 'json'), 'Metadata Format', METADATA_FORMATS), zone: query.zone },
		unknownText: textOf(options.unknownText ?? 'unknown', 'Unknown Values in Names'),
		folders: choiceOf(read('subfolders', 'day'), 'Subfolders', SUBFOLDERS),
	};
}

/** What is done at a target with a ledger, and to the source. */
type Written = Pick<RunSettings, 'pattern' | 'scope' | 'archive' | 'cdr' | 'dryRun' | 'deleteAtSource' | 'sizeIsEnough'>;

const NOTHING_WRITTEN: Written = { scope: 'media', dryRun: false, deleteAtSource: false };

function writtenOf(context: IExecuteFunctions, itemIndex: number): Written {
	const options = optionsOf(context, itemIndex);
	const read = (name: string, fallback: unknown) => context.getNodeParameter(name, itemIndex, fallback);
	const scope = choiceOf(read('scope', 'media'), 'Scope', SCOPES);
	const dryRun = flagOf(options.dryRun ?? false, 'Dry Run');
	return {
		pattern: textOf(read('renamePattern', ''), 'Rename Pattern').trim() || undefined,
		scope,
		archive: archiveOf(context, itemIndex, options),
		cdr: cdrOf(options, timeZoneOf(options.timeZone) ?? context.getTimezone()),
		dryRun,
		deleteAtSource: deletesAtSource(context, itemIndex, { scope, dryRun }),
		sizeIsEnough: options.sizeIsEnough === true,
	};
}

/** Throws INVALID_REQUEST that names the field. */
export function archiveOf(context: IExecuteFunctions, itemIndex: number, options: IDataObject): ArchiveOptions | undefined {
	const archive = choiceOf(context.getNodeParameter('archive', itemIndex, 'none'), 'Archive', ARCHIVES);
	if (archive === 'none') return undefined;
	const { archiveMegabytes, archiveName = '' } = options;
	return {
		encryption: ENCRYPTIONS[archive],
		maxBytes: archiveMegabytes === undefined ? undefined : Math.round(numberOf(archiveMegabytes, 'Archive Size (Megabytes)', { min: 0.001 }) * MEGABYTE),
		name: textOf(archiveName, 'Archive Name').trim() || undefined,
	};
}

const ENCRYPTIONS = { zip: undefined, zipStandard: 'ZipCrypto', zipAes256: 'AES-256' } as const;

/** Throws INVALID_REQUEST for a column or a format that is none. */
function cdrOf(options: IDataObject, zone: string): CdrOptions | undefined {
	if (!flagOf(options.cdrFile ?? false, 'CDR File')) return undefined;
	const columns = namesOf(options.cdrColumns, 'CDR Columns');
	readColumns(columns, zone);
	const format = choiceOf(options.cdrFormat ?? 'csv', 'CDR Format', CDR_FORMATS);
	return {
		formats: format === 'both' ? ['csv', 'pdf'] : [format],
		columns,
		zone,
		withBom: flagOf(options.cdrWithBom ?? false, 'CDR for Excel'),
		protectsFormulas: flagOf(options.cdrProtected ?? true, 'CDR Without Formulas'),
	};
}

export function filesAtOnceOf(options: IDataObject): number {
	return Math.min(countOf(options.filesAtOnce, 'Files at Once', { fallback: DEFAULT_FILES_AT_ONCE }), MAX_FILES_AT_ONCE);
}

/** Throws INVALID_REQUEST that names the field: a part that nobody exports would be missing without a word. */
export function shardOf({ shard, shards }: IDataObject): Shard | undefined {
	const count = countOf(shards, 'Shards', { fallback: 1, max: MAX_SHARDS });
	if (shard === undefined && count > 1) throw settingError(`"Shards" is ${count}, and "Shard" is not set`, 'Add the option Shard: the number of the part that this execution exports.');
	if (shard !== undefined && shards === undefined) throw settingError('"Shard" is set, and "Shards" is not', 'Add the option Shards: into how many parts the job is split.');
	const number = countOf(shard, 'Shard', { fallback: 1, max: MAX_SHARDS });
	if (number > count) throw settingError(`"Shard" is ${number}, and there are ${count} of them`, `Set "Shards" to their number, and "Shard" to one from 1 to it.`);
	return count === 1 ? undefined : { number, count };
}

function deletesAtSource(context: IExecuteFunctions, itemIndex: number, { scope, dryRun }: { scope: Scope; dryRun: boolean }): boolean {
	// A slip in a workflow that was not made in the editor must not delete.
	if (context.getNodeParameter('deleteAtSource', itemIndex, false) !== true) return false;
	if (scope === 'metadata') throw settingError('"Delete at Source" is on, and the scope is metadata alone', 'Export the media as well: what is deleted is in no other place.');
	if (dryRun || context.getNodeParameter('confirmed', itemIndex, false) === true) return true;
	throw settingError('it is not confirmed that recordings may be deleted at the source', 'Switch on "I Want to Delete Recordings at the Source", or try the option Dry Run first.');
}

function limitsOf(options: IDataObject): JobLimits {
	const limit = (name: string, label: string) => (options[name] === undefined ? undefined : numberOf(options[name], label, { min: 0.001 }));
	const megabytes = limit('limitMegabytes', 'Limit: Megabytes');
	return {
		files: options.limitFiles === undefined ? undefined : countOf(options.limitFiles, 'Limit: Files'),
		bytes: megabytes === undefined ? undefined : megabytes * MEGABYTE,
		minutes: limit('limitMinutes', 'Limit: Minutes'),
	};
}

function minAgeOf(options: IDataObject, { source, sourceType = '' }: Query): number {
	if (options.minimumAgeMinutes !== undefined) return numberOf(options.minimumAgeMinutes, 'Minimum Age (Minutes)', { min: 0 }) * MINUTE_MS;
	return source === 'eightByEight' || ['sftp', 'folder'].includes(sourceType) ? WHILE_WRITTEN_MS : 0;
}
