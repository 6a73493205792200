import { intervalOfDays } from '../../../core/vendors/eight-by-eight/days';
import { chooseIndex, indexPlaces, indexState } from '../../../core/vendors/eight-by-eight/index-places';

const LA = 'America/Los_Angeles';

describe('where the index of a day may lie', () => {
	test.each<[string, string, string[]]>([
		['behind UTC', LA, ['S20160606', 'S20160607']],
		['ahead of UTC', 'Asia/Tokyo', ['S20160606', 'S20160605']],
		['on UTC: it is made after midnight, in the next folder', 'UTC', ['S20160606', 'S20160607']],
	])('%s', (_, zone, folders) => {
		expect(indexPlaces('2016-06-06', zone).map(({ path }) => path)).toEqual([
			...folders.map((folder) => `${folder}/I20160606_version2.csv`),
			'Index/I20160606_version2.csv',
			'Index/I20160606.csv',
			...folders.map((folder) => `${folder}/I20160606.csv`),
		]);
	});
});

describe('which is read', () => {
	test.each<[string, string[], object | undefined]>([
		['the detailed one', ['Index/I20160606.csv', 'S20160606/I20160606_version2.csv'], { path: 'S20160606/I20160606_version2.csv', kind: 'detailed' }],
		['the detailed one in the other folder', ['S20160606/I20160606.csv', 'S20160607/I20160606_version2.csv'], { path: 'S20160607/I20160606_version2.csv', kind: 'detailed' }],
		['else the small one at the root', ['S20160606/I20160606.csv', 'Index/I20160606.csv'], { path: 'Index/I20160606.csv', kind: 'small' }],
		['else the small one of the day', ['S20160607/I20160606.csv'], { path: 'S20160607/I20160606.csv', kind: 'small' }],
		['in other letters', ['index/i20160606.CSV'], { path: 'index/i20160606.CSV', kind: 'small' }],
		['none of another day', ['Index/I20160607.csv', 'S20160606/I20160605_version2.csv'], undefined],
		['none from elsewhere', ['old/I20160606.csv'], undefined],
		['none', [], undefined],
	])('%s', (_, paths, expected) => {
		expect(chooseIndex('2016-06-06', LA, paths)).toEqual(expected);
	});
});

test.each<[string, string]>([
	['2026-11-01T20:00:00Z', 'notDue'],
	['2026-11-02T07:59:59Z', 'notDue'],
	['2026-11-02T08:00:00Z', 'due'],
	['2026-11-02T08:59:59Z', 'due'],
	['2026-11-02T09:00:00Z', 'late'],
])('at %s the index of a day of 25 hours is %s', (now, expected) => {
	expect(indexState(intervalOfDays('2026-11-01', '2026-11-01', LA), Date.parse(now))).toBe(expected);
});
