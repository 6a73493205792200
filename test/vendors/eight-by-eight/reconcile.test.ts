import { setImmediate } from 'node:timers/promises';
import type { IndexCall } from '../../../core/vendors/eight-by-eight/index/call';
import { comparedIndex } from '../../../core/vendors/eight-by-eight/reconcile/compared-index';
import type { Finding } from '../../../core/vendors/eight-by-eight/reconcile/findings';
import { Reconciliation, type ReconcileOptions } from '../../../core/vendors/eight-by-eight/reconcile/reconcile';
import { watchHolds } from '../../core/csv/holds';
import type { WavInfo } from '../../../core/vendors/eight-by-eight/wav';

const OPTIONS: ReconcileOptions = { firstDay: '2026-11-01', lastDay: '2026-11-01', zone: 'America/Los_Angeles', nowMs: Date.parse('2026-11-03T20:00:00Z'), retentionDays: 30 };
const INDEX = 'S20261101/I20261101_version2.csv';
const NAME = 'R202611011740420001.wav';
const PATH = `S20261101/${NAME}`;
const CALL: IndexCall = { vendor: '8x8', line: 2, path: PATH, startTime: '2026-11-01T17:40:42Z', durationSeconds: 60 };
const WAV: WavInfo = { isWav: true, codec: 'mulaw', dataBytes: 480_000, durationSeconds: 60 };

interface Given {
	options?: Partial<ReconcileOptions>;
	folders?: string[];
	recordings?: [path: string, sizeBytes?: number, wav?: WavInfo][];
	indexes?: [path: string, calls: Partial<IndexCall>[], problems?: number][];
}

async function reconcile({ options, folders = ['S20261101', 'S20261102'], recordings = [], indexes = [] }: Given) {
	const reconciliation = new Reconciliation({ ...OPTIONS, ...options });
	for (const folder of folders) reconciliation.addFolder(folder);
	for (const [path, sizeBytes, wav] of recordings) reconciliation.addRecording({ path, sizeBytes }, wav);
	for (const [path, calls, problems = 0] of indexes) {
		const index = comparedIndex(path);
		if (!index) throw new Error(path);
		const number = reconciliation.addIndex(index);
		for (const call of calls) reconciliation.addCall(number, { ...CALL, ...call });
		reconciliation.addLosses(number, problems);
	}
	const findings: Finding[] = [];
	for await (const one of reconciliation.findings()) findings.push(one);
	return { findings, codes: findings.map((one) => one.finding), summary: reconciliation.summary() };
}

test('where all fits, there is a summary alone', async () => {
	const { findings, summary } = await reconcile({ recordings: [[PATH, 480_044, WAV]], indexes: [[INDEX, [{}]]] });
	expect(findings).toEqual([]);
	expect(summary).toEqual({
		finding: 'summary',
		message: 'No finding in 1 recordings of 2026-11-01 to 2026-11-01 (America/Los_Angeles)',
		firstDay: '2026-11-01',
		lastDay: '2026-11-01',
		timeZone: 'America/Los_Angeles',
		from: '2026-11-01T07:00:00Z',
		to: '2026-11-02T08:00:00Z',
		dayCount: 1,
		indexedDayCount: 1,
		recordingCount: 1,
		rowCount: 1,
		matchedCount: 1,
		notJudgedCount: 0,
		expiredRowCount: 0,
		unknownFileCount: 0,
		openedCount: 1,
		findingCounts: {},
	});
});

