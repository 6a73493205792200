import type { INodeParameters } from 'n8n-workflow';
import { locator, Stage } from './stage';
import { recordingPath } from './tenant';

const stage = new Stage({ resource: 'recording', operation: 'getAll', returnAll: true });

const DAYS = ['2026-01-29T23:59:59Z', '2026-01-30T00:00:00Z', '2026-01-30T12:00:00Z', '2026-01-31T00:00:00Z'];
const FILES = DAYS.map((day, index) => recordingPath(index + 1, day));
const ODD = ['mytenant/readme.txt', 'mytenant/voicemail.xmp3', 'other/0.mp3'];

/** Stores a recording for each of DAYS, each a day after its call. */
function seedDays(): void {
	for (const [index, path] of FILES.entries()) {
		const blob = stage.server.store.put('recordings', path, { content: `recording ${index + 1}` });
		blob.createdAt = new Date(Date.parse(DAYS[index]) + 86_400_000);
	}
	for (const path of ODD) stage.server.seed('recordings', { [path]: 'odd' });
}

const numbers = (paths: unknown[]) => paths.map((path) => FILES.indexOf(String(path)) + 1);

async function listed(parameters: INodeParameters, timezone?: string): Promise<string[]> {
	const { json } = await stage.run(parameters, { timezone });
	return json.map(({ path }) => String(path));
}

describe('the items', () => {
	test('are recordings, paired with the item that asked', async () => {
		const path = recordingPath(7, '2026-01-30T08:00:00Z', 'mp3.bin');
		stage.server.store.put('recordings', path, { content: 'abc' }).createdAt = new Date('2026-01-30T08:02:00Z');
		const { items } = await stage.run({}, { items: [{}, {}] });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(items[1].json).toEqual({
			vendor: 'genesys',
			path,
			container: 'recordings',
			name: path.slice('mytenant/'.length),
			extension: 'mp3.bin',
			encrypted: true,
			sizeBytes: 3,
			lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
			etag: '0x8D0000000000001',
			contentMd5: 'kAFQmDzST7DWlj99KOF/cg==',
			expiresAt: '2026-03-01T08:02:00Z',
			callId: '00000000000000000000000000000007',
			startTime: '2026-01-30T08:00:00Z',
			segmentId: '0064020A-10013025-00000001',
			tenant: 'mytenant',
		});
	});

	test('a name outside the grammar passes through with what is known of it', async () => {
		stage.server.seed('recordings', { 'odd name.WAV': 'abc' });
		const { json } = await stage.run();
		expect(json).toMatchObject([{ path: 'odd name.WAV', name: 'odd name.WAV', extension: 'wav', sizeBytes: 3 }]);
		expect(json[0]).not.toHaveProperty('startTime');
		expect(json[0]).not.toHaveProperty('encrypted');
	});

	test('an empty container gives no items', async () => {
		expect(await listed({ container: locator('gim-export') })).toEqual([]);
	});

	test.each<[string, string, string]>([
		['a number', '={{ 2024 }}', '2024'],
		['blanks around it', ' 2024 ', '2024'],
		['an empty text', '', 'recordings'],
		['nothing', '={{ $json.nothing }}', 'recordings'],
		['null', '={{ null }}', 'recordings'],
	])('the container as %s', async (_, value, expected) => {
		const credential = { furtherContainersSecret: `${stage.server.endpoint}/2024?${stage.server.containerSas('rl')}` };
		stage.server.store.createContainer('2024');
		await stage.run({ container: locator(value) }, { credential });
		expect(stage.server.requests.map(({ container }) => container)).toEqual([expected]);
	});

	test('the container comes from the item', async () => {
		stage.server.seed('gim-export', { 'export_1.zip': 'zip' });
		stage.server.seed('recordings', { 'a.mp3': 'mp3' });
		const parameters = { container: locator('={{ $json.where }}') };
		const { json } = await stage.run(parameters, { items: [{ where: 'gim-export' }, { where: 'recordings' }] });
		expect(json.map(({ container, path }) => `${String(container)}/${String(path)}`)).toEqual([
			'gim-export/export_1.zip',
			'recordings/a.mp3',
		]);
	});
});

