import { parseRecordingPath } from '../../../../core/vendors/genesys/names';
import { exportSources, findExports, withHistories, type JoinOptions, type OfCall, type WithHistory } from '../../../../core/vendors/genesys/data-export';
import { rawZip } from '../../../core/archive/raw-zip';
import { sampleExports, sampleRecordings } from './sample-exports';
import { containerOf, exportOf, type Files } from './stage';

const [FIRST, SECOND, THIRD] = ['export_10_2026_01_01_00_00_00', 'export_20_2026_01_01_08_00_00', 'export_30_2026_01_01_16_00_00'];
const facts = (...rows: string[]) => ({ interaction_fact: ['INTERACTION_ID,MEDIA_SERVER_IXN_GUID,STATUS', ...rows, ''].join('\r\n') });
const calls = (...ids: (string | undefined)[]): OfCall[] => ids.map((callId) => ({ callId }));

async function join(files: Files, items: OfCall[], options: JoinOptions = {}) {
	const { recordings } = await containerOf(files);
	const exports = await findExports(recordings, { retentionDays: 30, first: 'newest' });
	const problems: string[] = [];
	const joined: WithHistory<OfCall>[] = [];
	const batches: number[] = [];
	const read = jest.spyOn(recordings, 'read');
	for await (const batch of withHistories(items, exportSources(recordings, exports), { onProblem: (problem) => problems.push(problem), ...options })) {
		batches.push(batch.length);
		joined.push(...batch);
	}
	const statuses = joined.map(({ history }) => history?.map((row) => `${row.INTERACTION_ID} ${row.STATUS}`).join());
	return { joined, statuses, problems, batches, readPaths: new Set(read.mock.calls.map(([path]) => path)) };
}

test.each<[string, Files, OfCall[], (string | undefined)[]]>([
	['one row', exportOf(FIRST, facts('1,A,x')), calls('A'), ['1 x']],
	['several rows of one call', exportOf(FIRST, facts('1,A,x', '2,B,x', '3,A,y')), calls('A'), ['1 x,3 y']],
	['several recordings of one call', exportOf(FIRST, facts('1,A,x')), calls('A', 'A', 'B'), ['1 x', '1 x', undefined]],
	['a recording without a call', exportOf(FIRST, facts('1,A,x', '2,,y')), calls(undefined, 'A'), [undefined, '1 x']],
	['letters of another case', exportOf(FIRST, facts('1,aB,x')), calls('Ab'), ['1 x']],
	['several exports', { ...exportOf(FIRST, facts('1,A,x')), ...exportOf(SECOND, facts('2,A,y')) }, calls('A'), ['1 x,2 y']],
	['a row that comes again, changed', { ...exportOf(FIRST, facts('1,A,old')), ...exportOf(SECOND, facts('1,A,new')) }, calls('A'), ['1 new']],
	['a row that comes again three times, stored in any order', { ...exportOf(THIRD, facts('1,A,newest')), ...exportOf(FIRST, facts('1,A,old')), ...exportOf(SECOND, facts('1,A,new')) }, calls('A'), ['1 newest']],
	['a row that moves to another call', { ...exportOf(FIRST, facts('1,A,x', '2,A,x')), ...exportOf(SECOND, facts('1,B,y')) }, calls('A', 'B'), ['2 x', '1 y']],
	['a row that moves to a call that nobody wants', { ...exportOf(FIRST, facts('1,A,x')), ...exportOf(SECOND, facts('1,Z,y')) }, calls('A'), [undefined]],
	['an export without the table', { ...exportOf(FIRST, { resource_: 'RESOURCE_KEY\r\n' }), ...exportOf(SECOND, facts('1,A,x')) }, calls('A'), ['1 x']],
	['rows without a key', exportOf(FIRST, facts(',A,x', ',A,y')), calls('A'), ['undefined x,undefined y']],
	['no export', {}, calls('A'), [undefined]],
])('%s', async (_, files, items, expected) => {
	const { statuses, problems } = await join(files, items);
	expect(statuses).toEqual(expected);
	expect(problems).toEqual([]);
});

