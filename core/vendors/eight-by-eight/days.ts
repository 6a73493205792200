import { RecordingError } from '../../errors/recording-error';
import { cutText } from '../../secrets/cut';
import { DateTime } from '../../time/luxon';
import type { TimeWindow } from '../../time/window';
import { assertZone } from '../../time/zone';
import { folderOfDay } from './names';

/**
 * Days of a tenant, and the folders that hold their recordings. The vendor's page
 * (https://docs.8x8.com/8x8WebHelp/VCC/configuration-manager-general/content/audiofilesftp.htm) explains it so: "To
 * obtain recordings of your tenant for 06/06/2016, download recordings in subdirectories S20160606 and S20160607",
 * for a tenant on Pacific Daylight Time.
 *
 * A recording belongs to the day in which the time in its name lies: "when the file was recorded", says the page. That
 * this is the beginning is inferred from one real recording, whose API object states the same second as its start
 * (https://developer.8x8.com/analytics/docs/cloud-storage-service-objects). A call that began before midnight and
 * was recorded after it belongs to the later day.
 */

/** From `startMs` on, before `endMs`: milliseconds since 1970. */
export interface Interval {
	startMs: number;
	endMs: number;
}

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
// Zones are at most 14 hours ahead of UTC and 12 behind it; with room for those of the past.
const FARTHEST_OFFSET_MS = 16 * 3_600_000;
/** More days at once are a mistake: the vendor keeps 30 unless it is paid for more. */
const MAX_DAYS = 4_000;

/**
 * A range of days, both included, as one interval. 23 or 25 hours long where clocks change; where midnight does not
 * exist, the day begins with its first minute that does. Throws INVALID_REQUEST.
 */
export function intervalOfDays(firstDay: string, lastDay: string, zone: string): Interval {
	daysBetween(firstDay, lastDay);
	return { startMs: startOfDayMs(firstDay, zone), endMs: startOfDayMs(addDays(lastDay, 1), zone) };
}

/** A window as an interval; undefined where it is open at one side, so that no folders can be told. */
export function intervalOfWindow({ after, before }: TimeWindow): Interval | undefined {
	if (after === undefined || before === undefined) return undefined;
	return { startMs: Date.parse(after), endMs: Date.parse(before) };
}

/** The first moment at which the calendar in that zone shows the day, or a later one. Throws INVALID_REQUEST. */
export function startOfDayMs(day: string, zone: string): number {
	assertDay(day, 'The day');
	assertZone(zone);
	const midnightUtcMs = Date.parse(`${day}T00:00:00Z`);
	const isReached = (ms: number) => dayAt(ms, zone) >= day;
	const usual = midnightUtcMs - offsetMs(midnightUtcMs - offsetMs(midnightUtcMs, zone), zone);
	if (isReached(usual) && !isReached(usual - SECOND_MS)) return usual;
	return firstMoment(midnightUtcMs - FARTHEST_OFFSET_MS, midnightUtcMs + FARTHEST_OFFSET_MS, isReached);
}

/** The day that the calendar in a zone shows, `yyyy-MM-dd`. */
export function dayAt(ms: number, zone: string): string {
	return DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd');
}

export function addDays(day: string, count: number): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** All days from the first to the last, both included. Throws INVALID_REQUEST where that is no range. */
export function daysBetween(firstDay: string, lastDay: string): string[] {
	const firstMs = assertDay(firstDay, 'The first day');
	const count = (assertDay(lastDay, 'The last day') - firstMs) / DAY_MS + 1;
	if (count < 1) refuse(`the first day (${firstDay}) is later than the last day (${lastDay})`, 'Swap the two.');
	if (count > MAX_DAYS) refuse(`from ${firstDay} to ${lastDay} are more than ${MAX_DAYS} days`, 'Take fewer days at once.');
	return Array.from({ length: count }, (_, index) => addDays(firstDay, index));
}

/** The folders that can hold recordings of an interval: one for each day in UTC that it touches. */
export function utcFolders({ startMs, endMs }: Interval): string[] {
	const first = Math.floor(startMs / DAY_MS);
	const last = Math.floor((endMs - 1) / DAY_MS);
	return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
		folderOfDay(new Date((first + index) * DAY_MS).toISOString().slice(0, 10)),
	);
}

/** A test whether a recording was made in an interval; one without a time in its name was in none. */
export function recordedIn({ startMs, endMs }: Interval): (recording: { startTime?: string }) => boolean {
	return ({ startTime }) => {
		const ms = startTime === undefined ? NaN : Date.parse(startTime);
		return ms >= startMs && ms < endMs;
	};
}

function offsetMs(ms: number, zone: string): number {
	return DateTime.fromMillis(ms, { zone }).offset * 60_000;
}

/** By halves, to the second; for days whose midnight does not exist or comes twice. */
function firstMoment(lowMs: number, highMs: number, isReached: (ms: number) => boolean): number {
	let [low, high] = [lowMs, highMs];
	while (high - low > SECOND_MS) {
		const middle = Math.floor((low + high) / 2 / SECOND_MS) * SECOND_MS;
		if (isReached(middle)) high = middle;
		else low = middle;
	}
	return high;
}

function assertDay(day: string, label: string): number {
	const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
	// 31 February reads as 3 March.
	if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
		refuse(`${label} is no day of the calendar: "${cutText(day, 40)}"`, 'Write it as 2026-01-31.');
	}
	return ms;
}

function refuse(detail: string, advice: string): never {
	throw new RecordingError({ code: 'INVALID_REQUEST', operation: 'read the settings', detail, advice });
}