describe('recordings and rows', () => {
	const other = 'S20261101/R202611011840420001.wav';
	test.each<[string, Given, string[], number]>([
		['a recording without a row', { recordings: [[PATH], [other]], indexes: [[INDEX, [{}]]] }, ['recordingNotIndexed'], 0],
		['a row without its recording', { recordings: [[PATH]], indexes: [[INDEX, [{}, { path: other }]]] }, ['recordingMissing'], 0],
		['… listed by both kinds of index: told once', { indexes: [[INDEX, [{}]], ['Index/I20261101.csv', [{}]]] }, ['recordingMissing'], 0],
		['… in a folder that was not read: not judged', { folders: ['S20261102'], indexes: [[INDEX, [{}]]] }, [], 1],
		['a folder in other letters', { recordings: [[PATH.toLowerCase()]], indexes: [[INDEX, [{}]]] }, [], 0],
		['a directory that is written in another way', { recordings: [[PATH]], indexes: [[INDEX, [{ path: `tenant/recordings/${NAME}` }]]] }, [], 0],
		['… which is not there, though the folder of its day was read', { indexes: [[INDEX, [{ path: `recordings/${NAME}` }]]] }, ['recordingMissing'], 0],
		['… nor was that folder read: not judged', { folders: ['S20261102'], indexes: [[INDEX, [{ path: `recordings/${NAME}` }]]] }, [], 1],
		['both kinds list a recording: as it should be', { recordings: [[PATH]], indexes: [[INDEX, [{}]], ['Index/I20261101.csv', [{}]]] }, [], 0],
		['two rows for a recording', { recordings: [[PATH]], indexes: [[INDEX, [{}, { line: 3 }]]] }, ['duplicateRow'], 0],
		['a file of the same name in two folders', { recordings: [[PATH], [`S20261102/${NAME}`]], indexes: [[INDEX, [{}]]] }, ['duplicateFile'], 0],
		['a row without a file', { indexes: [[INDEX, [{ path: undefined }]]] }, ['rowWithoutFile'], 0],
		['no calls, no recordings', { indexes: [[INDEX, []]] }, [], 0],
		['other files are passed over', { recordings: [['S20261101/notes.txt', 0], [INDEX, 0]], indexes: [[INDEX, []]] }, [], 0],
		['a recording of another day is passed over', { recordings: [['S20261101/R202611010659590001.wav', 0], ['S20261102/R202611020800000001.wav', 0]], indexes: [[INDEX, []]] }, [], 0],
		['a recording of the day in the next folder', { recordings: [['S20261102/R202611020140000001.wav']], indexes: [[INDEX, []]] }, ['recordingNotIndexed'], 0],
		['a file whose name tells no time, and its row', { recordings: [['S20261101/odd.wav', 90_000]], indexes: [[INDEX, [{ path: 's20261101/ODD.wav' }]]] }, [], 0],
		['… which is empty', { recordings: [['S20261101/odd.wav', 0]], indexes: [[INDEX, [{ path: 'S20261101/odd.wav' }]]] }, ['emptyFile'], 0],
		['… in another folder than its row says', { recordings: [['S20261102/odd.wav', 90_000]], indexes: [[INDEX, [{ path: 'S20261101/odd.wav' }]]] }, ['recordingMissing'], 0],
		['two of them of one name', { recordings: [['S20261101/odd.wav', 9_000], ['S20261102/odd.wav', 9_000]], indexes: [[INDEX, []]] }, [], 0],
	])('%s', async (_, given, codes, notJudged) => {
		const result = await reconcile(given);
		expect(result.codes).toEqual(codes);
		expect(result.summary.notJudgedCount).toBe(notJudged);
		expect(result.summary.findingCounts).toEqual(Object.fromEntries(codes.map((code) => [code, 1])));
	});

	test('a finding has what is needed to act on it, from the first index that tells', async () => {
		const { findings } = await reconcile({ indexes: [[INDEX, [{ agentName: 'Ada', line: 7 }]], ['Index/I20261101.csv', [{}]]] });
		expect(findings).toEqual([
			{
				finding: 'recordingMissing',
				severity: 'error',
				message: expect.stringMatching(/not in its folder\. Look again later/) as string,
				day: '2026-11-01',
				path: PATH,
				startTime: '2026-11-01T17:40:42Z',
				callSeconds: 60,
				indexPath: INDEX,
				line: 7,
				agentName: 'Ada',
			},
		]);
	});
});

