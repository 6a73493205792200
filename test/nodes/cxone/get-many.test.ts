import type { INodeParameters } from 'n8n-workflow';
import { status, type Fault } from '../../servers/s3-faults';
import type { S3Request } from '../../servers/s3-server';
import { locator } from '../stage';
import { FOLDER, SeaStage, seaName } from './sea-stage';

const stage = new SeaStage({ resource: 'recording', operation: 'getAll', returnAll: true });

const DAYS = ['2026-01-29T23:59:59Z', '2026-01-30T00:00:00Z', '2026-01-30T12:00:00Z', '2026-01-31T00:00:00Z'];
const VOICES = DAYS.map((day, index) => seaName(index + 1, day));
const SCREEN = seaName(3, '2026-01-30T12:00:02Z', 'SCREEN');
const ODD = ['notes/read me.txt', 'a+b=(c)&d%e#f é.mp4'];

/** The days, a screen of the third contact, odd names; each stored a day after its start. */
function seedDays(): void {
	stage.seed(Object.fromEntries([...VOICES, SCREEN, ...ODD].map((name) => [name, `content of ${name}`])));
	for (const [index, name] of VOICES.entries()) {
		const object = stage.server.store.get('nice-sea', FOLDER + name);
		if (object) object.modifiedAt = new Date(Date.parse(DAYS[index]) + 86_400_000);
	}
}

async function listed(parameters: INodeParameters = {}, timezone?: string): Promise<string[]> {
	const { json } = await stage.run(parameters, { timezone });
	return json.map(({ path }) => String(path).slice(FOLDER.length));
}

const prefixes = () => stage.server.requests.map(({ query }) => query.get('prefix'));

describe('the items', () => {
	test('are recordings in the words of all vendors', async () => {
		stage.seed({ [VOICES[0]]: 'abc' });
		const { items } = await stage.run({}, { items: [{}, {}] });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(items[0].json).toEqual({
			vendor: 'nice-cxone',
			path: FOLDER + VOICES[0],
			container: 'nice-sea',
			name: VOICES[0],
			extension: 'mp4',
			sizeBytes: 3,
			lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
			etag: '900150983cd24fb0d6963f7d28e17f72',
			expiresAt: expect.stringMatching(/Z$/),
			callId: '12345678001',
			contactId: '12345678001',
			startTime: DAYS[0],
			mediaType: 'VOICE',
			segmentId: '12f9305g-876-4b3a-098f-000000000001',
		});
	});

	test('everything in the folder comes, odd names too, and nothing beside it', async () => {
		seedDays();
		expect(new Set(await listed())).toEqual(new Set([...VOICES, SCREEN, ...ODD]));
	});

	test('the mark of a folder is no recording; a file of zero bytes is', async () => {
		stage.seed({ '': '', 'sub/': '', 'empty.mp4': '' });
		expect(await listed()).toEqual(['empty.mp4']);
	});

	test('12,000 files come page by page, each once', async () => {
		stage.seed(Object.fromEntries(Array.from({ length: 12_000 }, (_, index) => [seaName(index), 'x'])));
		const names = await listed();
		expect([names.length, new Set(names).size, stage.server.requests.length]).toEqual([12_000, 12_000, 12]);
	});

	test('only the folder is asked for, with its slash: no bucket, no root, no region', async () => {
		seedDays();
		await listed();
		expect(prefixes()).toEqual([FOLDER]);
		expect(stage.server.operations).toEqual(['ListObjectsV2']);
	});
});

