import { RecordingError } from '../errors/recording-error';
import { DateTime } from './luxon';

/** As milliseconds, a day of 1973; as seconds, one of the year 5138. */
const LEAST_MS = 100_000_000_000;

/**
 * A moment as ISO 8601 in UTC, to the second, from whatever a form or an expression gives: text with or without an
 * offset (then in the zone given), a Date, a luxon DateTime of any copy of luxon, or milliseconds since 1970; not seconds,
 * which would be a day of that year.
 * Undefined for nothing; throws INVALID_REQUEST for what is no moment.
 */
export function toInstant(value: unknown, zone: string, label: string): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'number' && Math.abs(value) < LEAST_MS && value !== 0) refuseSeconds(value, label);
	const moment = toDateTime(value, zone).toUTC();
	if (moment.isValid) return moment.startOf('second').toISO({ suppressMilliseconds: true }) ?? undefined;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'read the settings',
		detail: `"${label}" is not a date and time: ${String(value).slice(0, 60)}`,
		advice: 'Choose a date, or give text such as 2026-01-31T08:00:00 (workflow time zone) or 2026-01-31T08:00:00Z (UTC).',
	});
}

function toDateTime(value: unknown, zone: string): DateTime {
	if (value instanceof Date) return DateTime.fromJSDate(value);
	if (typeof value === 'number') return DateTime.fromMillis(value);
	const text = hasToIso(value) ? value.toISO() : String(value).trim();
	const iso = DateTime.fromISO(text, { zone });
	return iso.isValid ? iso : DateTime.fromSQL(text, { zone });
}

function hasToIso(value: unknown): value is { toISO(): string } {
	return typeof value === 'object' && value !== null && typeof (value as { toISO?: unknown }).toISO === 'function';
}

function refuseSeconds(value: number, label: string): never {
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'read the settings',
		detail: `"${label}" is ${value}, which counts seconds, or something else than milliseconds`,
		advice: 'Multiply seconds since 1970 by 1000, or give text such as 2026-01-31T08:00:00Z.',
	});
}
