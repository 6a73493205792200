import { HourMemo } from '../../../core/time/hour-memo';
import { TimeReader, utcText } from '../../../core/time/time-reader';
import { TimeText } from '../../../core/time/time-text';
import { WallClock } from '../../../core/time/wall-clock';
import { DateTime } from '../../../core/time/luxon';

const ZONES = ['America/Los_Angeles', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo', 'UTC'];
const QUARTER_MS = 900_000;

/** Every 13 minutes and some seconds, around both changes of clocks in 2018 and 2026. */
function moments(): number[] {
	const days = ['2018-02-17', '2018-11-03', '2026-03-07', '2026-04-04', '2026-10-03', '2026-10-31', '2026-11-01'];
	return days.flatMap((day) => Array.from({ length: 220 }, (_, at) => Date.parse(`${day}T00:00:00Z`) + at * 797_000));
}

describe.each(ZONES)('in %s', (zone) => {
	test('times that are remembered by the hour are those that are read one by one', () => {
		const clock = new WallClock(zone);
		const quick = new TimeReader(clock, 'monthFirst');
		const found: unknown[] = [];
		const expected: unknown[] = [];
		for (const ms of moments()) {
			const shown = DateTime.fromMillis(ms, { zone });
			for (const format of ['yyyy-MM-dd HH:mm:ss', 'MM/dd/yyyy h:mm:ss a', "yyyyMMdd'x'HH:mm:ss"]) {
				const text = shown.toFormat(format, { locale: 'en-US' });
				const slow = new TimeReader(clock, 'monthFirst');
				found.push([text, quick.local(text, () => undefined), quick.utc(text)]);
				expected.push([text, slow.local(text, () => undefined), slow.utc(text)]);
			}
		}
		expect(found).toEqual(expected);
	});

	test('and are written as they would be one by one', () => {
		const text = new TimeText(new WallClock(zone));
		for (const ms of moments()) {
			expect([text.utc(ms), text.local(ms)]).toEqual([utcText(ms), DateTime.fromMillis(ms, { zone }).set({ millisecond: 0 }).toISO({ suppressMilliseconds: true, includeOffset: true })?.replace('Z', '+00:00')]);
		}
		expect(text.utc(QUARTER_MS + 5)).toBe('1970-01-01T00:15:00.005Z');
	});
});

test('an hour is found out once, whatever the order of rows', () => {
	let reads = 0;
	const memo = new HourMemo((text) => (reads++, Date.parse(`${text.replace(' ', 'T')}Z`)));
	for (let round = 0; round < 50; round++) for (const hour of ['08', '09', '10']) expect(memo.msOf(`2026-11-03 ${hour}:07:${10 + round}`)).toBe(Date.parse(`2026-11-03T${hour}:07:${10 + round}Z`));
	expect(reads).toBe(6);
});

test.each(['', '08', '08:07', '2026-11-03 08:60:00', '2026-11-03 08:00:60', '2026-11-03 08:0a:00', '2026-11-03 08:00:00.123', ':00:00', '2026-11-03'])('%j is left to whoever reads it', (text) => {
	const memo = new HourMemo((one) => Date.parse(`${one.replace(' ', 'T')}Z`));
	expect(memo.msOf(text)).toBeUndefined();
});

test('an hour whose ends are not an hour apart is left to whoever reads it', () => {
	const memo = new HourMemo((text) => (text.includes('00:00') ? 0 : 1_800_000));
	expect(memo.msOf('2026-11-03 08:07:00')).toBeUndefined();
});