describe('filters', () => {
	beforeEach(seedDays);

	test.each<[string, INodeParameters, string[]]>([
		['media type', { mediaType: locator('SCREEN') }, [SCREEN]],
		['media type in any case, with blanks', { mediaType: locator(' voice ') }, VOICES],
		['a media type that is not there', { mediaType: locator('CHAT') }, []],
		['contact ID', { filters: { contactId: '12345678003' } }, [VOICES[2], SCREEN]],
		['contact ID as a number', { filters: { contactId: 12_345_678_003 } }, [VOICES[2], SCREEN]],
		['contact ID and media type', { mediaType: locator('SCREEN'), filters: { contactId: '12345678003' } }, [SCREEN]],
		['a whole day', { filters: { startedAfter: '2026-01-30T00:00:00Z', startedBefore: '2026-01-31T00:00:00Z' } }, [VOICES[1], VOICES[2], SCREEN]],
		['stored, a day later', { filters: { storedAfter: '2026-01-31T12:00:00Z', storedBefore: '2026-02-01T00:00:00Z' } }, [VOICES[2]]],
		['extension', { filters: { extensions: 'txt' } }, [ODD[0]]],
	])('%s', async (_, parameters, expected) => {
		expect(await listed(parameters)).toEqual(expected);
	});

	test('times without a zone are those of the workflow', async () => {
		const filters = { startedAfter: '2026-01-30T00:00:00', startedBefore: '2026-01-31T00:00:00' };
		expect(await listed({ filters }, 'Asia/Tokyo')).toEqual([VOICES[0], VOICES[1], VOICES[2], SCREEN].filter((name) => name <= '2026-01-30-15'));
	});

	test('a window can be read by its days alone, also where they are not those of UTC', async () => {
		const filters = { startedAfter: '2026-01-30T00:00:00', startedBefore: '2026-01-31T00:00:00' };
		const whole = await listed({ filters }, 'America/New_York');
		stage.server.requests.length = 0;
		expect(await listed({ filters, options: { byDay: true } }, 'America/New_York')).toEqual(whole);
		expect(prefixes()).toEqual([`${FOLDER}2026-01-30`, `${FOLDER}2026-01-31`]);
	});

	test.each<[string, INodeParameters, RegExp]>([
		['a media type that is not there', { mediaType: locator('={{ $json.nothing }}') }, /"Media Type" is an expression that gives nothing/],
		['a media type that is an object', { mediaType: locator('={{ $json }}') }, /"Media Type" is an object, not text/],
		['a contact ID that is not there', { filters: { contactId: '={{ $json.nothing }}' } }, /"Contact ID" is an expression that gives nothing/],
		['a bound of the window that is not there', { filters: { startedAfter: '={{ $json.nothing }}' } }, /"Started After" is an expression that gives nothing/],
		['another bound that is null', { filters: { storedBefore: '={{ null }}' } }, /"Stored Before" is an expression that gives nothing/],
		['an order that does not exist', { order: '={{ "newest" }}' }, /"Order" is newest, which is not one of its choices/],
		['a switch that is none', { returnAll: '={{ "yes" }}' }, /"Return All" is yes, which is neither true nor false/],
		['a contact ID that is a list', { filters: { contactId: '={{ [1] }}' } }, /"Contact ID" is a list, not text/],
	])('%s is refused before anything is sent', async (_, parameters, message) => {
		expect((await stage.failure(parameters)).message).toMatch(message);
		expect(stage.server.requests).toEqual([]);
	});

	test('empty texts, on purpose, let everything through', async () => {
		const filters = { contactId: '={{ "" }}', extensions: '={{ "" }}' };
		expect(await listed({ mediaType: locator('={{ "" }}'), filters })).toHaveLength(VOICES.length + 1 + ODD.length);
	});

	test('a list of extensions', async () => {
		expect(await listed({ filters: { extensions: "={{ ['txt', 'zip'] }}" } })).toEqual([ODD[0]]);
	});

	test('a reversed window is refused before anything is sent', async () => {
		const error = await stage.failure({ filters: { startedAfter: DAYS[2], startedBefore: DAYS[1] } });
		expect(error.message).toMatch(/"Started After" .* is later than "Started Before"/);
		expect(stage.server.requests).toEqual([]);
	});
});

describe('limit and order', () => {
	beforeEach(seedDays);

	test('a limit stops the listing', async () => {
		expect(await listed({ returnAll: false, limit: 2 })).toEqual(VOICES.slice(0, 2));
	});

	test('expiring soonest, of all', async () => {
		expect(await listed({ returnAll: false, limit: 2, order: 'expiringSoonest' })).toEqual(VOICES.slice(0, 2));
	});
});

describe('an empty folder', () => {
	const closeFolder = () => (stage.key.only = { bucket: 'nice-sea', prefix: 'nowhere/' });

	test('that lists as empty gives no items', async () => {
		expect(await listed()).toEqual([]);
	});

	test('that is denied is an error which says what it may be', async () => {
		closeFolder();
		const error = await stage.failure();
		expect(error.message).toMatch(/403 AccessDenied/);
		expect(error.description).toMatch(/the folder is empty, and CXone refuses access to an empty folder/);
	});

	test('that is denied gives no items where that is wanted, and says so', async () => {
		closeFolder();
		const { json, hints } = await stage.run({ options: { deniedMeansEmpty: true } });
		expect(json).toEqual([]);
		expect(hints).toMatchObject([{ message: expect.stringContaining('denied access to the folder') }]);
	});

	test.each<[string, Fault, object]>([
		['a second page', status(403, 'AccessDenied'), { times: 1, on: ({ query }: S3Request) => query.has('continuation-token') }],
		['in other words', status(403, 'AllAccessDisabled'), { times: Infinity }],
	])('denied in other ways, it fails all the same: %s', async (_, fault, when) => {
		stage.seed(Object.fromEntries(Array.from({ length: 1_001 }, (_unused, index) => [`file-${index}.mp4`, 'x'])));
		stage.server.inject(fault, when);
		expect((await stage.failure({ returnAll: true, options: { deniedMeansEmpty: true } })).message).toMatch(/403/);
	});

	test('wrong keys fail all the same', async () => {
		const error = await stage.failure({ options: { deniedMeansEmpty: true } }, { credential: { accessKeyId: 'AKIAWRONGWRONGWRONG1' } });
		expect(error.message).toMatch(/InvalidAccessKeyId/);
	});
});

describe('as the tool of an AI agent', () => {
	test.each(['engine', 'subNode'] as const)('lists: %s', async (asTool) => {
		seedDays();
		expect((await stage.run({ returnAll: false, limit: 1 }, { asTool })).json).toHaveLength(1);
	});
});

test('media types that are there can be searched', async () => {
	seedDays();
	const search = async (filter?: string) =>
		await stage.n8n.search('searchMediaTypes', { credential: stage.credential, parameters: { resource: 'recording', operation: 'getAll' }, filter });
	expect(await search()).toEqual(['SCREEN', 'VOICE']);
	expect(await search('vo')).toEqual(['VOICE']);
});

test('searched with somebody waiting in front of the screen, it is tried twice only', async () => {
	stage.server.inject(status(503, 'SlowDown'), { times: Infinity });
	const parameters = { resource: 'recording', operation: 'getAll' };
	await expect(stage.n8n.search('searchMediaTypes', { credential: stage.credential, parameters })).rejects.toThrow('503');
	expect(stage.server.requests).toHaveLength(2);
});
