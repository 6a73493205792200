import { daysBetween, intervalOfDays, intervalOfWindow, recordedIn, startOfDayMs, utcFolders } from '../../../core/vendors/eight-by-eight/days';

const utc = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z');

describe('a day of a tenant, in UTC', () => {
	test.each<[string, string, string, string, string, number]>([
		['the example of the vendor', '2016-06-06', 'America/Los_Angeles', '2016-06-06T07:00Z', '2016-06-07T07:00Z', 24],
		['UTC', '2016-06-06', 'UTC', '2016-06-06T00:00Z', '2016-06-07T00:00Z', 24],
		['clocks go forward, Los Angeles', '2026-03-08', 'America/Los_Angeles', '2026-03-08T08:00Z', '2026-03-09T07:00Z', 23],
		['clocks go back, Los Angeles', '2026-11-01', 'America/Los_Angeles', '2026-11-01T07:00Z', '2026-11-02T08:00Z', 25],
		['clocks go forward, Berlin', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z', 23],
		['clocks go back, Berlin', '2026-10-25', 'Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T23:00Z', 25],
		['midnight does not exist, São Paulo', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z', '2018-11-05T02:00Z', 23],
		['the last hour comes twice, São Paulo', '2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00Z', '2018-02-18T03:00Z', 25],
		['midnight does not exist, Cairo', '2026-04-24', 'Africa/Cairo', '2026-04-23T22:00Z', '2026-04-24T21:00Z', 23],
		['the last hour comes twice, Cairo', '2026-10-29', 'Africa/Cairo', '2026-10-28T21:00Z', '2026-10-29T22:00Z', 25],
		['midnight does not exist, Beirut', '2026-03-29', 'Asia/Beirut', '2026-03-28T22:00Z', '2026-03-29T21:00Z', 23],
		['the last hour comes twice, Beirut', '2026-10-24', 'Asia/Beirut', '2026-10-23T21:00Z', '2026-10-24T22:00Z', 25],
		['midnight comes twice, Havana', '2026-11-01', 'America/Havana', '2026-11-01T04:00Z', '2026-11-02T05:00Z', 25],
		['half an hour forward, Lord Howe', '2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30Z', '2026-10-04T13:00Z', 23.5],
		['half an hour back, Lord Howe', '2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00Z', '2026-04-05T13:30Z', 24.5],
		['45 minutes, Kathmandu', '2026-06-06', 'Asia/Kathmandu', '2026-06-05T18:15Z', '2026-06-06T18:15Z', 24],
		['farthest ahead, Kiritimati', '2026-06-06', 'Pacific/Kiritimati', '2026-06-05T10:00Z', '2026-06-06T10:00Z', 24],
		['farthest behind', '2026-06-06', 'Etc/GMT+12', '2026-06-06T12:00Z', '2026-06-07T12:00Z', 24],
		['a day that was left out, Apia', '2011-12-30', 'Pacific/Apia', '2011-12-30T10:00Z', '2011-12-30T10:00Z', 0],
	])('%s', (_, day, zone, start, end, hours) => {
		const { startMs, endMs } = intervalOfDays(day, day, zone);
		expect([utc(startMs), utc(endMs), (endMs - startMs) / 3_600_000]).toEqual([start, end, hours]);
	});

	test('days lie end to end, whatever the clocks do', () => {
		for (const zone of ['America/Sao_Paulo', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Beirut']) {
			const days = daysBetween('2018-01-01', '2018-12-31');
			const hours = days.map((day) => intervalOfDays(day, day, zone)).map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000);
			expect(hours.every((length) => length >= 23 && length <= 25)).toBe(true);
			expect(hours.reduce((sum, length) => sum + length, 0) * 3_600_000).toBe(startOfDayMs('2019-01-01', zone) - startOfDayMs('2018-01-01', zone));
		}
	});
});

describe('folders of an interval', () => {
	test.each<[string, string, string, string, string[]]>([
		['the example of the vendor', '2016-06-06', '2016-06-06', 'America/Los_Angeles', ['S20160606', 'S20160607']],
		['a tenant ahead of UTC', '2016-06-06', '2016-06-06', 'Asia/Tokyo', ['S20160605', 'S20160606']],
		['a tenant on UTC', '2016-06-06', '2016-06-06', 'UTC', ['S20160606']],
		['London in winter', '2016-01-06', '2016-01-06', 'Europe/London', ['S20160106']],
		['London in summer', '2016-06-06', '2016-06-06', 'Europe/London', ['S20160605', 'S20160606']],
		['three days', '2016-06-06', '2016-06-08', 'America/Los_Angeles', ['S20160606', 'S20160607', 'S20160608', 'S20160609']],
		['over a leap day', '2024-02-28', '2024-02-29', 'America/New_York', ['S20240228', 'S20240229', 'S20240301']],
	])('%s', (_, first, last, zone, folders) => {
		expect(utcFolders(intervalOfDays(first, last, zone))).toEqual(folders);
	});

	test('of a window', () => {
		const interval = intervalOfWindow({ after: '2016-06-06T23:00:00Z', before: '2016-06-07T00:00:01Z' });
		expect(interval && utcFolders(interval)).toEqual(['S20160606', 'S20160607']);
		expect(intervalOfWindow({ after: '2016-06-06T23:00:00Z' })).toBeUndefined();
	});

	test('nothing has no folder', () => expect(utcFolders({ startMs: 0, endMs: 0 })).toEqual([]));
});

test.each<[string | undefined, boolean]>([
	['2026-11-01T06:59:59Z', false],
	['2026-11-01T07:00:00Z', true],
	['2026-11-02T07:59:59Z', true],
	['2026-11-02T08:00:00Z', false],
	[undefined, false],
])('a recording of %s is in the 25 hours of that day: %s', (startTime, expected) => {
	expect(recordedIn(intervalOfDays('2026-11-01', '2026-11-01', 'America/Los_Angeles'))({ startTime })).toBe(expected);
});

describe('refused in words', () => {
	test.each<[string, string, string, string, RegExp]>([
		['a day that does not exist', '2026-02-30', '2026-03-01', 'UTC', /"2026-02-30"/],
		['no day', 'yesterday', '2026-03-01', 'UTC', /"yesterday"/],
		['the wrong way round', '2026-03-02', '2026-03-01', 'UTC', /later than the last day/],
		['an age', '2000-01-01', '2026-03-01', 'UTC', /more than 4000 days/],
		['no zone', '2026-03-01', '2026-03-01', 'Pacific Time', /"Pacific Time" is no time zone/],
		['an empty zone', '2026-03-01', '2026-03-01', '', /"" is no time zone/],
	])('%s', (_, first, last, zone, message) => {
		expect(() => intervalOfDays(first, last, zone)).toThrow(message);
	});
});
