import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isTimeZone } from '../../core/time/zone';
import { toWindow } from '../../core/time/window';
import { recognise, type ColumnMapping, type ExportFile, type ExportFileKind, type ReadExportOptions } from '../../core/vendors/verba';
import type { SelectOptions } from '../../core/vendors/verba/exports/select';
import { csvSettingsOf } from '../shared/csv-settings';
import { limitOf } from '../shared/limit';
import { choiceOf, countOf, flagOf, namesOf, settingError, textOf } from '../shared/parameters';
import { BAD_ROWS } from '../shared/problems';

const OUTPUTS = ['items', 'csv', 'jsonLines'] as const;
const SUBFOLDERS = ['listed', 'include', 'leaveOut'] as const;
const WITHOUT_METADATA = ['leaveOut', 'return'] as const;
const SOURCES: Record<string, ExportFileKind> = { cdr: 'cdr', csv: 'metadata-csv', xml: 'metadata-xml' };

export interface ParseSettings {
	output: (typeof OUTPUTS)[number];
	columns: string[];
	/** Whether findings come as items. */
	returnsFindings: boolean;
	returnsSummary: boolean;
	subfolders: (typeof SUBFOLDERS)[number];
	select: SelectOptions;
	read: ReadExportOptions;
	isWanted(file: ExportFile): boolean;
}

/** The settings of Export > Parse. Throws INVALID_REQUEST that names the field. */
export function parseSettingsOf(context: IExecuteFunctions, itemIndex: number): ParseSettings {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const output = choiceOf(context.getNodeParameter('output', itemIndex, 'items'), 'Output', OUTPUTS);
	const zone = zoneOf(options.timeZone) ?? context.getTimezone();
	return {
		output,
		columns: namesOf(options.columns, 'Columns'),
		returnsFindings: choiceOf(options.findings ?? 'hint', 'Findings', BAD_ROWS) === 'items',
		returnsSummary: flagOf(options.summary ?? false, 'Summary'),
		subfolders: choiceOf(options.subfolders ?? 'listed', 'Subfolders', SUBFOLDERS),
		select: {
			started: toWindow({ label: 'Started After', value: filters.startedAfter }, { label: 'Started Before', value: filters.startedBefore }, zone),
			withoutMetadata: choiceOf(options.withoutMetadata ?? 'return', 'Media Without Metadata', WITHOUT_METADATA) === 'return',
			limit: output === 'items' ? limitOf(context, itemIndex) : countOf(options.limit, 'Limit', { fallback: Infinity }),
		},
		read: { zone, ...csvSettingsOf(options), columns: mappingOf(options.columnMapping), signal: context.getExecutionCancelSignal() },
		isWanted: sourcesIn(options.metadataSources),
	};
}

function zoneOf(value: unknown): string | undefined {
	if (value === undefined || value === '') return undefined;
	const zone = textOf(value, 'Time Zone').trim();
	if (zone === '' || isTimeZone(zone)) return zone || undefined;
	throw settingError(`"Time Zone" is "${zone.slice(0, 60)}", which is none`, 'Choose one, or let the expression give a name such as Europe/Zurich.');
}

function mappingOf(value: unknown): ColumnMapping | undefined {
	const { columns = [] } = Object(value) as { columns?: unknown };
	if (!Array.isArray(columns)) throw settingError('"Column Mapping" is no list of columns', 'Set each column by itself.');
	const pairs = (columns as { header?: unknown; field?: unknown }[]).map(({ header, field }) => [textOf(header, 'Header').trim(), textOf(field, 'Field').trim()]);
	const half = pairs.find(([header, field]) => (header === '') !== (field === ''));
	if (half) throw settingError(`a column of "Column Mapping" has no ${half[0] === '' ? 'Header' : 'Field'}`, 'Fill in both, or remove it.');
	return Object.fromEntries(pairs.filter(([header]) => header !== '')) as Record<string, string>;
}

/** By their names: what a file is beyond that, is found out when it is read. */
function sourcesIn(value: unknown): (file: ExportFile) => boolean {
	if (value === undefined) return () => true;
	const chosen = namesOf(value, 'Metadata Sources');
	const odd = chosen.find((source) => !Object.hasOwn(SOURCES, source));
	if (odd !== undefined) throw settingError(`"Metadata Sources" has "${odd.slice(0, 40)}", which is none`, `Give some of: ${Object.keys(SOURCES).join(', ')}.`);
	const unwanted = new Set(Object.entries(SOURCES).flatMap(([source, kind]) => (chosen.includes(source) ? [] : [kind])));
	return ({ path }) => unwanted.size === 0 || !unwanted.has(recognise(path));
}