describe('filters', () => {
	beforeEach(seedDays);

	test.each<[string, INodeParameters, number[]]>([
		['started after: from that second on', { startedAfter: DAYS[1] }, [2, 3, 4]],
		['started before: that second not', { startedBefore: DAYS[1] }, [1]],
		['a whole day', { startedAfter: '2026-01-30T00:00:00Z', startedBefore: '2026-01-31T00:00:00Z' }, [2, 3]],
		['an offset', { startedAfter: '2026-01-30T13:00:00+01:00' }, [3, 4]],
		['stored after, a day later than the call', { storedAfter: '2026-01-31T12:00:00Z', storedBefore: '2026-02-01' }, [3]],
		['extension with dot', { extensions: '.mp3', startedAfter: DAYS[3] }, [4]],
		['extensions in any form', { extensions: '*.MP3; wav,zip', startedBefore: DAYS[2] }, [1, 2]],
	])('%s', async (_, filters, expected) => {
		expect(numbers(await listed({ filters }))).toEqual(expected);
	});

	test.each<[string, string, number[]]>([
		['Asia/Tokyo, where the day begins 9 hours earlier', 'Asia/Tokyo', [1, 2, 3]],
		['America/New_York, where it begins 5 hours later', 'America/New_York', [3, 4]],
	])('times without a zone are those of the workflow: %s', async (_, timezone, expected) => {
		const filters = { startedAfter: '2026-01-30T00:00:00', startedBefore: '2026-01-31T00:00:00' };
		expect(numbers(await listed({ filters }, timezone))).toEqual(expected);
	});

	test('an extension counts from its dot', async () => {
		expect(await listed({ filters: { extensions: 'mp3' } })).toEqual([...FILES, 'other/0.mp3']);
	});

	test('files whose names tell no start are left out of a start window, and that is said', async () => {
		const { hints } = await stage.run({ filters: { startedAfter: '2020-01-01' } });
		expect(hints).toMatchObject([{ message: expect.stringMatching(/^3 files .* no start time\. .*Stored After/) }]);
		expect((await stage.run({ filters: { storedAfter: '2020-01-01' } })).hints).toEqual([]);
	});

	test('what is no date is refused before anything is sent', async () => {
		const error = await stage.failure({ filters: { storedAfter: 'yesterday' } });
		expect(error.message).toContain('"Stored After" is not a date and time: yesterday');
		expect(stage.server.requests).toEqual([]);
	});
});

test.each<[string, INodeParameters, RegExp]>([
	['a reversed window of starts', { filters: { startedAfter: DAYS[2], startedBefore: DAYS[1] } }, /"Started After" \(2026-01-30T12:00:00Z\) is later than "Started Before"/],
	['a reversed window of storage times', { filters: { storedAfter: DAYS[2], storedBefore: DAYS[1] } }, /"Stored After" .* is later than "Stored Before"/],
	['no limit at all', { returnAll: false, limit: 0 }, /"Limit" is 0, which is no number of 1 or more/],
	['a negative limit', { returnAll: false, limit: -3 }, /"Limit" is -3/],
	['an empty limit', { returnAll: false, limit: '={{ "" }}' }, /"Limit" is empty/],
	['a limit that is no number', { returnAll: false, limit: '={{ "abc" }}' }, /"Limit" is abc/],
	['a limit that is not there', { returnAll: false, limit: '={{ $json.nothing }}' }, /"Limit" is nothing/],
	['a limit that is a list', { returnAll: false, limit: '={{ [5] }}' }, /"Limit" is a list/],
	['a container that is an object', { container: locator('={{ { a: 1 } }}') }, /"Container" is an object, not text/],
	['a container that is a list', { container: locator("={{ ['recordings'] }}") }, /"Container" is a list, not text/],
	['a container that is no text', { container: '={{ true }}' }, /"Container" is true, not text/],
	['a number as container, which the credential does not know', { container: locator('={{ 2024 }}') }, /for the container "2024"/],
	['a folder that is not there', { folder: locator('={{ $json.nothing }}', 'path') }, /"Folder" is an expression that gives nothing/],
	['the same for the whole locator', { folder: '={{ $json.nothing }}' }, /"Folder" is an expression that gives nothing/],
	['a folder that is null', { folder: locator('={{ null }}', 'path') }, /"Folder" is an expression that gives nothing/],
	['a folder that is an object', { folder: locator('={{ $json }}', 'path') }, /"Folder" is an object, not text/],
	['extensions that are not there', { filters: { extensions: '={{ $json.nothing }}' } }, /"Extensions" is an expression that gives nothing/],
])('%s is refused before anything is sent', async (_, parameters, message) => {
	expect((await stage.failure(parameters)).message).toMatch(message);
	expect(stage.server.requests).toEqual([]);
});

