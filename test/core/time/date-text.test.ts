import { asUtcMs, inOrder, parseTimeText, type DateOrder } from '../../../core/time/date-text';
import { DateOrderEvidence } from '../../../core/time/date-order';
import { WallClock } from '../../../core/time/wall-clock';

const iso = (ms: number) => new Date(ms).toISOString().replace('.000', '');

/** What a text means where no order is known; as if the clock were in UTC. */
function read(text: string, order?: DateOrder): string | undefined {
	const written = parseTimeText(text);
	if (!written) return undefined;
	if (written.form === 'instant') return iso(written.ms);
	const wall = written.form === 'wall' ? written.wall : inOrder(written, order);
	return typeof wall === 'object' ? iso(asUtcMs(wall)) : wall;
}

describe('dates that tell their order', () => {
	test.each<[string, string]>([
		['2026-11-01T17:40:42Z', '2026-11-01T17:40:42Z'],
		['2026-11-01T17:40:42', '2026-11-01T17:40:42Z'],
		['2026-11-01T17:40:42.234Z', '2026-11-01T17:40:42.234Z'],
		['2026-11-01T17:40:42.2345678', '2026-11-01T17:40:42.234Z'],
		['2026-11-01T10:40:42-07:00', '2026-11-01T17:40:42Z'],
		['2026-11-01T23:10:42+0530', '2026-11-01T17:40:42Z'],
		['2026-11-01 17:40:42', '2026-11-01T17:40:42Z'],
		['2026-11-01 17:40:42 UTC', '2026-11-01T17:40:42Z'],
		['2026-11-01 17:40', '2026-11-01T17:40:00Z'],
		['2026/11/1 5:40:42 PM', '2026-11-01T17:40:42Z'],
		['2026.11.01 17:40:42', '2026-11-01T17:40:42Z'],
		['11/21/2026 5:40:42 PM', '2026-11-21T17:40:42Z'],
		['11/21/2026 5:40 pm', '2026-11-21T17:40:00Z'],
		['11/21/2026 12:00:00 AM', '2026-11-21T00:00:00Z'],
		['11/21/2026 12:00:00 p.m.', '2026-11-21T12:00:00Z'],
		['21/11/2026 17:40:42', '2026-11-21T17:40:42Z'],
		['21.11.2026 17:40', '2026-11-21T17:40:00Z'],
		['21-11-2026, 17:40', '2026-11-21T17:40:00Z'],
		['3/3/2026 17:40', '2026-03-03T17:40:00Z'],
		['21-Nov-2026 17:40:42', '2026-11-21T17:40:42Z'],
		['Nov 21, 2026 5:40:42 PM', '2026-11-21T17:40:42Z'],
		['1 March 2026 17:40', '2026-03-01T17:40:00Z'],
		['20261101174042', '2026-11-01T17:40:42Z'],
		['1615398042234', '2021-03-10T17:40:42.234Z'],
		['1615398042', '2021-03-10T17:40:42Z'],
	])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('dates that do not', () => {
	test.each<[string, DateOrder | undefined, string | undefined]>([
		['03/04/2026 17:40', undefined, 'ambiguous'],
		['03/04/2026 17:40', 'monthFirst', '2026-03-04T17:40:00Z'],
		['03/04/2026 17:40', 'dayFirst', '2026-04-03T17:40:00Z'],
		['21/11/2026 17:40', 'monthFirst', undefined],
		['11/21/2026 17:40', 'dayFirst', undefined],
	])('%s, %s', (text, order, expected) => expect(read(text, order)).toBe(expected));
});

test.each(['', 'n/a', '2026-11-01', '11/21/2026', '3/4/26 17:40', '2026-02-30 10:00', '31/04/2026 10:00', '13/13/2026 10:00', '2026-11-01 24:00', '2026-11-01 10:60', '2026-11-01 13:00 PM', '0:00 AM', '2026-11-01 0:30 AM', '2026-11/01 10:00', '17:40:42', '20261301000000', '123', '46000.5', '21-Foo-2026 10:00', `2026-11-01 10:00${' '.repeat(100)}`, '00/00/0000 00:00:00'])(
	'%j is no date with a time',
	(text) => expect(read(text)).toBeUndefined(),
);

describe('the order of dates in a file', () => {
	const NOV_3 = Date.parse('2026-11-03T08:00:00Z');
	test.each<[string, [string, number | undefined][], DateOrder | undefined, DateOrder | undefined]>([
		['a day above 12 is a proof', [['11/03/2026 10:00', undefined], ['11/21/2026 10:00', undefined]], undefined, 'monthFirst'],
		['… of the other', [['21/11/2026 10:00', undefined]], undefined, 'dayFirst'],
		['the recording’s day is a sign', [['11/03/2026 10:00', NOV_3]], undefined, 'monthFirst'],
		['… of the other', [['03/11/2026 10:00', NOV_3]], undefined, 'dayFirst'],
		['a sign is above a proof, which one odd row would give', [['03/11/2026 10:00', NOV_3], ['11/21/2026 10:00', undefined]], undefined, 'dayFirst'],
		['the setting stands above both', [['11/03/2026 10:00', NOV_3], ['11/21/2026 10:00', undefined]], 'dayFirst', 'dayFirst'],
		['nothing tells: the setting', [['11/03/2026 10:00', undefined]], 'dayFirst', 'dayFirst'],
		['nothing tells, nothing is set', [['11/03/2026 10:00', undefined]], undefined, undefined],
		['a file that contradicts itself', [['11/21/2026 10:00', undefined], ['21/11/2026 10:00', undefined]], undefined, undefined],
		['… where it is set', [['11/21/2026 10:00', undefined], ['21/11/2026 10:00', undefined]], 'dayFirst', 'dayFirst'],
		['a recording of another year is no sign', [['11/03/2025 10:00', NOV_3]], undefined, undefined],
		['days that fit both ways are no sign', [['11/12/2026 10:00', Date.parse('2026-11-12T08:00:00Z')], ['12/12/2026 10:00', undefined]], undefined, 'monthFirst'],
		['other forms are none', [['2026-11-03 10:00', NOV_3], ['', undefined]], undefined, undefined],
	])('%s', (_, texts, setting, expected) => {
		const evidence = new DateOrderEvidence();
		for (const [text, near] of texts) evidence.add(text, near);
		expect(evidence.decide(setting)).toBe(expected);
	});
});

describe('a clock on the wall of a tenant', () => {
	const at = (text: string, zone: string, near?: string) => {
		const written = parseTimeText(text);
		if (written?.form !== 'wall') throw new Error(text);
		const ms = new WallClock(zone).toMs(written.wall, () => (near === undefined ? undefined : Date.parse(near)));
		return ms === undefined ? undefined : iso(ms);
	};

	test.each<[string, string, string, string | undefined, string | undefined]>([
		['summer', '2026-06-06 10:00', 'America/Los_Angeles', undefined, '2026-06-06T17:00:00Z'],
		['winter', '2026-12-06 10:00', 'America/Los_Angeles', undefined, '2026-12-06T18:00:00Z'],
		['before clocks go back', '2026-11-01 00:59', 'America/Los_Angeles', undefined, '2026-11-01T07:59:00Z'],
		['the hour that comes twice: the first', '2026-11-01 01:30', 'America/Los_Angeles', undefined, '2026-11-01T08:30:00Z'],
		['… near its recording', '2026-11-01 01:30', 'America/Los_Angeles', '2026-11-01T09:29:58Z', '2026-11-01T09:30:00Z'],
		['… near its recording, the first', '2026-11-01 01:30', 'America/Los_Angeles', '2026-11-01T08:29:58Z', '2026-11-01T08:30:00Z'],
		['after clocks went back', '2026-11-01 02:00', 'America/Los_Angeles', undefined, '2026-11-01T10:00:00Z'],
		['the hour that is skipped', '2026-03-08 02:30', 'America/Los_Angeles', undefined, undefined],
		['after clocks went forward', '2026-03-08 03:00', 'America/Los_Angeles', undefined, '2026-03-08T10:00:00Z'],
		['midnight that does not exist', '2018-11-04 00:30', 'America/Sao_Paulo', undefined, undefined],
		['the hour before midnight, twice', '2018-02-17 23:30', 'America/Sao_Paulo', '2018-02-18T02:31:00Z', '2018-02-18T02:30:00Z'],
		['half an hour, twice', '2026-04-05 01:45', 'Australia/Lord_Howe', '2026-04-04T15:15:00Z', '2026-04-04T15:15:00Z'],
		['half an hour that is skipped', '2026-10-04 02:15', 'Australia/Lord_Howe', undefined, undefined],
		['UTC', '2026-11-01 01:30', 'UTC', undefined, '2026-11-01T01:30:00Z'],
	])('%s', (_, text, zone, near, expected) => expect(at(text, zone, near)).toBe(expected));

	test('a zone that does not exist is refused', () => expect(() => new WallClock('Mars/Base')).toThrow(/"Mars\/Base" is no time zone/));
});
