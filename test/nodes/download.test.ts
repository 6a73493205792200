import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { away, drip, stall, status } from '../servers/blob-faults';
import { locator, Stage } from './stage';
import { credentialOf, recordingPath, startTenant } from './tenant';

const stage = new Stage({ resource: 'recording', operation: 'download' });

const FILES = Array.from({ length: 12 }, (_, index) => recordingPath(index + 1));
const contentOf = (index: number, bytes = 5_000) => Buffer.alloc(bytes, `recording ${index} `);
const asItem = (path: string) => ({ path, container: 'recordings' });
const items = FILES.map(asItem);

function seedFiles(bytes?: number): void {
	for (const [index, path] of FILES.entries()) stage.server.seed('recordings', { [path]: { content: contentOf(index, bytes) } });
}

const soon = async (waitMs = 5) => await new Promise((resolve) => setTimeout(resolve, waitMs));

async function bytesOf({ binary }: INodeExecutionData, field = 'data'): Promise<Buffer> {
	return await stage.n8n.bytesOf(binary?.[field]);
}

describe('the file', () => {
	test('lies in the binary store of n8n, byte for byte, each with its item', async () => {
		seedFiles();
		const result = await stage.run({}, { items });
		expect(result.json.map(({ path }) => path)).toEqual(FILES);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(FILES.map((_, item) => ({ item })));
		for (const [index, item] of result.items.entries()) {
			expect(item.binary?.data.id).toMatch(/^filesystem-v2:/);
			expect((await bytesOf(item)).equals(contentOf(index))).toBe(true);
		}
	});

	test.each<[string, string]>([
		['call.mp3', 'audio/mpeg'],
		['call.mp3.bin', 'application/octet-stream'],
		['call.WAV', 'audio/wav'],
		['screen.mp4', 'video/mp4'],
		['export_1.zip', 'application/zip'],
		['no-extension', 'application/octet-stream'],
	])('%s is %s', async (name, mimeType) => {
		stage.server.seed('recordings', { [`t/${name}`]: 'abc' });
		const [item] = (await stage.run({}, { items: [asItem(`t/${name}`)] })).items;
		expect(item.binary?.data).toMatchObject({ fileName: name, mimeType, bytes: 3 });
	});

	test('the field has the name that was asked for, beside the binary data of the input', async () => {
		seedFiles();
		const earlier = { data: 'YWJj', mimeType: 'text/plain', fileName: 'a.txt' };
		const input = { json: asItem(FILES[3]), binary: { data: earlier } };
		const [item] = (await stage.run({ binaryPropertyName: 'audio' }, { items: [input] })).items;
		expect(item.binary?.data).toEqual(earlier);
		expect((await bytesOf(item, 'audio')).equals(contentOf(3))).toBe(true);
	});

	test('a blob of zero bytes', async () => {
		stage.server.seed('recordings', { 'empty.mp3': '' });
		const [item] = (await stage.run({}, { items: [asItem('empty.mp3')] })).items;
		expect(item.json).toMatchObject({ sizeBytes: 0, verifiedBy: 'md5' });
		expect(await bytesOf(item)).toHaveLength(0);
	});
});