test('a window of no length matches nothing, and is no error', async () => {
	seedDays();
	expect(await listed({ filters: { startedAfter: DAYS[1], startedBefore: DAYS[1] } })).toEqual([]);
});

describe('folders', () => {
	beforeEach(seedDays);

	test.each<[string, string, string[]]>([
		['a folder', 'other/', ['other/0.mp3']],
		['a folder with a slash before it', '/other/', ['other/0.mp3']],
		['the beginning of a name', 'mytenant/v', ['mytenant/voicemail.xmp3']],
		['nothing there', 'nowhere/', []],
		['with blanks around it', ' other/\n', ['other/0.mp3']],
		['a number', '={{ 2024 }}', ['2024/1.mp3']],
		['an empty text, on purpose', '={{ "" }}', ['2024/1.mp3', ...FILES, ...ODD]],
	])('%s', async (_, folder, expected) => {
		stage.server.seed('recordings', { '2024/1.mp3': '' });
		expect(await listed({ folder: locator(folder, 'path') })).toEqual(expected);
	});

	test.each<[string, string, string[]]>([
		['chosen, as it is stored', 'list', ['/top.mp3', '/other/1.mp3']],
		['typed, where a slash before it means nothing', 'path', ['/top.mp3', '/other/1.mp3', ...FILES, ...ODD]],
	])('the folder "/": %s', async (_, mode, expected) => {
		stage.server.seed('recordings', { '/top.mp3': '', '/other/1.mp3': '' });
		expect(new Set(await listed({ folder: locator('/', mode) }))).toEqual(new Set(expected));
	});

	test.each<[string, string, string, string]>([
		['chosen, with its full path', 'list', 'mytenant/training/', 'mytenant/training/'],
		['typed in full', 'path', 'mytenant/training/', 'mytenant/training/'],
		['typed in full, with a slash before it', 'path', '/mytenant/tr', 'mytenant/tr'],
		['typed within it', 'path', 'training/', 'mytenant/training/'],
		['the folder of the credential itself', 'list', 'mytenant/', 'mytenant/'],
		['the same without its slash', 'path', 'mytenant', 'mytenant/'],
		['another folder, which stays closed', 'path', 'other/', 'mytenant/other/'],
		['a folder that begins alike', 'path', 'mytenant2/', 'mytenant/mytenant2/'],
	])('under a folder in the URL of the credential: %s', async (_, mode, folder, prefix) => {
		const credential = { recordingsSecretUrl: `${stage.server.endpoint}/recordings/mytenant` };
		await stage.run({ folder: locator(folder, mode) }, { credential });
		expect(stage.queries('prefix')).toEqual([prefix]);
	});

	test('a folder in the URL of the credential bounds everything', async () => {
		const credential = { recordingsSecretUrl: `${stage.server.endpoint}/recordings/other` };
		const { json } = await stage.run({}, { credential });
		expect(json.map(({ path }) => path)).toEqual(['other/0.mp3']);
		expect(stage.queries('prefix')).toEqual(['other/']);
	});
});

