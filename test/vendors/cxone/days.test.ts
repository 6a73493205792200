import { dayPrefixes } from '../../../core/vendors/cxone/days';

test.each<[string, string | undefined, string | undefined, string[] | undefined]>([
	['one day', '2026-01-30T00:00:00Z', '2026-01-31T00:00:00Z', ['2026-01-30']],
	['an hour', '2026-01-30T10:00:00Z', '2026-01-30T11:00:00Z', ['2026-01-30']],
	['over midnight', '2026-01-31T23:59:59Z', '2026-02-01T00:00:01Z', ['2026-01-31', '2026-02-01']],
	['over a leap day', '2024-02-28T12:00:00Z', '2024-03-01T00:00:00Z', ['2024-02-28', '2024-02-29']],
	['no time at all', '2026-01-30T10:00:00Z', '2026-01-30T10:00:00Z', ['2026-01-30']],
	['open at the end', '2026-01-30T10:00:00Z', undefined, undefined],
	['open at the beginning', undefined, '2026-01-30T10:00:00Z', undefined],
	['two years', '2024-01-01T00:00:00Z', '2026-01-01T00:00:00Z', undefined],
])('%s', (_, after, before, expected) => {
	expect(dayPrefixes({ after, before })).toEqual(expected);
});

test('a window that is empty at midnight has no day', () => {
	expect(dayPrefixes({ after: '2026-01-30T00:00:00Z', before: '2026-01-30T00:00:00Z' })).toEqual([]);
});
