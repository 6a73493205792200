import type { IDataObject } from 'n8n-workflow';
import type { ExportFilters } from '../../core/export/filters/export-filter';
import { extensionsOf } from '../../core/text/matching';
import { toWindow, type TimeWindow } from '../../core/time/window';
import { choiceOf, namesOf, numberOf, settingError, textOf, type ParameterContext } from '../shared/parameters';
import { UNKNOWN } from './choices';

const LISTS = { mediaTypes: 'Media Type', callIds: 'Call ID', numbers: 'Number', agents: 'Agent', queues: 'Queue', directions: 'Direction' } as const;

/** The filters of an item. Throws INVALID_REQUEST that names the field: one that was added and gives nothing is a slip, too. */
export function exportFiltersOf(context: ParameterContext, itemIndex: number, zone: string): ExportFilters {
	const fields = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const filters: ExportFilters = {};
	for (const [name, label] of Object.entries(LISTS)) {
		const list = listIn(fields, name, label);
		if (list) filters[name as keyof typeof LISTS] = list;
	}
	const window = (name: string, label: string): TimeWindow | undefined => {
		const { after, before } = toWindow(boundIn(fields, `${name}After`, `${label} After`), boundIn(fields, `${name}Before`, `${label} Before`), zone);
		return after === undefined && before === undefined ? undefined : { after, before };
	};
	const extensions = listIn(fields, 'extensions', 'File Extensions');
	return withoutNothing({
		...filters,
		started: window('started', 'Started'),
		stored: window('stored', 'Stored'),
		durationSeconds: durationIn(fields),
		tags: tagsIn(fields),
		extensions: extensions && extensionsOf(extensions.join()).join(),
		unknown: fields.unknown === undefined ? undefined : choiceOf(fields.unknown, 'Where Nothing Is Known', UNKNOWN),
	});
}

function listIn(fields: IDataObject, name: string, label: string): string[] | undefined {
	if (!(name in fields)) return undefined;
	const value = fields[name];
	const list = namesOf(value === '' ? value : Array.isArray(value) ? value.join() : textOf(value, label), label);
	return list.length > 0 ? list : undefined;
}

function boundIn(fields: IDataObject, name: string, label: string): { label: string; value: unknown } {
	const value: unknown = fields[name];
	if (name in fields && (value === undefined || value === null)) textOf(value, label);
	return { label, value };
}

function durationIn(fields: IDataObject): ExportFilters['durationSeconds'] {
	const seconds = (name: string, label: string) => (name in fields ? numberOf(fields[name], label, { min: 0 }) : undefined);
	const atLeast = seconds('durationAtLeast', 'Duration at Least');
	const atMost = seconds('durationAtMost', 'Duration at Most');
	if (atLeast === undefined && atMost === undefined) return undefined;
	if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
		throw settingError(`"Duration at Least" is ${atLeast} and "Duration at Most" is ${atMost}, so nothing can match`, 'Swap the two, or remove one of them.');
	}
	return withoutNothing({ atLeast, atMost });
}

function tagsIn({ tags }: IDataObject): ExportFilters['tags'] {
	const { tag = [] } = Object(tags) as { tag?: IDataObject | IDataObject[] };
	// Untrimmed values: blanks can be part of them.
	const list = [tag].flat().map(({ name, value }) => ({ name: textOf(name, 'Tag Name').trim(), value: textOf(value ?? '', 'Value') }));
	if (list.some(({ name }) => name === '')) throw settingError('a tag of "Tags" has no name', 'Name it, such as RecordingType, or remove it.');
	return list.length > 0 ? list.map(({ name, value }) => (value === '' ? { name } : { name, value })) : undefined;
}

function withoutNothing<Fields extends object>(fields: Fields): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

const NOW = /\$now|\$today|DateTime\s*\.\s*(?:now|local|utc)\b|Date\s*\.\s*now|new\s+Date\s*\(\s*\)/;

/** What to say where a window moves with the clock; undefined where none does. By the fields as they are filled in. */
export function slidingWindowHint(parameters: IDataObject): string | undefined {
	const filters: unknown = parameters.filters;
	const fields: [string, string][] = [['startedAfter', 'Started After'], ['storedAfter', 'Stored After']];
	const sliding = typeof filters === 'object' && filters !== null ? fields.filter(([name]) => isNow((filters as IDataObject)[name])) : isNow(filters) ? fields : [];
	if (sliding.length === 0) return undefined;
	const labels = sliding.map(([, label]) => label).join(' and ');
	return `${labels} moves with the clock: on a schedule, a recording that is stored late, or a run that fails or is skipped, falls out of the window and is never exported. Without it the job exports all that is new since the last run: its ledger knows.`;
}

function isNow(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=') && NOW.test(value);
}
