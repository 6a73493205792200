import { DateTime } from 'luxon';
import { isRecordingError } from '../../core/errors/recording-error';
import { toInstant } from '../../core/time/instant';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';

describe('a moment in UTC, to the second', () => {
	test.each<[string, unknown, string, string]>([
		['the zone of the workflow', '2026-01-30T08:00:00', BERLIN, '2026-01-30T07:00:00Z'],
		['in summer', '2026-07-30T08:00:00', BERLIN, '2026-07-30T06:00:00Z'],
		['west of Greenwich', '2026-01-30T20:00:00', NEW_YORK, '2026-01-31T01:00:00Z'],
		['half hours', '2026-01-30T00:00:00', 'Asia/Kolkata', '2026-01-29T18:30:00Z'],
		['UTC', '2026-01-30T08:00:00', 'UTC', '2026-01-30T08:00:00Z'],
		['an hour that summer time skips', '2026-03-29T02:30:00', BERLIN, '2026-03-29T01:30:00Z'],
		['an hour that comes twice: the second', '2026-10-25T02:30:00', BERLIN, '2026-10-25T01:30:00Z'],
		['the day of 23 hours begins', '2026-03-29', BERLIN, '2026-03-28T23:00:00Z'],
		['the day after it', '2026-03-30', BERLIN, '2026-03-29T22:00:00Z'],
		['a Z counts more than the zone', '2026-01-30T08:00:00Z', BERLIN, '2026-01-30T08:00:00Z'],
		['an offset too', '2026-01-30T08:00:00+05:30', BERLIN, '2026-01-30T02:30:00Z'],
		['an offset without colon', '2026-01-30T08:00:00-0500', BERLIN, '2026-01-30T13:00:00Z'],
		['as the editor’s date picker writes it', '2026-01-30T08:00:00.000+01:00', 'UTC', '2026-01-30T07:00:00Z'],
		['a day', '2026-01-30', 'UTC', '2026-01-30T00:00:00Z'],
		['a minute', '2026-01-30T08:05', 'UTC', '2026-01-30T08:05:00Z'],
		['a blank instead of T', '2026-01-30 08:00:00', BERLIN, '2026-01-30T07:00:00Z'],
		['blanks around', '  2026-01-30T08:00:00Z\n', BERLIN, '2026-01-30T08:00:00Z'],
		['parts of seconds fall away', '2026-01-30T08:00:00.999Z', 'UTC', '2026-01-30T08:00:00Z'],
		['a Date', new Date('2026-01-30T08:00:00Z'), BERLIN, '2026-01-30T08:00:00Z'],
		['milliseconds', Date.parse('2026-01-30T08:00:00Z'), BERLIN, '2026-01-30T08:00:00Z'],
		['the beginning of time', 0, BERLIN, '1970-01-01T00:00:00Z'],
		['a luxon DateTime', DateTime.fromISO('2026-01-30T08:00:00', { zone: NEW_YORK }), BERLIN, '2026-01-30T13:00:00Z'],
		['one of another copy of luxon', { toISO: () => '2026-01-30T08:00:00.000-05:00' }, BERLIN, '2026-01-30T13:00:00Z'],
	])('%s', (_, value, zone, expected) => {
		expect(toInstant(value, zone, 'Stored After')).toBe(expected);
	});

	test.each([undefined, null, ''])('nothing stays nothing: %p', (value) => {
		expect(toInstant(value, 'UTC', 'Stored After')).toBeUndefined();
	});
});

describe('what is no moment names its field', () => {
	test.each<[string, unknown]>([
		['words', 'yesterday'],
		['blanks', '   '],
		['31 February', '2026-02-31'],
		['the American way', '01/30/2026'],
		['a bad Date', new Date('x')],
		['NaN', Number.NaN],
		['a number beyond the calendar', 9e99],
		['an object', { year: 2026 }],
		['an invalid DateTime', DateTime.invalid('a test')],
		['a list', ['2026-01-30', '2026-01-31']],
		['true', true],
	])('%s', (_, value) => {
		const outcome = attempt(() => toInstant(value, BERLIN, 'Stored After'));
		if (!isRecordingError(outcome)) throw new Error(`taken for ${String(outcome)}`);
		expect(outcome).toMatchObject({ code: 'INVALID_REQUEST', advice: expect.stringContaining('2026-01-31T08:00:00Z (UTC)') });
		expect(outcome.detail).toContain('"Stored After" is not a date and time');
	});

	test('a long text is cut', () => {
		const outcome = attempt(() => toInstant('x'.repeat(100_000), 'UTC', 'Stored After'));
		expect(String(outcome).length).toBeLessThan(300);
	});
});

function attempt(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		return error;
	}
}

test('a number of seconds is refused, and milliseconds are not', () => {
	expect(() => toInstant(1_793_000_000, 'UTC', 'Stored After')).toThrow(/"Stored After" is 1793000000, which counts seconds/);
	expect(toInstant(1_793_000_000_000, 'UTC', 'Stored After')).toBe('2026-10-26T07:33:20Z');
});