describe('the item', () => {
	test('keeps its input, and says what came and how it was verified', async () => {
		seedFiles();
		const tags = { StoredTime: '2026-01-30T08:02:00Z' };
		const [{ json }] = (await stage.run({}, { items: [{ ...asItem(FILES[0]), caseNumber: 7, tags }] })).items;
		expect(json).toMatchObject({
			caseNumber: 7,
			vendor: 'genesys',
			path: FILES[0],
			sizeBytes: 5_000,
			contentMd5: expect.stringMatching(/^[\w+/]{22}==$/),
			verifiedBy: 'md5',
			tags,
			expiresAt: '2026-03-01T08:02:00Z',
		});
	});

	test('a blob without a stated MD5 is verified by its size alone, and its own MD5 is given', async () => {
		stage.server.seed('recordings', { 'blocks.mp3': { content: 'abc', fromBlocks: true } });
		const [{ json }] = (await stage.run({}, { items: [asItem('blocks.mp3')] })).items;
		expect(json).toMatchObject({ verifiedBy: 'size', contentMd5: 'kAFQmDzST7DWlj99KOF/cg==' });
	});

	test('a number is a path too', async () => {
		stage.server.seed('recordings', { 7: 'abc' });
		expect((await stage.run({ path: '={{ 7 }}' })).json).toMatchObject([{ path: '7', sizeBytes: 3 }]);
	});

	const MD5_OF_ABC = 'kAFQmDzST7DWlj99KOF/cg==';
	const OTHER_MD5 = 'AAAAAAAAAAAAAAAAAAAAAA==';
	test.each<[string, IDataObject, IDataObject]>([
		['the MD5 that the listing stated counts', { contentMd5: MD5_OF_ABC }, { verifiedBy: 'md5' }],
		['an MD5 that an earlier download made itself does not', { contentMd5: OTHER_MD5, verifiedBy: 'size' }, { verifiedBy: 'size' }],
		['of another version, nothing counts', { etag: 'old', contentMd5: OTHER_MD5, sizeBytes: 9 }, { verifiedBy: 'size', changedSinceListed: true }],
		['of another path, nothing counts', { path: 'other.mp3', contentMd5: OTHER_MD5, sizeBytes: 9 }, { verifiedBy: 'size' }],
	])('what the item knew of the file: %s', async (_, known, expected) => {
		stage.server.seed('recordings', { 'blocks.mp3': { content: 'abc', fromBlocks: true } });
		const etag = stage.server.store.blobsOf('recordings')?.get('blocks.mp3')?.etag;
		const item = { ...asItem('blocks.mp3'), etag, ...known };
		const [{ json }] = (await stage.run({ path: 'blocks.mp3' }, { items: [item] })).items;
		expect(json).toMatchObject({ contentMd5: MD5_OF_ABC, sizeBytes: 3, ...expected });
		expect(json.changedSinceListed).toBe(expected.changedSinceListed);
	});

	test('a file of the listed version that is another: refused, and not stored', async () => {
		stage.server.seed('recordings', { 'blocks.mp3': { content: 'abc', fromBlocks: true } });
		const etag = stage.server.store.blobsOf('recordings')?.get('blocks.mp3')?.etag;
		const error = await stage.failure({}, { items: [{ ...asItem('blocks.mp3'), etag, contentMd5: OTHER_MD5 }] });
		expect(error.message).toContain('another MD5');
	});

	test('a path alone is enough: the container is "recordings" then', async () => {
		seedFiles();
		const { json } = await stage.run({ path: FILES[1] });
		expect(json).toMatchObject([{ path: FILES[1], container: 'recordings' }]);
	});

	test('any container of the credential', async () => {
		stage.server.seed('gim-export', { 'export_1.zip': 'zip' });
		const { json } = await stage.run({ container: locator('gim-export'), path: 'export_1.zip' });
		expect(json).toMatchObject([{ container: 'gim-export', extension: 'zip' }]);
	});
});

