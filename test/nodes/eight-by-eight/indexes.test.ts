import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { indexOf, TenantStage } from './tenant-stage';

const stage = new TenantStage({ resource: 'index' });

const SMALL = 'Index/I20160606.csv';
const DETAILED = 'S20160606/I20160606_version2.csv';
const OTHER_DAY = 'Index/I20160607.csv';
const ROWS = [
	{ FILENAME: 'R201606060700000001.wav', DIRECTORY: 'S20160606', 'AGENT NAME': 'Jane Doe', 'START TIME': '06/06/2016 00:00:00', DURATION: '65' },
	{ FILENAME: 'R201606062359590001.wav', DIRECTORY: 'S20160606', 'AGENT NAME': 'John Roe', 'START TIME': '06/06/2016 16:59:59', DURATION: '0:01:10' },
	{ FILENAME: 'R201606070030000012.wav', DIRECTORY: 'S20160607', 'AGENT NAME': 'Jane Doe', 'START TIME': '06/06/2016 17:30:00', DURATION: 'long' },
];

beforeEach(() => stage.server.seed({ [SMALL]: indexOf(ROWS), [DETAILED]: indexOf(ROWS), [OTHER_DAY]: indexOf([]), 'S20160606/R201606060700000001.wav': 'RIFF' }));

describe('Get Many', () => {
	const list = async (parameters: INodeParameters) => (await stage.run({ operation: 'getAll', returnAll: true, ...parameters })).json;
	const DAY = { period: 'days', firstDay: '2016-06-06' };

	test.each<[string, INodeParameters, string[]]>([
		['both kinds of a day', DAY, [SMALL, DETAILED]],
		['the detailed one', { ...DAY, kind: 'detailed' }, [DETAILED]],
		['the small one', { ...DAY, kind: 'small' }, [SMALL]],
		['two days', { ...DAY, lastDay: '2016-06-07' }, [SMALL, OTHER_DAY, DETAILED]],
		['all', { period: 'all' }, [SMALL, OTHER_DAY, DETAILED]],
		['the last days, of which there are none', {}, []],
	])('%s', async (_, parameters, expected) => {
		expect((await list(parameters)).map(({ path }) => path)).toEqual(expected);
	});

	test('a period that is none is refused', async () => {
		expect((await stage.failure({ operation: 'getAll', period: '={{ "yesterday" }}' })).message).toMatch(/"Indexes Of" is yesterday, which is not one of its choices/);
	});

	test('tells day and kind', async () => {
		expect((await list(DAY))[1]).toMatchObject({ vendor: '8x8', path: DETAILED, day: '2016-06-06', kind: 'detailed', extension: 'csv' });
	});
});

test('Download fetches the file as it is', async () => {
	const { items } = await stage.run({ operation: 'download' }, { items: [{ path: SMALL }] });
	expect(items[0].json).toMatchObject({ path: SMALL, verifiedBy: 'size' });
	expect(items[0].binary?.data).toMatchObject({ fileName: 'I20160606.csv', mimeType: 'text/csv' });
});

test('a file of another size than the item says was changed since', async () => {
	const { json } = await stage.run({ operation: 'download' }, { items: [{ path: SMALL, sizeBytes: 5 }] });
	expect(json).toMatchObject([{ changedSinceListed: true }]);
});