describe('near midnight, the index beside it counts too', () => {
	const late = 'S20261102/R202611020755000001.wav';
	const early = 'S20261101/R202611010701000001.wav';
	const BESIDE: Given['indexes'] = [['S20261031/I20261031_version2.csv', []], [INDEX, []], ['S20261102/I20261102_version2.csv', []]];

	test.each<[string, Given, string[], number]>([
		['before midnight, while the next index is not there', { recordings: [[late]], indexes: [[INDEX, []]] }, ['recordingNotIndexedYet'], 1],
		['four hours before midnight, too', { recordings: [['S20261102/R202611020400000001.wav']], indexes: [[INDEX, []]] }, ['recordingNotIndexedYet'], 1],
		['… and not earlier', { recordings: [['S20261102/R202611020359590001.wav']], indexes: [[INDEX, []]] }, ['recordingNotIndexed'], 0],
		['… with it', { recordings: [[late]], indexes: BESIDE }, ['recordingNotIndexed'], 0],
		['… listed in it', { recordings: [[late]], indexes: [[INDEX, []], ['S20261102/I20261102_version2.csv', [{ path: late }]]] }, [], 0],
		['after midnight, without the index before', { recordings: [[early]], indexes: [[INDEX, []]] }, ['recordingNotIndexedYet'], 1],
		['where its own index is not there either, that one is told alone', { recordings: [[late]] }, ['indexLate'], 1],
		['… with it', { recordings: [[early]], indexes: BESIDE }, ['recordingNotIndexed'], 0],
		['rows that the index beside it has twice are not told', { recordings: [[PATH]], indexes: [[INDEX, []], ['S20261102/I20261102_version2.csv', [{}, { line: 3 }]]] }, [], 0],
		['what the index beside it says of its own day is not told', { indexes: [[INDEX, []], ['S20261102/I20261102_version2.csv', [{ path: 'S20261102/R202611021740420001.wav' }, { path: undefined }], 3]] }, [], 0],
		['what it says of this day, is', { indexes: [[INDEX, []], ['S20261102/I20261102_version2.csv', [{ path: late }]]] }, ['recordingMissing'], 0],
	])('%s', async (_, given, codes, notJudged) => {
		const result = await reconcile(given);
		expect(result.codes).toEqual(codes);
		expect(result.summary.notJudgedCount).toBe(notJudged);
	});
});

test.each<[string, Given, number]>([
	['in a folder of the day, and no index lists it', { recordings: [['S20261101/R20261101174042.wav', 0], ['S20261102/odd.wav', 9_000]], indexes: [[INDEX, []]] }, 2],
	['an index lists it', { recordings: [['S20261101/odd.wav', 9_000]], indexes: [[INDEX, [{ path: 'S20261101/odd.wav' }]]] }, 0],
	['in a folder of other days', { recordings: [['S20261031/odd.wav', 9_000], ['S20261103/odd.wav', 9_000], ['Index/odd.csv', 9]], indexes: [[INDEX, []]] }, 0],
])('a file whose name tells no time, %s', async (_, given, count) => {
	const { summary } = await reconcile(given);
	expect(summary.unknownFileCount).toBe(count);
	expect(/of no known day/.test(summary.message)).toBe(count > 0);
});

