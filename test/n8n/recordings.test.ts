import { DateTime } from 'luxon';
import { audioOf, ODD_NAMES, type SampleRecording } from '../../demo/vendors/genesys/recordings.js';
import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { azurite, execute, n8n, now, storedBytes, truth, type Run } from './support/environment';
import { expectedDetails, expectedItem, expectedTags, inThirtyDays } from './support/expected';
import { TIME_ZONE } from './support/names';
import { condition, download, findByTags, folder, getMany, itemsOf, workflowOf } from './support/workflow';

const midnight = DateTime.fromJSDate(now, { zone: TIME_ZONE }).startOf('day');
const day = (daysAgo: number) => midnight.minus({ days: daysAgo });
/** A day as a user types it: no zone, so the workflow's zone counts. */
const localText = (time: DateTime) => time.toFormat("yyyy-MM-dd'T'HH:mm:ss");
const utcText = (time: DateTime) => time.toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");

const isCall = ({ tags }: SampleRecording) => tags.RecordingType === 'CALL';
const inWindow = (time: string | undefined, from: DateTime, to: DateTime) =>
	time !== undefined && time >= utcText(from) && time < utcText(to);
const calls = condition('RecordingType', 'equals', 'CALL');
const gone = `${truth[0].name}.deleted`;
const climbing = `mytenant/../${truth[0].name}`;
const oddFiles = ODD_NAMES.map((path) => ({ container: 'recordings', path }));

const LIST_ROWS = [
	[getMany('all', {})],
	[getMany('first seven', { returnAll: false, limit: 7 })],
	[getMany('other tenant', { folder: folder('8888/') })],
	[getMany('oldest first', { order: 'oldestFirst', returnAll: false, limit: 10 })],
	[getMany('expiring soonest', { order: 'expiringSoonest', returnAll: false, limit: 5 })],
	[getMany('started', { filters: { startedAfter: localText(day(5)), startedBefore: localText(day(3)) } })],
	[getMany('stored long ago', { filters: { storedBefore: localText(day(2)) } })],
	[getMany('mp3 only', { filters: { extensions: '.MP3' } })],
	[getMany('encrypted only', { filters: { extensions: 'mp3.bin' } })],
];

const FIND_ROWS = [
	[
		findByTags('day window', {
			storedAfter: localText(day(2)),
			storedBefore: localText(day(1)),
			conditions: { condition: [calls] },
			options: { withDetails: true },
		}),
	],
	[findByTags('all calls', { conditions: { condition: [calls] } })],
	[findByTags('ten calls', { conditions: { condition: [calls] }, returnAll: false, limit: 10 })],
	[
		findByTags('from a moment', {
			conditions: { condition: [calls, condition('StoredTime', 'greaterOrEqual', utcText(day(7)))] },
		}),
	],
	[
		findByTags('expression', {
			define: 'expression',
			expression: `@container = 'recordings' AND "StoredTime" < '${utcText(day(20))}'`,
		}),
	],
	[findByTags('nothing', { conditions: { condition: [condition('RecordingType', 'equals', 'none')] } })],
];

const DOWNLOAD_ROWS = [
	[
		findByTags('to download', { storedAfter: localText(day(1)), storedBefore: localText(day(0)) }),
		download('downloaded'),
	],
	[...itemsOf('odd names', oddFiles), download('odd downloaded', { binaryPropertyName: 'audio' })],
	[
		...itemsOf('one is gone', [truth[0].name, gone, truth[1].name].map((path) => ({ container: 'recordings', path }))),
		download('branched', {}, { onError: 'continueErrorOutput' }),
	],
	[
		...itemsOf('climbing', [climbing, truth[0].name].map((path) => ({ container: 'recordings', path }))),
		download('inside folder', { options: { folder: 'mytenant/' } }, { onError: 'continueRegularOutput' }),
	],
];

let run: Run;
const paths = (node: string, index = 0) => run.output(node, index).map(({ json }) => json.path);
const names = (recordings: SampleRecording[]) => recordings.map(({ name }) => name);

beforeAll(async () => {
	await n8n.importCredentials([genesysCredential(azurite)]);
	await n8n.importWorkflows([workflowOf('testRecordings', [...LIST_ROWS, ...FIND_ROWS, ...DOWNLOAD_ROWS])]);
	run = await execute('testRecordings');
});

it('runs without an error', () => {
	expect(run.error).toBeUndefined();
});