describe('limit and order', () => {
	beforeEach(seedDays);
	const size = (limit: number) => ({ returnAll: false, limit });

	test('a small limit asks for a small page, once', async () => {
		expect(numbers(await listed(size(2)))).toEqual([1, 2]);
		expect(stage.queries('maxresults')).toEqual(['2']);
	});

	test('a limit with a filter reads whole pages', async () => {
		expect(numbers(await listed({ ...size(1), filters: { startedAfter: DAYS[2] } }))).toEqual([3]);
		expect(stage.queries('maxresults')).toEqual(['5000']);
	});

	test.each<[string, string, number, number[]]>([
		['oldest first', 'oldestFirst', 3, [1, 2, 3]],
		['oldest first, all: those without a start come last', 'oldestFirst', 100, [1, 2, 3, 4, 0, 0, 0]],
		['expiring soonest', 'expiringSoonest', 2, [1, 2]],
	])('%s', async (_, order, limit, expected) => {
		// Names in the opposite order of their times.
		for (const [index, path] of FILES.entries()) {
			const blob = stage.server.store.blobsOf('recordings')?.get(path);
			stage.server.store.blobsOf('recordings')?.delete(path);
			if (blob) stage.server.store.blobsOf('recordings')?.set(`mytenant/${9 - index}${path.slice(10)}`, blob);
		}
		const paths = await listed({ ...size(limit), order });
		const wanted = expected.map((number) => (number === 0 ? expect.any(String) : expect.stringContaining(FILES[number - 1].slice(10))));
		expect(paths).toEqual(wanted);
	});

	test('12,000 recordings come page by page, each once', async () => {
		for (let number = 1; number <= 12_000; number++) {
			stage.server.store.blobsOf('gim-export')?.set(`${String(number).padStart(6, '0')}.zip`, {
				content: Buffer.from('x'),
				etag: 'e',
				contentType: 'application/zip',
				tags: {},
				createdAt: new Date(),
				modifiedAt: new Date(),
			});
		}
		const paths = await listed({ container: locator('gim-export') });
		expect(paths).toHaveLength(12_000);
		expect(new Set(paths).size).toBe(12_000);
		expect(stage.server.requests).toHaveLength(3);
	});
});

describe('as the tool of an AI agent', () => {
	beforeEach(seedDays);

	test.each(['engine', 'subNode'] as const)('lists: %s', async (asTool) => {
		const { json } = await stage.run({ returnAll: false, limit: 2 }, { asTool });
		expect(json.map(({ path }) => path)).toEqual(FILES.slice(0, 2));
	});
});

describe('what is not there', () => {
	test('an unknown container names those that are known', async () => {
		const error = await stage.failure({ container: locator('screens') });
		expect(error.message).toContain('no usable token for the container "screens"; it has "recordings", "gim-export"');
		expect(error.description).toContain('Agent Setup > Contact Center Settings > Blob Storage');
		expect(stage.server.requests).toEqual([]);
	});

	test('a container that the service does not know', async () => {
		const credential = { furtherContainersSecret: `${stage.server.endpoint}/screens?${stage.server.containerSas('rl')}` };
		const error = await stage.failure({ container: locator('screens') }, { credential });
		expect(error).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
		expect(error.message).toContain('404 ContainerNotFound');
		expect(error.description).toMatch(/Check the container name .*\(CONTAINER_NOT_FOUND\)/);
	});

	test('the account token under Recordings is told apart, and nothing is sent', async () => {
		const error = await stage.failure({}, { credential: { recordingsToken: stage.server.accountSas() } });
		expect(error.message).toContain('Recordings Container: this is the token of the account (ss=…)');
		expect(error.description).toContain('It belongs under Account Container');
		expect(stage.server.requests).toEqual([]);
	});

	test('with Continue On Fail one item fails alone', async () => {
		stage.server.seed('recordings', { 'a.mp3': 'a' });
		const { items } = await stage.run(
			{ container: locator('={{ $json.where }}') },
			{ items: [{ where: 'screens' }, { where: 'recordings' }], onError: 'continueRegularOutput' },
		);
		expect(items[0].json).toEqual({
			where: 'screens',
			error: expect.stringContaining('"screens"'),
			errorCode: 'CREDENTIAL_INVALID',
			advice: expect.stringContaining('Agent Setup'),
		});
		expect(items[0].pairedItem).toEqual({ item: 0 });
		expect(items[1]).toMatchObject({ json: { path: 'a.mp3' }, pairedItem: { item: 1 } });
	});
});