describe('several at once', () => {
	test.each([[undefined, 8], [1, 1], [3, 3], [11, 11]])('setting %s: %s at most', async (setting, expected) => {
		seedFiles(2_000);
		stage.server.inject(stall(100), { times: Infinity });
		const cancel = new AbortController();
		const options = setting === undefined ? {} : { parallelDownloads: setting };
		const running = stage.failure({ options }, { items, signal: cancel.signal });
		while (stage.reads.length < expected) await soon();
		await soon(100);
		expect(stage.reads).toHaveLength(expected);
		cancel.abort();
		await running;
	});

	const { N8N_DEFAULT_BINARY_DATA_MODE: mode } = process.env;
	afterEach(() => Object.assign(process.env, { N8N_DEFAULT_BINARY_DATA_MODE: mode }));

	test.each<[string, number, number]>([
		['filesystem', 16, 64],
		['database', 8, 8],
		['s3', 8, 8],
	])('from a service that is far away, into the store "%s": between %i and %i', async (store, least, most) => {
		process.env.N8N_DEFAULT_BINARY_DATA_MODE = store;
		seedFiles(100);
		let [waiting, atOnce] = [0, 0];
		stage.server.inject(away(40), { times: Infinity, on: ({ method }) => {
			if (method === 'GET') {
				atOnce = Math.max(atOnce, ++waiting);
				setTimeout(() => waiting--, 40);
			}
			return true;
		} });
		const many = Array.from({ length: 400 }, (_, index) => asItem(FILES[index % FILES.length]));
		expect((await stage.run({}, { items: many })).items).toHaveLength(many.length);
		expect(atOnce).toBeGreaterThanOrEqual(least);
		expect(atOnce).toBeLessThanOrEqual(most);
	});

	test('results keep the order of the items, whichever is ready first', async () => {
		seedFiles(2_000);
		stage.server.inject(drip(100, 10), { on: ({ blob }) => blob === FILES[0] });
		const { json } = await stage.run({}, { items });
		expect(json.map(({ path }) => path)).toEqual(FILES);
	});
});

describe('where a path may lead', () => {
	test.each<[string, string, string, RegExp]>([
		['out of the folder', 'other/a.mp3', 'mytenant/', /outside the folder "mytenant\/"/],
		['into a folder with the same beginning', 'mytenant2/a.mp3', 'mytenant', /outside the folder "mytenant\/"/],
		['up', 'mytenant/../other/a.mp3', 'mytenant/', /"\." or "\.\." segment/],
		['up, without a folder', '../recordings/a.mp3', '', /"\." or "\.\." segment/],
		['up, with a backslash', 'a\\..\\b.mp3', '', /"\." or "\.\." segment/],
		['with NUL', 'a\0.mp3', '', /NUL character/],
		['nowhere', '', '', /names no path/],
		['not a text', '={{ [7] }}', '', /"Path" is a list/],
		['half a character', 'a\uD800.mp3', '', /one half of a character/],
		['a folder that is nothing', 'a.mp3', '={{ $json.nothing }}', /"Only Inside Folder" is an expression that gives nothing/],
		['a name of 5,000 bytes', 'a'.repeat(5_000), '', /longer than 4096 bytes/],
	])('%s: refused, nothing sent', async (_, path, folder, message) => {
		stage.server.seed('recordings', { 'other/a.mp3': 'x', 'mytenant2/a.mp3': 'x' });
		const error = await stage.failure({ path, options: { folder } });
		expect(error.message).toMatch(message);
		expect(stage.server.requests).toEqual([]);
	});

	test('out of the folder in the URL of the credential', async () => {
		const credential = { recordingsSecretUrl: `${stage.server.endpoint}/recordings/mytenant` };
		const error = await stage.failure({ path: 'mytenant2/a.mp3' }, { credential });
		expect(error.message).toContain('outside the folder "mytenant/"');
		expect(stage.server.requests).toEqual([]);
	});
});

