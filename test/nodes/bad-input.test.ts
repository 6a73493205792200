import { cut, garbageXml, hangUp, status, truncatedXml, type Fault } from '../servers/blob-faults';
import { Stage } from './stage';
import { tokenWith } from './tenant';

const stage = new Stage({ resource: 'recording', operation: 'download' });

const CONTENT = Buffer.alloc(300_000, 'a recording that matters ');
const NOW = { 'Retry-After': '0' };
const isRead = ({ blob }: { blob: string }) => blob === 'bad.mp3';

describe('an answer that is no file fails its own item, in words', () => {
	const HOUR_LATER = { Date: new Date(Date.now() + 3_600_000).toUTCString() };

	test.each<[string, Fault, string, RegExp]>([
		['403, revoked', status(403, 'AuthenticationFailed'), 'CREDENTIAL_REFUSED', /Recordings Container: .*403 AuthenticationFailed/],
		['403, clocks differ', status(403, 'AuthenticationFailed', HOUR_LATER), 'CREDENTIAL_REFUSED', /about 60 min behind/],
		['403, no right', status(403, 'AuthorizationPermissionMismatch'), 'PERMISSION_DENIED', /Recordings Container: .*403/],
		['403, wrong network', status(403, 'AuthorizationSourceIPMismatch'), 'PERMISSION_DENIED', /SourceIPMismatch/],
		['404', status(404, 'BlobNotFound'), 'NOT_FOUND', /404 BlobNotFound/],
		['404, container', status(404, 'ContainerNotFound'), 'CONTAINER_NOT_FOUND', /404 ContainerNotFound/],
		['409, archived', status(409, 'BlobArchived'), 'CONFLICT', /409 BlobArchived/],
		['412', status(412, 'ConditionNotMet'), 'CHANGED', /412 ConditionNotMet/],
		['429, for ever', status(429, undefined, NOW), 'THROTTLED', /429/],
		['500, for ever', status(500, 'InternalError', NOW), 'SERVICE_FAILED', /500 InternalError/],
		['503, for ever', status(503, 'ServerBusy', NOW), 'THROTTLED', /503 ServerBusy/],
		['307, to another host', status(307, undefined, { Location: 'http://127.0.0.1:9/' }), 'INVALID_RESPONSE', /307/],
	])('%s', async (_, fault, errorCode, error) => {
		stage.server.seed('recordings', { 'bad.mp3': 'x', 'good.mp3': 'y' });
		stage.server.inject(fault, { times: Infinity, on: isRead });
		const items = [{ path: 'bad.mp3' }, { path: 'good.mp3' }];
		const { json } = await stage.run({}, { items, onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ errorCode, error: expect.stringMatching(error) }, { sizeBytes: 1 }]);
		expect(json[1]).not.toHaveProperty('error');
	});

	test('how often it was tried is said', async () => {
		stage.server.inject(status(503, 'ServerBusy', NOW), { times: Infinity });
		const error = await stage.failure({ path: 'a.mp3' });
		expect(error.description).toMatch(/Tried 5 times\. \(THROTTLED\)/);
		expect(stage.server.requests).toHaveLength(5);
	});
});

describe('the headline is ours, not one that n8n makes of a code in the text', () => {
	test('a refused connection', async () => {
		const credential = { recordingsSecretUrl: 'http://127.0.0.1:9/devstoreaccount1/recordings' };
		const error = await stage.failure({ path: 'bad.mp3' }, { credential });
		expect(error.message).toMatch(/^Could not read "bad\.mp3": nothing accepts connections .*ECONNREFUSED/);
	});

	test('a code in a path', async () => {
		const error = await stage.failure({ path: 'ENOENT/a.mp3' });
		expect(error.message).toMatch(/^Could not read "ENOENT\/a\.mp3": .*404 BlobNotFound/);
	});
});