describe('past the retention', () => {
	const old = (hour: string) => `S20261101/R20261101${hour}40420001.wav`;
	const at = (nowMs: string): Given['options'] => ({ nowMs: Date.parse(nowMs) });
	const ROWS: Given['indexes'] = [[INDEX, [{ path: old('17') }, { path: old('18'), line: 3 }]]];

	test.each<[string, Given, string[], number]>([
		['the last moment before', { options: at('2026-11-30T23:59:59Z'), indexes: ROWS }, ['recordingMissing', 'recordingMissing'], 0],
		['nothing of that day in UTC is there: deleted', { options: at('2026-12-01T00:00:00Z'), indexes: ROWS }, [], 2],
		['later ones are there, older ones not: deleted', { options: at('2026-12-01T00:00:00Z'), recordings: [[old('19')]], indexes: [[INDEX, [{ path: old('17') }, { path: old('18') }, { path: old('19') }]]] }, [], 2],
		['those of the day before are there, so it is missing', { options: at('2027-12-01T00:00:00Z'), recordings: [['S20261031/R202610312340420001.wav']], indexes: ROWS }, ['recordingMissing', 'recordingMissing'], 0],
		['older ones are there, so it is missing', { options: at('2027-12-01T00:00:00Z'), recordings: [[old('17')]], indexes: ROWS }, ['recordingMissing'], 0],
		['a row without a time in its name goes by its call', { options: at('2026-12-01T00:00:00Z'), indexes: [[INDEX, [{ path: 'S20261101/odd.wav' }]]] }, [], 1],
		['no index and no recordings', { options: at('2026-12-02T00:00:00Z') }, ['indexExpired'], 0],
		['no index, and recordings', { options: at('2026-12-02T00:00:00Z'), recordings: [['S20261102/R202611020740420001.wav']] }, ['indexLate'], 0],
		['kept longer', { options: { ...at('2026-12-01T00:00:00Z'), retentionDays: 400 }, indexes: ROWS }, ['recordingMissing', 'recordingMissing'], 0],
	])('%s', async (_, given, codes, expired) => {
		const { codes: found, summary } = await reconcile(given);
		expect(found).toEqual(codes);
		expect(summary.expiredRowCount).toBe(expired);
		if (expired > 0) expect(summary.message).toMatch(`; ${expired} rows are of recordings past the retention of 30 days, which 8x8 has deleted`);
	});
});

describe('two kinds of index that disagree', () => {
	const SMALL = 'Index/I20261101.csv';
	const other = 'S20261101/R202611011840420001.wav';
	const both = (detailed: Partial<IndexCall>, small: Partial<IndexCall>): Given => ({ recordings: [[PATH]], indexes: [[INDEX, [detailed]], [SMALL, [small]]] });

	test.each<[string, Given, RegExp | undefined]>([
		['they agree', both({ agentName: 'Ada Lovelace' }, { agentName: 'Ada Lovelace' }), undefined],
		['one says less', both({ agentName: 'Ada' }, { agentName: undefined, startTime: undefined, durationSeconds: undefined }), undefined],
		['times without seconds', both({}, { startTime: '2026-11-01T17:40:00Z' }), undefined],
		['the other way to write a name', both({ agentName: 'Lovelace, Ada' }, { agentName: 'ada lovelace' }), undefined],
		['on the start', both({}, { startTime: '2026-11-01T18:40:42Z' }), /the start \(2026-11-01T17:40:42Z, 2026-11-01T18:40:42Z\)/],
		['on the duration', both({}, { durationSeconds: 90 }), /the duration \(60 s, 90 s\)/],
		['on the agent', both({ agentName: 'Ada' }, { agentName: 'Alan' }), /the agent \("Ada", "Alan"\)/],
		['the small one lacks it', { recordings: [[PATH], [other]], indexes: [[INDEX, [{}, { path: other, line: 3 }]], [SMALL, [{}]]] }, /Index\/I20261101\.csv, does not list/],
		['the detailed one lacks it', { recordings: [[PATH], [other]], indexes: [[INDEX, [{}]], [SMALL, [{}, { path: other, line: 3 }]]] }, /I20261101_version2\.csv, does not list/],
		['the index of another day is no other index', { recordings: [[PATH]], indexes: [[INDEX, [{}]], ['Index/I20261102.csv', []]] }, undefined],
	])('%s', async (_, given, message) => {
		const { findings } = await reconcile(given);
		expect(findings).toEqual(message ? [expect.objectContaining({ finding: 'indexesDisagree', day: '2026-11-01', message: expect.stringMatching(message) as string })] : []);
	});

	test('several rows for a recording are not compared: they may stand in another order', async () => {
		const rows = (...names: string[]) => names.map((agentName, at) => ({ agentName, line: at + 2 }));
		const { codes } = await reconcile({ recordings: [[PATH]], indexes: [[INDEX, rows('Ada', 'Alan')], [SMALL, rows('Alan', 'Ada')]] });
		expect(codes).toEqual(['duplicateRow', 'duplicateRow']);
	});

	test('a row of a recording that is not there, in one of them', async () => {
		expect((await reconcile({ recordings: [[PATH]], indexes: [[INDEX, [{}]], [SMALL, [{}, { path: other }]]] })).codes).toEqual(['recordingMissing', 'indexesDisagree']);
	});

	test('an index that lacks very many is told as a whole', async () => {
		const paths = Array.from({ length: 150 }, (_, at) => `S20261101/R20261101174042${String(at).padStart(4, '0')}.wav`);
		const { findings } = await reconcile({ recordings: paths.map((path) => [path]), indexes: [[INDEX, paths.map((path) => ({ path }))], [SMALL, []]] });
		expect(findings).toHaveLength(101);
		expect(findings.at(-1)).toMatchObject({ finding: 'indexesDisagree', indexPath: SMALL, message: expect.stringContaining('lacks 150 recordings') as string });
	});
});