describe('failures', () => {
	const gone = FILES[2];
	beforeEach(() => {
		seedFiles();
		stage.server.store.blobsOf('recordings')?.delete(gone);
	});

	test('with Continue On Fail the failed file fails its own item only', async () => {
		const result = await stage.run({}, { items, onError: 'continueRegularOutput' });
		expect(result.json.map(({ path }) => path)).toEqual(FILES);
		expect(result.json.filter(({ errorCode }) => errorCode === 'NOT_FOUND')).toHaveLength(1);
		expect(result.items.filter(({ binary }) => binary?.data.bytes === 5_000)).toHaveLength(11);
	});

	test('with Continue On Fail the failed item keeps its input, has the error in words, and no file', async () => {
		const input = { ...asItem(gone), caseNumber: 7 };
		const [item] = (await stage.run({}, { items: [input], onError: 'continueRegularOutput' })).items;
		expect(item.json).toEqual({
			...input,
			error: expect.stringContaining('404 BlobNotFound'),
			errorCode: 'NOT_FOUND',
			advice: expect.stringContaining('list again'),
		});
		expect(item).not.toHaveProperty('binary');
	});

	test('for the error branch it has error and details alone, which is how n8n knows it and adds its input', async () => {
		const [item] = (await stage.run({}, { items: [asItem(gone)], onError: 'continueErrorOutput' })).items;
		expect(item).toEqual({
			json: {
				error: expect.stringContaining(gone),
				details: { errorCode: 'NOT_FOUND', advice: expect.stringContaining('list again') },
			},
			pairedItem: { item: 0 },
		});
	});

	test('without it the error names the item and the path', async () => {
		const error = await stage.failure({}, { items });
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '404', context: { itemIndex: 2 } });
		expect(error.message).toContain(gone);
		expect(error.description).toContain('(NOT_FOUND)');
		expect(error.description).toContain('4c0f3d5c-001e-0013-7e2d-5a9f1a000000');
	});

	test('without it the others stop at once', async () => {
		stage.server.inject(stall(100), { times: Infinity, on: ({ blob }) => blob !== gone });
		expect((await stage.failure({}, { items })).message).toContain(gone);
		expect(stage.reads.length).toBeLessThan(FILES.length);
	});

	test('a token that fails in the middle: what is done stays, the rest says why', async () => {
		const revoked = status(403, 'AuthenticationFailed');
		stage.server.inject(revoked, { times: Infinity, on: ({ blob }) => FILES.indexOf(blob) >= 5 });
		const options = { parallelDownloads: 1 };
		const { json, items: results } = await stage.run({ options }, { items, onError: 'continueRegularOutput' });
		expect(json.map(({ errorCode }) => errorCode ?? 'fine')).toEqual([
			...['fine', 'fine', 'NOT_FOUND', 'fine', 'fine'],
			...Array<string>(7).fill('CREDENTIAL_REFUSED'),
		]);
		expect(json[11].error).toMatch(/Recordings Container: the service answered 403 AuthenticationFailed/);
		expect(json[11].advice).toContain('Generate new tokens');
		expect((await bytesOf(results[4])).equals(contentOf(4))).toBe(true);
	});
});

describe('cancel', () => {
	test.each(['continueRegularOutput', 'stopWorkflow'] as const)('stops at once and frees the connections: %s', async (onError) => {
		seedFiles(200_000);
		const cancel = new AbortController();
		stage.server.inject(stall(1_000), { times: Infinity });
		const running = stage.failure({ options: { parallelDownloads: 3 } }, { items, onError, signal: cancel.signal });
		while (stage.reads.length < 3 || stage.reads.some(({ bodyBytes }) => bodyBytes === 0)) await soon();
		cancel.abort();
		expect((await running).message).toContain('cancelled');
		while (stage.server.openSockets > 0) await soon();
		expect(stage.reads).toHaveLength(3);
	});

	test('an execution that was cancelled before sends nothing', async () => {
		seedFiles();
		await stage.failure({}, { items, signal: AbortSignal.abort() });
		expect(stage.server.requests).toEqual([]);
	});
});