describe('Parse', () => {
	const parse = async (parameters: INodeParameters = {}, items: IDataObject[] = [{ path: SMALL }]) =>
		await stage.run({ operation: 'parse', returnAll: true, ...parameters }, { items });

	test('one item for each call, its times in UTC, its texts as they stand', async () => {
		const { items } = await parse();
		expect(items.map(({ json, pairedItem }) => ({ json, pairedItem }))).toMatchObject([
			{
				json: {
					indexPath: SMALL,
					path: 'S20160606/R201606060700000001.wav',
					agentName: 'Jane Doe',
					startTime: '2016-06-06T07:00:00Z',
					durationSeconds: 65,
					raw: { 'START TIME': '06/06/2016 00:00:00' },
				},
				pairedItem: { item: 0 },
			},
			{ json: { startTime: '2016-06-06T23:59:59Z', durationSeconds: 70 } },
			{ json: { path: 'S20160607/R201606070030000012.wav', startTime: '2016-06-07T00:30:00Z' } },
		]);
	});

	test.each<[string, INodeParameters, number]>([
		['by agent', { filters: { agentName: 'jane doe' } }, 2],
		['by window, in the zone of the tenant', { filters: { startedAfter: '2016-06-06T12:00:00', startedBefore: '2016-06-06T17:00:00' } }, 1],
		['with a limit', { returnAll: false, limit: 2 }, 2],
	])('%s', async (_, parameters, count) => {
		expect((await parse(parameters)).items).toHaveLength(count);
	});

	test('chosen columns alone', async () => {
		const { json } = await parse({ options: { columns: 'path, agentName, WRAP UP CODE' } });
		expect(json[0]).toEqual({ path: 'S20160606/R201606060700000001.wav', agentName: 'Jane Doe' });
	});

	test('what is wrong with a row is told by its line', async () => {
		const { hints } = await parse();
		expect(hints).toMatchObject([{ message: expect.stringMatching(/^Index\/I20160606\.csv: line 4, DURATION, "long": the text is no number of seconds/) }]);
	});

	test('and comes as items where that is wanted', async () => {
		const { json } = await parse({ options: { badRows: 'items' } });
		expect(json).toHaveLength(4);
		expect(json[3]).toMatchObject({ indexPath: SMALL, problem: { code: 'DURATION_UNREADABLE', line: 4, text: 'long' } });
	});

	test.each<[string, string, RegExp]>([
		['csv', 'I20160606.parsed.csv', /^path,fileName,.*\r?\nS20160606\/R201606060700000001\.wav,/],
		['jsonLines', 'I20160606.jsonl', /^\{.*"path":"S20160606\/R201606060700000001\.wav".*\}\n\{/],
	])('as one file: %s', async (output, fileName, content) => {
		const { items } = await parse({ output, returnAll: false, limit: 1 });
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({ indexPath: SMALL, rowCount: 3, callCount: 3, problemCount: 1, problems: [{ line: 4 }] });
		expect(items[0].binary?.data).toMatchObject({ fileName });
		expect((await stage.n8n.bytesOf(items[0].binary?.data)).toString()).toMatch(content);
	});

	test.each(['csv', 'jsonLines'])('a file with a limit: %s', async (output) => {
		const { items } = await parse({ output, options: { limit: 1 } });
		expect(items[0].json).toMatchObject({ callCount: 1 });
	});

	test('columns beside those of the file', async () => {
		const { json } = await parse({ options: { columns: 'line, indexPath, raw, localStartTime' } });
		expect(json[0]).toEqual({ line: 2, indexPath: SMALL, raw: { 'START TIME': '06/06/2016 00:00:00', DURATION: '65' }, localStartTime: '2016-06-06T00:00:00-07:00' });
	});

	test.each<[string, INodeParameters, RegExp]>([
		['an output', { output: '={{ "xml" }}' }, /"Output" is xml, which is not one of its choices/],
		['a separator', { options: { separator: 'tab' } }, /"Separator" is "tab", which is not one character/],
		['an encoding', { options: { encoding: 'ebcdic' } }, /"Encoding" is "ebcdic", which is none/],
		['an order of dates', { options: { dateOrder: 'yearFirst' } }, /"Date Order" is yearFirst/],
		['a moment in seconds', { filters: { startedAfter: 1465282800 } }, /"Started After" is 1465282800, which counts seconds/],
	])('%s that is none is refused', async (_, parameters, message) => {
		expect((await stage.failure({ operation: 'parse', returnAll: true, ...parameters }, { items: [{ path: SMALL }] })).message).toMatch(message);
	});

	test('of very many bad rows, the first are returned, and the hint says so', async () => {
		stage.server.seed({ [SMALL]: `FILENAME,DURATION\r\n${'a.wav,long\r\n'.repeat(10_010)}` });
		const { json, hints } = await parse({ returnAll: false, limit: 20_000, options: { badRows: 'items', columns: 'line' } });
		expect(json.filter(({ problem }) => problem)).toHaveLength(10_000);
		expect(hints[0].message).toMatch(/There are 10010 in all; the first 10000 of them came as items\.$/);
	});

	test('one that fails, fails alone', async () => {
		const items = [{ path: 'Index/I20160601.csv' }, { path: SMALL }];
		const { json } = await stage.run({ operation: 'parse', returnAll: true }, { items, onError: 'continueRegularOutput' });
		expect(json).toHaveLength(4);
		expect(json[0]).toMatchObject({ errorCode: 'NOT_FOUND', path: 'Index/I20160601.csv' });
	});

	test('a file that is no index is told', async () => {
		const error = await stage.failure({ operation: 'parse' }, { items: [{ path: 'S20160606/R201606060700000001.wav' }] });
		expect(error.message).toMatch(/none of the first lines names a column of an 8x8 index; the file begins with "RIFF"/);
	});

	test('all of several use one login', async () => {
		await parse({}, [{ path: SMALL }, { path: DETAILED }, { path: OTHER_DAY }]);
		expect(stage.server.loginCount).toBe(1);
	});
});