test('two kinds of index that differ in very many rows are told as a whole', async () => {
	const paths = Array.from({ length: 150 }, (_, at) => `S20261101/R20261101174042${String(at).padStart(4, '0')}.wav`);
	const rows = (agentName: string) => paths.map((path) => ({ path, agentName }));
	const { findings } = await reconcile({ recordings: paths.map((path) => [path]), indexes: [[INDEX, rows('Ada')], ['Index/I20261101.csv', rows('4711')]] });
	expect(findings).toHaveLength(101);
	expect(findings.at(-1)).toMatchObject({ finding: 'indexesDisagree', indexPath: INDEX, message: expect.stringContaining('other things of 150 recordings') as string });
});

describe('files', () => {
	const ratio = (seconds: number): WavInfo => ({ ...WAV, durationSeconds: seconds, dataBytes: seconds * 8_000 });
	test.each<[string, number | undefined, WavInfo | undefined, number | undefined, string | undefined]>([
		['empty', 0, undefined, 60, 'emptyFile'],
		['empty, and looked at', 0, { isWav: false }, 60, 'emptyFile'],
		['a header alone', 44, undefined, 60, 'headerOnly'],
		['a header alone, and looked at', 60_000, { ...WAV, dataBytes: 0, durationSeconds: 0 }, undefined, 'headerOnly'],
		['no WAV', 5_000, { isWav: false }, 60, 'notWav'],
		['cut', 480_044, { ...WAV, isCut: true }, 60, 'cutFile'],
		['as long as its call', 480_044, WAV, 60, undefined],
		['five seconds shorter', 1, ratio(55), 60, undefined],
		['six seconds shorter', 1, ratio(54), 60, 'tooShort'],
		['six seconds longer', 1, ratio(66), 60, 'tooLong'],
		['five per cent of an hour shorter', 1, ratio(3_421), 3_600, undefined],
		['more of an hour shorter', 1, ratio(3_419), 3_600, 'tooShort'],
		['of a call without a duration', 480_044, ratio(2), undefined, undefined],
		['too few bytes for any codec', 54_000, undefined, 60, 'tooShort'],
		['enough bytes for some codec', 56_000, undefined, 60, undefined],
		['of a length that the header does not tell', 56_000, { isWav: true, codec: 'other' }, 60, undefined],
		['of a size that is not known', undefined, undefined, 60, undefined],
	])('%s', async (_, sizeBytes, wav, durationSeconds, expected) => {
		const given: Given = { recordings: [[PATH, sizeBytes, wav]], indexes: [[INDEX, [{ durationSeconds }]]] };
		expect((await reconcile(given)).codes).toEqual(expected ? [expected] : []);
	});

	test('without a duration the times of the call tell it', async () => {
		const { findings } = await reconcile({ recordings: [[PATH, 1_000_000, ratio(10)]], indexes: [[INDEX, [{ durationSeconds: undefined, stopTime: '2026-11-01T17:41:42Z' }]]] });
		expect(findings).toMatchObject([{ finding: 'tooShort', callSeconds: 60, recordingSeconds: 10, message: expect.stringMatching(/vendor says that a recording may stop/) as string }]);
	});
});

