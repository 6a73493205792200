import type { IExecuteFunctions } from 'n8n-workflow';
import { cutText } from '../../core/secrets/cut';
import { toInstant } from '../../core/time/instant';
import { toWindow } from '../../core/time/window';
import { addDays, dayAt, intervalOfDays, utcFolders, type Interval } from '../../core/vendors/eight-by-eight/days';
import { toFolder } from '../../core/sources/paths';
import { choiceOf, countOf, locatorOf, settingError, textOf } from '../shared/parameters';
import type { Tenant } from './connect';

const MAX_LAST_DAYS = 400;

/** Local days of a tenant, both included, as `yyyy-MM-dd`. */
export interface Days {
	firstDay: string;
	lastDay: string;
}

const RECORDING_PERIODS = ['all', 'days', 'folder', 'window', 'yesterday'] as const;
const INDEX_PERIODS = ['all', 'days', 'lastDays'] as const;
const RECONCILED_PERIODS = ['days', 'lastDays'] as const;
type DaysPeriod = 'days' | 'lastDays' | 'yesterday';

/** Where to look for recordings, and which of those that are there are meant. */
export interface Period {
	/** Folders at the root; undefined for everything. */
	folders?: string[];
	/** Undefined where all that is there is meant. */
	interval?: Interval;
	/** The folder that was asked for by its name. */
	utcFolder?: string;
	/** Whether the zone of the tenant decides what is meant. */
	isLocal: boolean;
}

/** Which recordings an item asks for. Throws INVALID_REQUEST that names the field. */
export function recordingPeriodOf(context: IExecuteFunctions, itemIndex: number, tenant: Tenant): Period {
	const period = choiceOf(context.getNodeParameter('period', itemIndex, 'yesterday'), 'Recordings Of', RECORDING_PERIODS);
	if (period === 'all') return { isLocal: false };
	if (period === 'folder') {
		const utcFolder = utcFolderOf(context, itemIndex);
		return { folders: [utcFolder], utcFolder, isLocal: false };
	}
	const interval = period === 'window' ? windowOf(context, itemIndex, tenant) : intervalOf(daysOf(context, itemIndex, period, tenant.timeZone), tenant);
	return { folders: utcFolders(interval), interval, isLocal: period !== 'window' };
}

/** Of which local days an item asks for indexes; undefined for all. Throws INVALID_REQUEST that names the field. */
export function indexDaysOf(context: IExecuteFunctions, itemIndex: number, timeZone: string): Days | undefined {
	const period = choiceOf(context.getNodeParameter('period', itemIndex, 'lastDays'), 'Indexes Of', INDEX_PERIODS);
	return period === 'all' ? undefined : daysOf(context, itemIndex, period, timeZone);
}

/** Which local days an item wants reconciled. Throws INVALID_REQUEST that names the field. */
export function reconciledDaysOf(context: IExecuteFunctions, itemIndex: number, timeZone: string): Days {
	const period = choiceOf(context.getNodeParameter('period', itemIndex, 'lastDays'), 'Days', RECONCILED_PERIODS);
	return daysOf(context, itemIndex, period, timeZone);
}

function daysOf(context: IExecuteFunctions, itemIndex: number, period: DaysPeriod, timeZone: string): Days {
	const today = dayAt(Date.now(), timeZone);
	const yesterday = addDays(today, -1);
	if (period === 'lastDays') {
		const count = countOf(context.getNodeParameter('lastDays', itemIndex, 5), 'Number of Days', { max: MAX_LAST_DAYS });
		return { firstDay: addDays(today, -count), lastDay: yesterday };
	}
	if (period !== 'days') return { firstDay: yesterday, lastDay: yesterday };
	const firstDay = dayOf(context.getNodeParameter('firstDay', itemIndex, ''), timeZone, 'First Day');
	if (firstDay === undefined) throw settingError('"First Day" is empty', 'Choose a day, such as {{ $today.minus({ days: 1 }) }} for yesterday.');
	return { firstDay, lastDay: dayOf(context.getNodeParameter('lastDay', itemIndex, ''), timeZone, 'Last Day') ?? firstDay };
}

/** The date as it is written; a moment (a Date, or text with an offset) counts in the zone of the tenant. */
function dayOf(value: unknown, timeZone: string, label: string): string | undefined {
	const instant = toInstant(value, timeZone, label);
	if (instant === undefined) return undefined;
	const written = hasToIso(value) ? value.toISO() : typeof value === 'string' ? value.trim() : '';
	// "…T00:30:00Z", as items of this package have it, is a moment; a midnight is a date, wherever it is one.
	const isMoment = typeof value === 'string' && /T\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(written) && !/T00:00(:00(\.0+)?)?(Z|[+-])/.test(written);
	const date = isMoment ? undefined : /^\d{4}-\d\d-\d\d(?!\d)/.exec(written)?.[0];
	return date ?? dayAt(Date.parse(instant), timeZone);
}

function hasToIso(value: unknown): value is { toISO(): string } {
	return typeof value === 'object' && value !== null && typeof (value as { toISO?: unknown }).toISO === 'function';
}

function intervalOf({ firstDay, lastDay }: Days, { timeZone }: Tenant): Interval {
	return intervalOfDays(firstDay, lastDay, timeZone);
}

function windowOf(context: IExecuteFunctions, itemIndex: number, { timeZone, retentionDays }: Tenant): Interval {
	const { after, before } = toWindow(
		{ label: 'Started After', value: context.getNodeParameter('startedAfter', itemIndex, '') },
		{ label: 'Started Before', value: context.getNodeParameter('startedBefore', itemIndex, '') },
		timeZone,
	);
	const endMs = before === undefined ? Date.now() : Date.parse(before);
	if (after !== undefined) return { startMs: Date.parse(after), endMs: Math.max(endMs, Date.parse(after)) };
	// A day more than the vendor keeps: nothing older is there.
	return { startMs: endMs - (retentionDays + 1) * 86_400_000, endMs };
}

/** Without its slash. */
function utcFolderOf(context: IExecuteFunctions, itemIndex: number): string {
	const typed = textOf(locatorOf(context, 'utcFolder', itemIndex).value, 'UTC Folder');
	const folder = toFolder(typed).replace(/\/+$/, '');
	if (folder === '') throw settingError('"UTC Folder" is empty', 'Choose a folder from the list, or name one, such as S20160606.');
	if (folder.split(/[/\\]/).some((part) => ['', '.', '..'].includes(part)) || folder.includes('\0')) {
		throw settingError(`"UTC Folder" is no name of a folder: "${cutText(typed, 60)}"`, 'Choose a folder from the list, or name one, such as S20160606.');
	}
	return folder;
}