describe('settings', () => {
	const files = exportOf(FIRST, { irf: 'KEY,ROOT,GUID,NOTE\r\n1,R,G,x\r\n' });
	test('another table, columns and fewer of them', async () => {
		const { joined } = await join(files, calls('R'), { settings: { table: 'IRF', column: 'root', keyColumn: 'key', columns: ['NOTE'] } });
		expect(joined).toEqual([{ callId: 'R', history: [{ NOTE: 'x' }] }]);
	});

	test('a table that no export has is told, with those that are there', async () => {
		const { joined, problems } = await join(files, calls('R'));
		expect(joined).toEqual([{ callId: 'R' }]);
		expect(problems).toEqual(['no export has a table interaction_fact: they have irf']);
	});

	test('a column that is nowhere is told, with those that are there', async () => {
		const { joined, problems } = await join(files, calls('R'), { settings: { table: 'irf' } });
		expect(joined).toEqual([{ callId: 'R' }]);
		expect(problems).toEqual([
			'irf has no column MEDIA_SERVER_IXN_GUID: it has KEY, ROOT, GUID, NOTE',
			'irf has no column INTERACTION_ID: it has KEY, ROOT, GUID, NOTE',
		]);
	});
});

describe('what goes wrong', () => {
	const whole = exportOf(SECOND, facts('2,A,y'));
	const damaged = (content: string) => rawZip({ entries: [{ name: 'interaction_fact.csv', content, central: { crc32: 1 }, local: { crc32: 1 } }] });

	test('nothing of a damaged export counts, and the others are read', async () => {
		const { statuses, problems } = await join({ ...whole, [`${FIRST}.zip`]: damaged(facts('1,A,x').interaction_fact) }, calls('A'));
		expect(statuses).toEqual(['2 y']);
		expect(problems).toEqual([expect.stringMatching(/^export_10_\S+ was left out: .*CRC-32/)]);
	});

	test('bad rows are told with their line', async () => {
		const { statuses, problems } = await join(exportOf(FIRST, facts('1,A,x', '2,A')), calls('A'));
		expect(statuses).toEqual(['1 x']);
		expect(problems).toEqual([expect.stringMatching(/interaction_fact: 1 problems, the first in line 3/)]);
	});

	test('more rows than a call can have are left out, and told once', async () => {
		const rows = Array.from({ length: 1_005 }, (_, row) => `${row + 1},A,x`);
		const { joined, problems } = await join(exportOf(FIRST, facts(...rows)), calls('A'));
		expect(joined[0].history).toHaveLength(1_000);
		expect(problems).toHaveLength(1);
	});

	test('what is wrong with all of them ends it', async () => {
		const refused = Object.assign(new Error('refused'), { name: 'RecordingError', code: 'CREDENTIAL_REFUSED', operation: 'read' });
		const exports = [{ exportName: FIRST, open: async () => await Promise.reject(refused) }];
		const reading = (async () => {
			for await (const batch of withHistories(calls('A'), exports)) expect(batch).toEqual([]);
		})();
		await expect(reading).rejects.toBe(refused);
	});
});

test('recordings come in batches, and each reads the exports', async () => {
	const { statuses, batches } = await join(exportOf(FIRST, facts('1,A,x', '2,B,y', '3,C,z')), calls('A', 'B', 'C', 'A', 'D'), { batchSize: 2 });
	expect(batches).toEqual([2, 2, 1]);
	expect(statuses).toEqual(['1 x', '2 y', '3 z', '1 x', undefined]);
});

test('exports whose data end long before the calls are not read', async () => {
	const files = { ...exportOf('export_5_2025_12_01_00_00_00', facts('1,A,x')), ...exportOf(FIRST, facts('2,A,y')) };
	const { statuses, readPaths } = await join(files, [{ callId: 'A', startTime: '2026-01-01T12:00:00Z' }, { callId: undefined }]);
	expect(statuses).toEqual(['2 y', undefined]);
	expect([...readPaths]).toEqual([`${FIRST}/${FIRST}.zip`]);
	expect((await join(files, calls('A'))).statuses).toEqual(['1 x,2 y']);
});

test('the recordings of the demo find their calls in its exports', async () => {
	const now = new Date('2026-11-20T18:00:00Z');
	const samples = sampleRecordings({ now, timeZone: 'Europe/Berlin' });
	const exports = sampleExports({ now, recordings: samples });
	const items = samples.map(({ name }) => parseRecordingPath(name));
	const { joined, problems } = await join(Object.fromEntries(exports.map(({ name, bytes }) => [name, bytes])), items);
	expect(problems).toEqual([]);
	const found = joined.filter(({ history }) => history);
	expect(found.length).toBeGreaterThan(20);
	for (const { callId, startTime = '', history = [] } of found) {
		expect(history).toHaveLength(1);
		expect(history[0]).toMatchObject({ MEDIA_SERVER_IXN_GUID: callId, START_TS: String(Date.parse(startTime) / 1000) });
	}
	// All but those of the last run, which may go on, were exported again with their end.
	expect(found.filter(({ history }) => !history?.[0].END_TS)).toHaveLength(2);
});
