import { DateTime } from '../../time/luxon';
import type { ExportedItem } from '../item';

/** A field of metadata: text, number, truth value, a list, or fields within it. */
export type Field = string | number | boolean | Field[] | Fields;
export interface Fields {
	[name: string]: Field;
}

/** Those that all vendors have, in the order in which they are read best. */
const COMMON = [
	'vendor', 'callId', 'startTime', 'mediaType', 'segmentId', 'tenant', 'container', 'path', 'name', 'extension', 'encrypted',
	'sizeBytes', 'lastModified', 'etag', 'contentMd5', 'expiresAt', 'tags',
];
const LAST = 'export';
const MAX_DEPTH = 20;
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** The fields in a stable order, without those that are empty; beside each time in UTC the same in the zone, as `startTimeLocal`. */
export function metadataFields(item: ExportedItem, zone?: string): Fields {
	const given = item as unknown as Record<string, unknown>;
	const others = Object.keys(given).filter((name) => !COMMON.includes(name) && name !== LAST).sort();
	const fields = emptyFields();
	for (const name of [...COMMON, ...others, LAST]) put(fields, name, Object.hasOwn(given, name) ? given[name] : undefined, zone, 1);
	return fields;
}

function put(fields: Fields, name: string, value: unknown, zone: string | undefined, depth: number): void {
	const field = fieldOf(value, zone, depth);
	if (field === undefined) return;
	fields[name] = field;
	const local = zone !== undefined && typeof field === 'string' && localTime(field, zone);
	if (local) fields[`${name}Local`] = local;
}

function fieldOf(value: unknown, zone: string | undefined, depth: number): Field | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	if (typeof value !== 'object') return String(value);
	if (value instanceof Date) return value.toISOString();
	if (depth >= MAX_DEPTH) return JSON.stringify(value);
	if (Array.isArray(value)) return value.map((one) => fieldOf(one, zone, depth + 1) ?? '');
	const given = value as Record<string, unknown>;
	const fields = emptyFields();
	for (const name of Object.keys(given).sort()) put(fields, name, given[name], zone, depth + 1);
	return fields;
}

// Without a prototype, a field of any name is a field: "__proto__" too.
function emptyFields(): Fields {
	return Object.create(null) as Fields;
}

function localTime(text: string, zone: string): string | undefined {
	if (!UTC.test(text)) return undefined;
	const time = DateTime.fromISO(text, { zone });
	return time.isValid ? (time.toISO({ suppressMilliseconds: true }) ?? undefined) : undefined;
}