describe('indexes', () => {
	test.each<[string, string, string, string]>([
		['the day is not over', '2026-11-02T07:59:00Z', 'indexNotDue', 'info'],
		['it is being made', '2026-11-02T08:59:00Z', 'indexNotDue', 'info'],
		['it should be there', '2026-11-02T09:00:00Z', 'indexLate', 'error'],
	])('%s', async (_, now, code, severity) => {
		const { findings, summary } = await reconcile({ options: { nowMs: Date.parse(now) }, recordings: [[PATH]] });
		expect(findings).toMatchObject([{ finding: code, severity, day: '2026-11-01' }]);
		expect(summary).toMatchObject({ recordingCount: 1, matchedCount: 0, notJudgedCount: 1, indexedDayCount: 0 });
	});

	test('each day of a range has its own', async () => {
		const { findings } = await reconcile({ options: { firstDay: '2026-10-30', lastDay: '2026-11-03' }, indexes: [[INDEX, []]] });
		expect(findings.map(({ finding, day }) => [finding, day])).toEqual([
			['indexLate', '2026-10-30'],
			['indexLate', '2026-10-31'],
			['indexLate', '2026-11-02'],
			['indexNotDue', '2026-11-03'],
		]);
	});

	test('calls of another day tell that the time zone is wrong', async () => {
		const calls = ['2026-11-03T10:00:00Z', '2026-11-03T11:00:00Z', '2026-11-01T10:00:00Z'].map((startTime, at) => ({ startTime, path: `S20261101/R20261101174042000${at}.wav` }));
		const recordings = calls.map(({ path }): [string] => [path]);
		expect((await reconcile({ recordings, indexes: [[INDEX, calls]] })).codes).toEqual(['indexOfAnotherDay']);
		expect((await reconcile({ recordings, indexes: [[INDEX, calls.slice(1)]] })).codes).toEqual(['recordingNotIndexed']);
	});

	test('problems of reading are told, since rows may be missing', async () => {
		expect((await reconcile({ indexes: [[INDEX, [], 3]] })).findings).toMatchObject([{ finding: 'indexUnsound', message: expect.stringContaining('3 problems') as string }]);
	});
});

test('several rows that say different lengths: the recording is not measured by either', async () => {
	const given = (durationSeconds: number): Given => ({ recordings: [[PATH, 480_044, WAV]], indexes: [[INDEX, [{ durationSeconds: 20 }, { line: 3, durationSeconds }]]] });
	expect((await reconcile(given(40))).codes).toEqual(['duplicateRow']);
	expect((await reconcile(given(20))).codes).toEqual(['duplicateRow', 'tooLong']);
});

test('five days of 20,000 recordings each do not hold the event loop while they are judged', async () => {
	const names = Array.from({ length: 100_000 }, (_, at) => new Date(Date.parse('2026-11-01T08:00:00Z') + at * 4_300).toISOString().replace(/\D/g, '').slice(0, 14));
	const paths = names.map((time, at) => `S${time.slice(0, 8)}/R${time}${String(at % 10_000).padStart(4, '0')}.wav`);
	const days = [1, 2, 3, 4, 5].map((day) => `S2026110${day}/I2026110${day}_version2.csv`);
	const reconciliation = new Reconciliation({ ...OPTIONS, lastDay: '2026-11-05', nowMs: Date.parse('2026-11-08T00:00:00Z') });
	for (const path of paths) reconciliation.addRecording({ path, sizeBytes: 1_000_000 });
	days.forEach((path, at) => {
		const index = comparedIndex(path);
		const number = index ? reconciliation.addIndex(index) : NaN;
		for (const one of paths.slice(at * 20_000, (at + 1) * 20_000)) reconciliation.addCall(number, { ...CALL, path: one });
	});
	await setImmediate();
	const holds = watchHolds();
	const codes: string[] = [];
	for await (const { finding } of reconciliation.findings()) codes.push(finding);
	expect(await holds.longestMs()).toBeLessThan(120);
	expect(codes.filter((code) => code !== 'indexOfAnotherDay')).toEqual([]);
	expect(reconciliation.summary()).toMatchObject({ recordingCount: 100_000, matchedCount: 100_000, rowCount: 100_000 });
});
