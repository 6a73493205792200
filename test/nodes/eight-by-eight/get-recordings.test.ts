import type { INodeParameters } from 'n8n-workflow';
import { locator } from '../stage';
import { indexOf, TenantStage } from './tenant-stage';

const stage = new TenantStage({ resource: 'recording', operation: 'getAll', returnAll: true });

// The vendor's example: 06/06/2016 in Pacific Daylight Time, 7 hours behind UTC.
const BEFORE = 'S20160606/R201606060659590001.wav';
const FIRST = 'S20160606/R201606060700000001.wav';
const EVENING = 'S20160606/R201606062359590001.wav';
const AFTER_UTC_MIDNIGHT = 'S20160607/R201606070030000012.wav';
const LAST = 'S20160607/R201606070659590001.wav';
const NEXT_DAY = 'S20160607/R201606070700000001.wav';
const ODD = 'S20160607/call of the director.wav';
const THE_DAY = [FIRST, EVENING, AFTER_UTC_MIDNIGHT, LAST];

const DAY: INodeParameters = { period: 'days', firstDay: '2016-06-06T00:00:00' };

function seed(): void {
	const wavs = [BEFORE, ...THE_DAY, NEXT_DAY, ODD, 'S20160605/R201606051200000001.wav', 'S20160608/R201606081200000001.wav'];
	stage.server.seed({ ...Object.fromEntries(wavs.map((path) => [path, 'RIFF'])), 'Index/I20160606.csv': indexOf([]) });
}

async function listed(parameters: INodeParameters, timezone?: string): Promise<unknown[]> {
	const { json } = await stage.run(parameters, timezone === undefined ? {} : { timezone });
	return json.map(({ path }) => path);
}

const listings = () => stage.server.commands.filter((command) => /^(MLSD|LIST)/.test(command)).map((command) => command.split(' ').at(-1));