describe('Get Many', () => {
	it('returns every recording, in the order of Azure, with all that is known of it', () => {
		const items = run.output('all').map(({ json }) => json);
		const expected = truth.map((one) => ({ ...expectedItem(one), ...expectedDetails(one), expiresAt: expect.any(String) }));
		expect(items).toEqual(expected);
		expect(items.map(({ expiresAt }) => expiresAt)).toEqual(items.map(({ lastModified }) => inThirtyDays(String(lastModified))));
	});

	it.each([
		['first seven', () => truth.slice(0, 7)],
		['other tenant', () => truth.filter(({ tenant }) => tenant === '8888')],
		['oldest first', () => byStart(truth.filter(({ startTime }) => startTime)).slice(0, 10)],
		['started', () => truth.filter(({ startTime }) => inWindow(startTime, day(5), day(3)))],
		['stored long ago', () => truth.filter(({ storedAt }) => storedAt < utcText(day(2)))],
		['mp3 only', () => truth],
		['encrypted only', () => []],
	])('%s', (node, expected) => {
		expect(paths(node)).toEqual(names(expected()));
	});

	it('expiring soonest', () => {
		const inOrder = truth.map(({ storedAt, name }) => `${storedAt} ${name}`).sort();
		expect(paths('expiring soonest')).toEqual(inOrder.slice(0, 5).map((text) => text.slice(text.indexOf(' ') + 1)));
	});
});

describe('Find by Tags', () => {
	it('finds a day of the workflow’s time zone, with details', () => {
		const expected = truth.filter((one) => isCall(one) && inWindow(one.storedTime, day(2), day(1)));
		expect(expected).not.toHaveLength(0);
		expect(sorted(run.output('day window').map(({ json }) => json))).toEqual(
			expected.map((one) => ({ ...expectedItem(one), ...expectedDetails(one), ...expectedTags(one) })),
		);
	});

	it('returns the tags that were asked for, and no details unasked', () => {
		expect(sorted(run.output('all calls').map(({ json }) => json))).toEqual(
			truth.filter(isCall).map((one) => ({ ...expectedItem(one), tags: { RecordingType: 'CALL' } })),
		);
	});

	it.each([
		['from a moment', () => truth.filter(({ storedTime = '' }) => storedTime >= utcText(day(7)))],
		['expression', () => truth.filter(({ storedTime }) => storedTime !== undefined && storedTime < utcText(day(20)))],
		['nothing', () => []],
	])('%s', (node, expected) => {
		expect(paths(node).sort(byBytes)).toEqual(names(expected()));
	});

	it('stops at the limit', () => {
		expect(run.output('ten calls')).toHaveLength(10);
	});
});

describe('Download', () => {
	it('stores the bytes that the vendor holds, verified', () => {
		const items = run.output('downloaded');
		const expected = truth.filter(({ storedTime }) => inWindow(storedTime, day(1), day(0)));
		expect(items.map(({ json }) => json.path).sort(byBytes)).toEqual(names(expected));
		for (const item of items) expectSameFile(item.json.path, storedBytes(item));
		expect(items.map(({ json }) => json.verifiedBy)).toEqual(items.map(() => 'md5'));
		expect(items.map(({ binary }) => binary?.data.mimeType)).toEqual(items.map(() => 'audio/mpeg'));
	});

	it('fetches names that break careless encoding, into the field that was named', () => {
		const items = run.output('odd downloaded');
		expect(items.map(({ json }) => json.path)).toEqual(ODD_NAMES);
		for (const item of items) expectSameFile(item.json.path, storedBytes(item, 'audio'));
	});

	it('fails a missing file alone, on the error branch', () => {
		expect(paths('branched')).toEqual([truth[0].name, truth[1].name]);
		for (const item of run.output('branched')) expectSameFile(item.json.path, storedBytes(item));
		expect(run.output('branched', 1)).toMatchObject([{ json: { path: gone, error: expect.stringContaining(gone) } }]);
	});

	it('never leaves the folder that was named, and says so on the item', () => {
		expect(run.output('inside folder')).toMatchObject([
			{ json: { path: climbing, error: expect.any(String) } },
			{ json: { path: truth[0].name, error: expect.stringContaining('outside the folder "mytenant/"') } },
		]);
	});
});

function expectSameFile(path: string | undefined, bytes: Buffer): void {
	const original = truth.find(({ name }) => name === path);
	if (!original) throw new Error(`${path} was never stored`);
	if (!bytes.equals(audioOf(original))) throw new Error(`${path} is not what was stored`);
}

function byStart(recordings: SampleRecording[]): SampleRecording[] {
	const key = ({ startTime, name }: SampleRecording) => `${startTime} ${name}`;
	return [...recordings].sort((a, b) => byBytes(key(a), key(b)));
}

function sorted<T extends { path?: string }>(items: T[]): T[] {
	return [...items].sort((a, b) => byBytes(a.path, b.path));
}

function byBytes(a = '', b = ''): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