describe("n8n's binary store", () => {
	const before = { ...process.env };
	afterEach(() => {
		process.env = { ...before };
	});

	test.each<[string, Record<string, string>, RegExp]>([
		[
			'the database',
			{ N8N_DEFAULT_BINARY_DATA_MODE: 'database', N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE: '1' },
			/16 MiB, .* in its database, which takes 1 MiB/,
		],
		[
			'the database, as queue mode has it',
			{ N8N_DEFAULT_BINARY_DATA_MODE: '', EXECUTIONS_MODE: 'queue', N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE: '8' },
			/16 MiB, .* in its database, which takes 8 MiB/,
		],
	])('a file that is too large for %s is refused before it is fetched', async (_, environment, message) => {
		Object.assign(process.env, environment);
		stage.server.seed('recordings', { 'large.mp3': { content: Buffer.alloc(16 * 1024 * 1024) } });
		const error = await stage.failure({ path: 'large.mp3' });
		expect(error.message).toMatch(message);
		expect(error.description).toMatch(/N8N_DEFAULT_BINARY_DATA_MODE=filesystem.*N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE.*\(TOO_LARGE\)/);
		expect(stage.server.bodyBytes).toBeLessThan(8 * 1024 * 1024);
	});

	test.each<[string, Record<string, string>]>([
		['the database', { N8N_DEFAULT_BINARY_DATA_MODE: 'database' }],
		['files, in queue mode too', { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem', EXECUTIONS_MODE: 'queue' }],
	])('a file that fits is fetched: %s', async (_, environment) => {
		Object.assign(process.env, environment);
		seedFiles();
		expect((await stage.run({}, { items })).items).toHaveLength(FILES.length);
	});
});

test.each(['engine', 'subNode'] as const)('an AI agent cannot download: %s', async (asTool) => {
	seedFiles();
	const error = await stage.failure({ path: FILES[0] }, { asTool });
	expect(error.message).toContain('an AI agent can list recordings, but not download them');
	expect(error.description).toContain('download in the workflow itself');
	expect(stage.server.requests).toEqual([]);
});

describe('what an item brings along', () => {
	test('a failure of an earlier try goes when the file comes', async () => {
		seedFiles();
		const failed = { error: 'Could not read', errorCode: 'TIMED_OUT', advice: 'Try again', details: { errorCode: 'TIMED_OUT' } };
		const [{ json }] = (await stage.run({}, { items: [{ ...asItem(FILES[0]), ...failed, caseNumber: 7 }] })).items;
		for (const name of Object.keys(failed)) expect(json).not.toHaveProperty(name);
		expect(json).toMatchObject({ caseNumber: 7, verifiedBy: 'md5' });
	});

	test('an error of the user’s own stays', async () => {
		seedFiles();
		const [{ json }] = (await stage.run({}, { items: [{ ...asItem(FILES[0]), error: 'mine', details: 'mine too' }] })).items;
		expect(json).toMatchObject({ error: 'mine', details: 'mine too' });
	});

	test('what describes another recording goes', async () => {
		stage.server.seed('recordings', { 'odd name.wav': 'abc' });
		const [listed] = (await stage.run({ operation: 'getAll', returnAll: true })).items;
		seedFiles();
		const other = { ...(await stage.run({ path: FILES[0] })).items[0].json, tags: { StoredTime: '2026-01-30T08:02:00Z' }, caseNumber: 7 };
		const [{ json }] = (await stage.run({ path: 'odd name.wav' }, { items: [other] })).items;
		expect(json).toEqual({ ...listed.json, contentMd5: 'kAFQmDzST7DWlj99KOF/cg==', verifiedBy: 'md5', caseNumber: 7 });
	});
});

test.each([
	['"abc"', '={{ "abc" }}'],
	['0', 0],
])('Parallel Downloads of %s is refused by its name', async (_, parallelDownloads) => {
	seedFiles();
	const error = await stage.failure({ options: { parallelDownloads } }, { items });
	expect(error.message).toMatch(/"Parallel Downloads" is (abc|0)/);
	expect(stage.server.requests).toEqual([]);
});

test('each item is fetched by its own credential', async () => {
	const other = await startTenant();
	try {
		stage.server.seed('recordings', { 'a.mp3': 'of the first tenant' });
		other.seed('recordings', { 'a.mp3': 'of the second' });
		const credentialOfItem = { 1: credentialOf(other), 2: credentialOf(stage.server, { recordingsToken: 'sv=1&sig=' }) };
		const three = [asItem('a.mp3'), asItem('a.mp3'), asItem('a.mp3'), asItem('a.mp3')];
		const { items: found } = await stage.run({}, { items: three, credentialOfItem, onError: 'continueRegularOutput' });
		expect(found[2].json).toMatchObject({ errorCode: 'CREDENTIAL_INVALID' });
		const texts = await Promise.all([0, 1, 3].map(async (index) => String(await bytesOf(found[index]))));
		expect(texts).toEqual(['of the first tenant', 'of the second', 'of the first tenant']);
	} finally {
		await other.close();
	}
});