describe('of local days', () => {
	beforeEach(seed);

	test('lists the root, looks into the two UTC folders of the day, and takes what belongs to it', async () => {
		expect(await listed(DAY)).toEqual(THE_DAY);
		expect(listings().map((folder) => folder?.replaceAll('/', ''))).toEqual(['', 'S20160606', 'S20160607']);
	});

	test.each<[string, INodeParameters, string[]]>([
		['two days', { ...DAY, lastDay: '2016-06-07' }, [...THE_DAY, NEXT_DAY]],
		['the date as it is written counts, whatever its zone', { ...DAY, firstDay: '2016-06-06T23:30:00+09:00' }, THE_DAY],
		['a moment without a date is one in the zone of the tenant', { ...DAY, firstDay: `={{ new Date(${Date.parse('2016-06-07T06:30:00Z')}) }}` }, THE_DAY],
		['a moment as items have it, in the zone of the tenant', { ...DAY, firstDay: '2016-06-07T00:30:00Z' }, THE_DAY],
		['a midnight is a date, wherever', { ...DAY, firstDay: '2016-06-06T00:00:00.000Z' }, THE_DAY],
		['as a DateTime', { ...DAY, firstDay: '={{ DateTime.fromISO("2016-06-06") }}' }, THE_DAY],
		['a window', { period: 'window', startedAfter: '2016-06-06T17:00:00', startedBefore: '2016-06-07T00:00:00' }, [AFTER_UTC_MIDNIGHT, LAST]],
		['a window with offsets', { period: 'window', startedAfter: '2016-06-06T23:59:59Z', startedBefore: '2016-06-07T00:30:00Z' }, [EVENING]],
		['a folder', { period: 'folder', utcFolder: locator('S20160607') }, [AFTER_UTC_MIDNIGHT, LAST, NEXT_DAY, ODD]],
	])('%s', async (_, parameters, expected) => {
		expect(await listed(parameters, 'Asia/Tokyo')).toEqual(expected);
	});

	test('everything', async () => {
		expect(await listed({ period: 'all' })).toHaveLength(9);
	});

	test('names without a time are left out of a day, and a hint says so', async () => {
		const { hints } = await stage.run(DAY);
		expect(hints).toMatchObject([{ message: expect.stringMatching(/^1 files were left out because their names tell no time/) }]);
	});

	test.each<[string, INodeParameters, RegExp | undefined]>([
		['a folder that is not there', { period: 'folder', utcFolder: locator('S20160609') }, /^There is no folder "S20160609" on the server/],
		['… below another', { period: 'folder', utcFolder: locator('old/S20160609') }, /^There is no folder "old\/S20160609"/],
		['a folder in other letters', { period: 'folder', utcFolder: locator('s20160607') }, undefined],
	])('%s', async (_, parameters, message) => {
		const { json, hints } = await stage.run(parameters);
		expect(json).toHaveLength(message ? 0 : 4);
		expect(hints.map((hint) => hint.message)).toEqual(message ? [expect.stringMatching(message)] : []);
	});

	test('of years, the folders that exist are looked into, and no others', async () => {
		expect(await listed({ period: 'window', startedAfter: '2010-01-01', startedBefore: '2016-06-07T00:00:00' })).toHaveLength(6);
		expect(listings()).toEqual(['/', '/S20160605', '/S20160606', '/S20160607']);
	});

	test('where the server alters letters', async () => {
		stage.server.store.files.clear();
		stage.server.seed({ [FIRST.toLowerCase()]: 'RIFF' });
		expect(await listed(DAY)).toEqual([FIRST.toLowerCase()]);
	});

	test('a limit, the newest fields', async () => {
		const { json } = await stage.run({ ...DAY, returnAll: false, limit: 1 });
		expect(json).toEqual([
			{
				vendor: '8x8',
				path: FIRST,
				name: FIRST.slice(10),
				extension: 'wav',
				sizeBytes: 4,
				lastModified: expect.stringMatching(/^2021-03-10T17:40:\d\dZ$/),
				expiresAt: expect.stringMatching(/^2021-04-09T/),
				startTime: '2016-06-06T07:00:00Z',
				sequence: 1,
				utcFolder: 'S20160606',
			},
		]);
	});

	test('without a time zone in the credential that of the workflow counts', async () => {
		const { json, hints } = await stage.run(DAY, { credential: { timeZone: '' }, timezone: 'UTC' });
		expect(hints).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/^The credential has no time zone of the tenant, so that of the workflow counts: UTC/) }));
		expect(json.map(({ path }) => path)).toEqual([BEFORE, FIRST, EVENING]);
	});

	test.each<[string, INodeParameters, RegExp]>([
		['no day', { period: 'days', firstDay: '' }, /"First Day" is empty/],
		['no date', { period: 'days', firstDay: 'last Tuesday' }, /"First Day" is not a date/],
		['days the wrong way round', { ...DAY, lastDay: '2016-06-05' }, /later than the last day/],
		['a window the wrong way round', { period: 'window', startedAfter: '2016-06-07', startedBefore: '2016-06-06' }, /"Started After" .* is later/],
		['a folder above', { period: 'folder', utcFolder: locator('../x') }, /"UTC Folder" is no name of a folder: "\.\.\/x"/],
		['a period that is none', { period: '={{ "lastWeek" }}' }, /"Recordings Of" is lastWeek, which is not one of its choices/],
		['a number of seconds', { period: 'window', startedAfter: '={{ 1465282800 }}', startedBefore: '' }, /"Started After" is 1465282800, which counts seconds/],
		['an operation that is none', { operation: 'reconcile' }, /"Operation" is reconcile, which is not one of its choices/],
		['no folder', { period: 'folder', utcFolder: locator('') }, /"UTC Folder" is empty/],
	])('%s is refused before anything is sent', async (_, parameters, message) => {
		expect((await stage.failure(parameters)).message).toMatch(message);
		expect(stage.server.commands).toEqual([]);
	});
});

test('on the day when clocks go back, its 25 hours', async () => {
	const paths = ['S20161106/R201611060659590001.wav', 'S20161106/R201611060700000001.wav', 'S20161107/R201611070759590001.wav', 'S20161107/R201611070800000001.wav'];
	stage.server.seed(Object.fromEntries(paths.map((path) => [path, 'RIFF'])));
	expect(await listed({ period: 'days', firstDay: '2016-11-06' })).toEqual(paths.slice(1, 3));
});

