import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { cutText } from '../../core/secrets/cut';
import { toWindow } from '../../core/time/window';
import { recognise, type ExportFile, type ExportFileKind, type ReadExportOptions } from '../../core/vendors/verba';
import type { SelectOptions } from '../../core/vendors/verba/exports/select';
import { archiveLimitsOf } from '../shared/archive-limits';
import { columnMappingOf, csvSettingsOf, protectsFormulas, timeZoneOf } from '../shared/csv-settings';
import { limitOf } from '../shared/limit';
import { choiceOf, countOf, flagOf, namesOf, settingError } from '../shared/parameters';
import { BAD_ROWS } from '../shared/problems';

const OUTPUTS = ['items', 'csv', 'jsonLines'] as const;
const SUBFOLDERS = ['listed', 'include', 'leaveOut'] as const;
const WITHOUT_METADATA = ['leaveOut', 'return'] as const;
const SOURCES: Record<string, ExportFileKind> = { cdr: 'cdr', csv: 'metadata-csv', xml: 'metadata-xml' };

export interface ParseSettings {
	output: (typeof OUTPUTS)[number];
	columns: string[];
	protectsFormulas: boolean;
	/** Whether findings come as items. */
	returnsFindings: boolean;
	returnsSummary: boolean;
	subfolders: (typeof SUBFOLDERS)[number];
	select: SelectOptions;
	/** How an archive is opened. */
	zip: ReturnType<typeof archiveLimitsOf>;
	read: ReadExportOptions;
	isWanted(file: ExportFile): boolean;
}

/** The settings of Export > Parse. Throws INVALID_REQUEST that names the field. */
export function parseSettingsOf(context: IExecuteFunctions, itemIndex: number): ParseSettings {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const output = choiceOf(context.getNodeParameter('output', itemIndex, 'items'), 'Output', OUTPUTS);
	const zone = timeZoneOf(options.timeZone) ?? context.getTimezone();
	return {
		output,
		columns: namesOf(options.columns, 'Columns'),
		protectsFormulas: protectsFormulas(options),
		returnsFindings: choiceOf(options.findings ?? 'hint', 'Findings', BAD_ROWS) === 'items',
		returnsSummary: flagOf(options.summary ?? false, 'Summary'),
		subfolders: choiceOf(options.subfolders ?? 'listed', 'Subfolders', SUBFOLDERS),
		select: {
			started: toWindow({ label: 'Started After', value: filters.startedAfter }, { label: 'Started Before', value: filters.startedBefore }, zone),
			withoutMetadata: choiceOf(options.withoutMetadata ?? 'return', 'Media Without Metadata', WITHOUT_METADATA) === 'return',
			limit: output === 'items' ? limitOf(context, itemIndex) : countOf(options.limit, 'Limit', { fallback: Infinity }),
		},
		zip: archiveLimitsOf(options),
		read: { zone, ...csvSettingsOf(options), columns: columnMappingOf(options.columnMapping), signal: context.getExecutionCancelSignal() },
		isWanted: sourcesIn(options.metadataSources),
	};
}

/** By their names: what a file is beyond that, is found out when it is read. */
function sourcesIn(value: unknown): (file: ExportFile) => boolean {
	if (value === undefined) return () => true;
	const chosen = namesOf(value, 'Metadata Sources');
	const odd = chosen.find((source) => !Object.hasOwn(SOURCES, source));
	if (odd !== undefined) throw settingError(`"Metadata Sources" has "${cutText(odd, 40)}", which is none`, `Give some of: ${Object.keys(SOURCES).join(', ')}.`);
	const unwanted = new Set(Object.entries(SOURCES).flatMap(([source, kind]) => (chosen.includes(source) ? [] : [kind])));
	return ({ path }) => unwanted.size === 0 || !unwanted.has(recognise(path));
}