describe('what is worth a retry is retried', () => {
	test.each<[string, Fault, number, number]>([
		['429 with Retry-After', status(429, undefined, NOW), 3, 4],
		['500', status(500, 'InternalError', NOW), 2, 3],
		['503', status(503, 'ServerBusy', NOW), 4, 5],
		['a cut after the first bytes', cut(70_000), 1, 2],
		['a cut, and again', cut(60_000), 3, 4],
		['a connection that closes before the answer', hangUp(), 1, 2],
	])('%s', async (_, fault, times, requests) => {
		stage.server.seed('recordings', { 'bad.mp3': { content: CONTENT } });
		stage.server.inject(fault, { times });
		const [item] = (await stage.run({ path: 'bad.mp3' })).items;
		expect((await stage.n8n.bytesOf(item.binary?.data)).equals(CONTENT)).toBe(true);
		expect(item.json.verifiedBy).toBe('md5');
		expect(stage.server.requests).toHaveLength(requests);
	});

	test.each<[string, Fault]>([
		['a listing that is cut', truncatedXml()],
		['a listing from the hotel network', garbageXml()],
	])('%s', async (_, fault) => {
		stage.server.seed('recordings', { 'a.mp3': 'x', 'b.mp3': 'y' });
		stage.server.inject(fault);
		const { json } = await stage.run({ operation: 'getAll', returnAll: true });
		expect(json.map(({ path }) => path)).toEqual(['a.mp3', 'b.mp3']);
	});
});

describe('between list and download', () => {
	async function listThen(change: () => void) {
		stage.server.seed('recordings', { 'a.mp3': 'before', 'b.mp3': 'stays' });
		const { items } = await stage.run({ operation: 'getAll', returnAll: true });
		change();
		return await stage.run({}, { items, onError: 'continueRegularOutput' });
	}

	test('a blob that was deleted fails alone', async () => {
		const { json } = await listThen(() => stage.server.store.blobsOf('recordings')?.delete('a.mp3'));
		expect(json).toMatchObject([{ path: 'a.mp3', errorCode: 'NOT_FOUND' }, { path: 'b.mp3', verifiedBy: 'md5' }]);
	});

	test('a blob that was replaced comes as it is now, and the item says so', async () => {
		const { json, items } = await listThen(() => stage.server.seed('recordings', { 'a.mp3': 'after the change' }));
		expect(json[0]).toMatchObject({ sizeBytes: 16, etag: '0x8D0000000000003', verifiedBy: 'md5' });
		expect((await stage.n8n.bytesOf(items[0].binary?.data)).toString()).toBe('after the change');
	});
});

describe('the token', () => {
	const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z/, 'Z');

	test.each<[string, Record<string, string | undefined>, RegExp]>([
		['expired', { se: at(-1) }, /Recordings Container: the token expired on \d{4}-/],
		['not yet valid', { st: at(1) }, /Recordings Container: the token is not valid before \d{4}-/],
		['without list', { sp: 'r' }, /lacks the right to list \(l\); it has sp=r/],
		['of one file', { sr: 'b' }, /token of a single file/],
	])('%s', async (_, parameters, message) => {
		stage.server.inject(status(403, 'AuthenticationFailed'), { times: Infinity });
		const error = await stage.failure({ operation: 'getAll' }, { credential: { recordingsToken: tokenWith(parameters) } });
		expect(error.message).toMatch(message);
	});
});

test('strange names come through list and download, byte for byte', async () => {
	const names = [
		'a b.mp3',
		' leading and trailing ',
		'100%.mp3',
		'%41%2F%00.mp3',
		'#1?.mp3',
		'a+b&c=d;e.mp3',
		'mytenant//double.mp3',
		'<&"\'>.mp3',
		'Müller/Straße é.mp3',
		'録音/🎧👩‍💻.mp3',
		'\u202Egpj.mp3',
		'tab\tand\u0001control.mp3',
		'back\\slash.mp3',
		'...dots..mp3',
		`${'x'.repeat(1_020)}.mp3`,
		'语'.repeat(1_024),
	];
	for (const name of names) stage.server.seed('recordings', { [name]: { content: `content of ${name}` } });
	const { items } = await stage.run({ operation: 'getAll', returnAll: true });
	expect(new Set(items.map(({ json }) => json.path))).toEqual(new Set(names));
	const { items: files } = await stage.run({}, { items });
	for (const { json, binary } of files) {
		expect((await stage.n8n.bytesOf(binary?.data)).toString()).toBe(`content of ${String(json.path)}`);
	}
});