test('yesterday, where nothing was recorded, is no error', async () => {
	expect(await listed({})).toEqual([]);
});

describe('with what the index says', () => {
	const row = (path: string, more: Record<string, string> = {}) => ({ FILENAME: path.slice(10), DIRECTORY: path.slice(0, 9), 'AGENT NAME': 'Jane Doe', 'CALL TYPE': 'Inbound', ...more });

	beforeEach(() => {
		seed();
		stage.server.seed({
			'S20160606/I20160606_version2.csv': indexOf([row(FIRST, { DURATION: '65', 'QUEUE NAME': 'Sales', 'START TIME UTC': '2016-06-06 07:00:00' }), row(AFTER_UTC_MIDNIGHT, { 'AGENT NAME': 'John Roe', CASEID: '77' })]),
			'S20160607/I20160607_version2.csv': indexOf([row(LAST, { 'AGENT NAME': 'Late Night' }), row(NEXT_DAY)]),
		});
	});

	const call = async (parameters: INodeParameters = {}) => {
		const { json, hints } = await stage.run({ ...DAY, withIndexData: true, ...parameters });
		return { calls: json.map(({ path, call: details }) => [path, (details as { agentName?: string } | undefined)?.agentName]), json, hints };
	};

	test('each recording has its call, be it in the index of the day or of the next', async () => {
		const { calls, json } = await call();
		expect(calls).toEqual([[FIRST, 'Jane Doe'], [EVENING, undefined], [AFTER_UTC_MIDNIGHT, 'John Roe'], [LAST, 'Late Night']]);
		expect(json[0].call).toMatchObject({ agentName: 'Jane Doe', callType: 'Inbound', durationSeconds: 65, queueName: 'Sales', startTime: '2016-06-06T07:00:00Z' });
		expect(json[0].call).not.toHaveProperty('path');
	});

	test.each<[string, INodeParameters, string[]]>([
		['by agent', { agentName: 'jane' }, [FIRST]],
		['by case', { caseId: 77 }, [AFTER_UTC_MIDNIGHT]],
		['by queue', { queueName: 'sales' }, [FIRST]],
		['by nothing that is there', { agentName: 'nobody' }, []],
		['by extension too', { agentName: 'jane', extensions: 'mp3' }, []],
	])('%s', async (_, filters, expected) => {
		expect((await call({ filters })).calls.map(([path]) => path)).toEqual(expected);
	});

	test('the smaller index counts where the detailed one is not there; a day without any is told', async () => {
		stage.server.store.files.delete('S20160606/I20160606_version2.csv');
		stage.server.seed({ 'Index/I20160606.csv': indexOf([row(FIRST, { 'AGENT NAME': 'From the small one' })], ['FILENAME', 'DIRECTORY', 'AGENT NAME']) });
		expect((await call()).calls[0]).toEqual([FIRST, 'From the small one']);
		stage.server.store.files.delete('Index/I20160606.csv');
		const { calls, hints } = await call();
		expect(calls[0]).toEqual([FIRST, undefined]);
		expect(hints).toContainEqual(expect.objectContaining({ message: expect.stringContaining('no index yet of 2016-06-06') }));
	});

	test('that the index of the next day is not there, which may list late calls, is nothing to tell', async () => {
		stage.server.store.files.delete('S20160607/I20160607_version2.csv');
		expect((await call()).hints).toMatchObject([{ message: expect.stringContaining('names tell no time') }]);
	});

	test('an index that is none is passed over for the other one, and told', async () => {
		stage.server.seed({ 'S20160606/I20160606_version2.csv': '<html>Sign in</html>', 'Index/I20160606.csv': indexOf([row(FIRST, { 'AGENT NAME': 'From the small one' })], ['FILENAME', 'DIRECTORY', 'AGENT NAME']) });
		const { calls, hints } = await call();
		expect(calls[0]).toEqual([FIRST, 'From the small one']);
		expect(hints).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/I20160606_version2\.csv is no index that can be read/) }));
	});

	test('a call after midnight may stand in the index of the day before', async () => {
		stage.server.seed({
			'S20160606/I20160606_version2.csv': indexOf([]),
			'S20160605/I20160605_version2.csv': indexOf([row(FIRST, { 'AGENT NAME': 'Early Bird' }), row(EVENING, { 'AGENT NAME': 'Nobody' })]),
		});
		const { calls } = await call();
		expect(calls).toEqual([[FIRST, 'Early Bird'], [EVENING, undefined], [AFTER_UTC_MIDNIGHT, undefined], [LAST, 'Late Night']]);
	});

	test('two rows for a recording: both, the first as the call, and either is found', async () => {
		stage.server.seed({ 'S20160606/I20160606_version2.csv': indexOf([row(FIRST), row(FIRST, { 'AGENT NAME': 'Second Leg' })]) });
		const { json } = await call();
		expect(json[0]).toMatchObject({ call: { agentName: 'Jane Doe' }, calls: [{ agentName: 'Jane Doe' }, { agentName: 'Second Leg' }] });
		expect((await call({ filters: { agentName: 'second' } })).calls).toEqual([[FIRST, 'Jane Doe']]);
		expect(json[3]).not.toHaveProperty('calls');
	});

	test('an index folder in other letters', async () => {
		stage.server.store.files.delete('S20160606/I20160606_version2.csv');
		stage.server.store.files.delete('Index/I20160606.csv');
		stage.server.seed({ 'index/I20160606.csv': indexOf([row(FIRST, { 'AGENT NAME': 'From below' })]) });
		expect((await call()).calls[0]).toEqual([FIRST, 'From below']);
	});

	test.each<[string, string, string]>([
		['has no row', 'S20160606/I20160606_version2.csv', indexOf([])],
		['is empty', 'S20160606/I20160606_version2.csv', ''],
		['lists others', 'S20160606/I20160606_version2.csv', indexOf([row(NEXT_DAY)])],
		['names no files', 'S20160606/I20160606_version2.csv', 'AGENT NAME,DURATION\r\nAnn,1\r\n'],
		['and the first copy of the small one have no row', 'Index/I20160606.csv', ''],
	])('what the small index says counts, where the detailed one %s', async (_, path, content) => {
		stage.server.store.files.delete('S20160606/I20160606_version2.csv');
		stage.server.seed({ [path]: content, [path.startsWith('Index') ? 'S20160606/I20160606.csv' : 'Index/I20160606.csv']: indexOf([row(FIRST, { 'AGENT NAME': 'Small' })]) });
		expect((await call()).calls[0]).toEqual([FIRST, 'Small']);
	});

	test('where the server alters letters', async () => {
		const files = [...stage.server.store.files.keys()].map((path) => [path.toLowerCase(), path.endsWith('.wav') ? 'RIFF' : indexOf([row(FIRST)])]);
		stage.server.store.files.clear();
		stage.server.seed(Object.fromEntries(files));
		expect((await call()).calls[0]).toEqual([FIRST.toLowerCase(), 'Jane Doe']);
	});

	test('each index is read once', async () => {
		await call();
		const read = stage.server.commands.filter((command) => command.startsWith('RETR'));
		expect(read.filter((command) => command.includes('_version2'))).toHaveLength(2);
		expect(new Set(read).size).toBe(read.length);
	});

	test('an index that cannot be read is an error, not an absence', async () => {
		stage.server.faults.inject('RETR', { answer: [550, 'Permission denied.'] }, { times: 99 });
		expect((await stage.failure({ ...DAY, withIndexData: true })).message).toMatch(/I20160606_version2\.csv/);
	});
});

test.each<[string, INodeParameters]>([
	['Get Many', DAY],
	['Index: Get Many', { resource: 'index', period: 'days', firstDay: '2016-06-06T00:00:00' }],
	['Reconcile', { resource: 'index', operation: 'reconcile', period: 'days', firstDay: '2016-06-06T00:00:00', lastDay: '2016-06-06T00:00:00' }],
])('%s: many items share the connections of their credential', async (_, parameters) => {
	seed();
	await stage.run(parameters, { items: Array.from({ length: 12 }, () => ({})) });
	const logins = stage.server.commands.filter((command) => command.startsWith('PASS'));
	expect(logins.length).toBeLessThanOrEqual(4);
});
