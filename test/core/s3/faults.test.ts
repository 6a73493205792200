import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { ErrorCode } from '../../../core/errors/codes';
import type { RecordingError } from '../../../core/errors/recording-error';
import { withLayers } from '../../../core/sources/layers';
import { Recordings } from '../../../core/sources/recordings';
import { openS3, type S3Options } from '../../../core/sources/s3';
import { bodyOf, patternBytes } from '../../conformance/checks/tools';
import { longestHoldMs } from '../../longest-hold';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import * as faults from '../../servers/s3-faults';
import { S3Server, type S3Key, type S3Request } from '../../servers/s3-server';
import { HOPELESS, PATIENT, timeoutsFor } from '../../timeouts';

const FOLDER = 'mytenant/';
const NAMES = Array.from({ length: 40 }, (_, index) => `${FOLDER}${String(index).padStart(2, '0')}.mp3`);
const LARGE = patternBytes(3 * 1024 * 1024 + 5);
const isList = ({ operation }: S3Request) => operation === 'ListObjectsV2';
const isFirstPage = (request: S3Request) => isList(request) && !request.query.has('continuation-token');

let server: S3Server;
let key: S3Key;
let recordings: Recordings;

async function open(options: Partial<S3Options> = {}, as = key, timeouts = PATIENT): Promise<Recordings> {
	const bare = await openS3(s3Options(server, { folder: FOLDER, maxSockets: 2, ...options }, as));
	const retry = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2 };
	return new Recordings(withLayers(bare, { concurrency: 2, retry, timeouts }), FOLDER);
}

beforeEach(async () => {
	server = await S3Server.start();
	server.store.createBucket(BUCKET);
	server.seed(BUCKET, Object.fromEntries(NAMES.map((name) => [name, `content of ${name}`])));
	server.seed(BUCKET, { [`${FOLDER}large`]: { content: LARGE } });
	key = server.createKey({ bucket: BUCKET, prefix: FOLDER });
	recordings = await open();
});

afterEach(async () => {
	await recordings.close();
	await server.close();
});

async function listed(pageSize?: number, subject = recordings): Promise<string[]> {
	const paths: string[] = [];
	for await (const page of subject.listPages({ pageSize })) paths.push(...page.map(({ path }) => path));
	return paths.filter((path) => path.endsWith('.mp3'));
}

async function failureOf(work: Promise<unknown>): Promise<RecordingError> {
	return await work.then(
		() => {
			throw new Error('it should have failed');
		},
		(error: unknown) => error as RecordingError,
	);
}

describe('a listing survives', () => {
	test.each<[string, faults.Fault]>([
		['a page that is cut', faults.cut(700)],
		['a page that is cut before its first byte', faults.cut(0)],
		['a page that ends too early, in good order', faults.truncatedXml()],
		['a page that goes on and does not say where', faults.truncatedWithoutToken()],
		['a connection that is closed', faults.hangUp()],
		['a page that stops in the middle', faults.stall(700)],
		['a page that never comes', faults.silence()],
		['a busy service', faults.status(503, 'SlowDown', { 'Retry-After': '0' })],
		['an error of the service', faults.status(500, 'InternalError')],
		['an error of the service in an answer that looks well', faults.body('<Error><Code>InternalError</Code></Error>')],
		['too many requests', faults.status(429)],
		['a huge page of an error', faults.hugeError(8 * 1024 * 1024)],
		['an error that is cut', { ...faults.status(500, 'InternalError'), cutAfterBytes: 50 }],
		['an error page of a gateway', { answer: { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<html><h1>Bad gateway' } }],
		['a page that drips', faults.drip(2_000, 1)],
		['an empty page that goes on', faults.emptyPages()],
	])('%s', async (_, fault) => {
		server.inject(fault, { on: isFirstPage });
		const subject = await open({}, key, timeoutsFor(fault));
		expect(await listed(15, subject)).toEqual(NAMES);
		await subject.close();
	});
});

describe('a listing ends', () => {
	const page = (contentType: string): faults.Fault => ({
		...faults.garbageXml(),
		headers: { 'Content-Type': contentType, 'x-amz-request-id': undefined, 'x-amz-id-2': undefined },
	});

	test.each<[string, faults.Fault, ErrorCode, number]>([
		['when the service repeats a token', faults.repeatedToken(), 'LISTING_ENDLESS', 5],
		['when its pages stay cut', faults.truncatedXml(), 'INVALID_RESPONSE', 3],
		['when it never says where it goes on', faults.truncatedWithoutToken(), 'INVALID_RESPONSE', 3],
		['when the right is missing', faults.status(403, 'AccessDenied'), 'PERMISSION_DENIED', 1],
		['when the bucket is gone', faults.status(404, 'NoSuchBucket'), 'CONTAINER_NOT_FOUND', 1],
		['when the service asks for an hour of patience', faults.status(503, 'SlowDown', { 'Retry-After': '3600' }), 'THROTTLED', 1],
		['when it is sent elsewhere', faults.redirectTo('https://elsewhere.example/'), 'INVALID_RESPONSE', 1],
		['when a sign-in page comes in its place', page('text/html'), 'INVALID_RESPONSE', 1],
		['when a sign-in page says that it is XML', page('application/xml'), 'INVALID_RESPONSE', 1],
	])('%s', async (_, fault, code, mostRequests) => {
		server.inject(fault, { times: Infinity, on: isList });
		expect((await failureOf(listed())).code).toBe(code);
		expect(server.requests.length).toBeLessThanOrEqual(mostRequests);
	});

	test('when its tokens go round in a circle', async () => {
		let page = 0;
		server.inject({ editBody: (text) => faults.withToken(text, faults.toToken(`page ${++page % 7}`)) }, { times: Infinity, on: isList });
		expect(await failureOf(listed())).toMatchObject({ code: 'LISTING_ENDLESS' });
		expect(server.requests.length).toBeLessThan(30);
	});

	test('when a page is larger than any, while it is still on its way', async () => {
		const filling = `<!--${'x'.repeat(64 * 1024)}-->`.repeat(1_100);
		server.inject({ editBody: (text) => text.replace('<KeyCount>', `${filling}<KeyCount>`) });
		const bare = new Recordings(await openS3(s3Options(server)));
		expect(await failureOf(listed(15, bare))).toMatchObject({
			code: 'INVALID_RESPONSE',
			detail: expect.stringContaining('larger than 64 MiB'),
		});
		await bare.close();
	});
});

test('of an error page no more is taken than its start', async () => {
	server.inject(faults.hugeError(64 * 1024 * 1024), { times: Infinity });
	const bare = new Recordings(await openS3(s3Options(server)));
	expect(await failureOf(bare.read(NAMES[0]))).toMatchObject({ code: 'SERVICE_FAILED', serviceCode: 'InternalError' });
	// The rest is what a connection holds on its way.
	expect(server.bodyBytes).toBeLessThan(16 * 1024 * 1024);
	await bare.close();
});

test('a page is read while it arrives, and holds up nothing', async () => {
	const names = Array.from({ length: 1_000 }, (_, index) => `${FOLDER}${'n'.repeat(900)}${index}`);
	server.seed(BUCKET, Object.fromEntries(names.map((name) => [name, ''])));
	server.inject(faults.drip(200_000, 30), { on: isFirstPage });
	const bare = await openS3(s3Options(server, { folder: FOLDER }));
	let entries: number | undefined;
	const hold = await longestHoldMs(async () => (entries = (await bare.listPage({ prefix: FOLDER })).entries.length));
	expect(entries).toBe(1_000);
	expect(hold).toBeLessThan(200);
	await bare.close();
});

describe('an abort ends', () => {
	test.each<[string, faults.Fault, (subject: Recordings, signal: AbortSignal) => Promise<unknown>]>([
		['a listing that is half there', faults.stall(500), async (subject, signal) => await subject.listPages({ signal }).next()],
		['a listing that never comes', faults.silence(), async (subject, signal) => await subject.listPages({ signal }).next()],
		['an error that is half there', { ...faults.hugeError(100_000), stallAfterBytes: 500 }, async (subject, signal) => await subject.read(NAMES[0], { signal })],
		['a refusal that is half there', { ...faults.refusal(403, 'InvalidObjectState', 'x'.repeat(500)), stallAfterBytes: 100 }, async (subject, signal) => await subject.read(NAMES[0], { signal })],
		['a description that never comes', faults.silence(), async (subject, signal) => await subject.stat(NAMES[0], { signal })],
		['a body that is half there', faults.stall(5), async (subject, signal) => await buffer((await subject.read(NAMES[0], { signal })).body)],
		['a removal that is never answered', faults.silence(), async (subject, signal) => await subject.remove(NAMES[0], { signal })],
		['a write that is never answered', faults.silence(), async (subject, signal) => await subject.write(NAMES[0], bodyOf('x'), { signal })],
	])('%s, at once, and leaves no connection', async (_, fault, work) => {
		server.inject(fault);
		const source = await openS3(s3Options(server, { folder: FOLDER }, key));
		const bare = new Recordings(source, FOLDER);
		const controller = new AbortController();
		const failure = work(bare, controller.signal).catch((error: unknown) => bare.explain(error, 'read'));
		await delay(100);
		controller.abort();
		// Nothing else ends it: there are no layers, and the server stays silent.
		expect(await failure).toMatchObject({ code: 'CANCELLED' });
		await bare.close();
		for (let turn = 0; turn < 1_000 && server.openSockets > 0; turn++) await delay(5);
		expect(server.openSockets).toBe(0);
	});
});

describe('a download goes on', () => {
	const isGet = ({ operation }: S3Request) => operation === 'GetObject';
	const MIB = 1024 * 1024;

	test.each<[string, faults.Fault[]]>([
		['after a cut before the first byte', [faults.cut(0)]],
		['after a cut in the middle', [faults.cut(MIB)]],
		['after a cut at the last byte', [faults.cut(LARGE.length - 1)]],
		['after several cuts', [faults.cut(1), faults.cut(MIB), faults.cut(MIB), faults.cut(7)]],
		['after a connection that is closed at once', [faults.hangUp()]],
		['after silence in the middle', [faults.stall(MIB)]],
		['after silence before the answer', [faults.silence()]],
		['after a cut and a busy service', [faults.cut(MIB), faults.status(503, 'SlowDown', { 'Retry-After': '0' })]],
		['after a cut and an answer of another range', [faults.cut(MIB), faults.wrongRange(1)]],
		['after a cut and an answer of the whole', [faults.cut(MIB), faults.wholeForRange()]],
	])('%s', async (_, list) => {
		for (const fault of list) server.inject(fault, { on: isGet });
		const subject = await open({}, key, timeoutsFor(...list));
		const { body } = await subject.read(`${FOLDER}large`);
		expect(LARGE.equals(await buffer(body))).toBe(true);
		await subject.close();
	});

	test('never with another version of the object', async () => {
		server.inject(faults.cut(MIB), { on: isGet });
		const { body } = await recordings.read(`${FOLDER}large`);
		server.seed(BUCKET, { [`${FOLDER}large`]: { content: Buffer.alloc(LARGE.length) } });
		const error = await failureOf(buffer(body).catch((thrown: unknown) => Promise.reject(recordings.explain(thrown, 'read'))));
		expect(error.code).toBe('CHANGED');
	});

	test.each<[string, faults.Fault, ErrorCode]>([
		['that stays cut', faults.cut(0), 'CONNECTION_FAILED'],
		['that is always silent', faults.stall(0), 'TIMED_OUT'],
	])('not for ever with a body %s', async (_, fault, code) => {
		server.inject(fault, { times: Infinity, on: isGet });
		const subject = await open({}, key, HOPELESS);
		const { body } = await subject.read(`${FOLDER}large`);
		const error = await buffer(body).catch((thrown: unknown) => subject.explain(thrown, 'read'));
		expect(error).toMatchObject({ code });
		await subject.close();
		expect(server.requests.length).toBeLessThanOrEqual(4);
	});
});

describe('somebody else who answers in place of S3', () => {
	const CALLS: [string, () => Promise<unknown>][] = [
		['list', async () => await listed()],
		['stat', async () => await recordings.stat(NAMES[0])],
		['read', async () => await recordings.read(NAMES[0])],
		['read a range', async () => await recordings.read(NAMES[0], { offset: 1 })],
		['write', async () => await recordings.write(`${FOLDER}new`, bodyOf('x'))],
		['write in parts', async () => await recordings.write(`${FOLDER}new`, bodyOf(Buffer.alloc(9_000_000)))],
		['remove', async () => await recordings.remove(NAMES[0])],
	];
	const foreign = (status: number, headers: Record<string, string | undefined> = {}, body = '<!DOCTYPE html><title>Hotel &amp; Spa</title>'): faults.Fault => ({
		answer: { status, body },
		headers: { 'Content-Type': 'text/html; charset=utf-8', 'x-amz-request-id': undefined, 'x-amz-id-2': undefined, Server: undefined, ...headers },
	});

	test.each(CALLS)('with status 200 is not believed by %s', async (_, call) => {
		server.inject(foreign(200), { times: Infinity });
		const error = await failureOf(call());
		expect(error).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false, httpStatus: 200 });
		expect(error.message).toMatch(/a web page came instead of/);
		expect(error.advice).toMatch(/sign-in page of a network/);
		expect(server.requests).toHaveLength(1);
	});

	test.each(CALLS)('with status 403 is not taken for a missing right by %s', async (_, call) => {
		server.inject(foreign(403), { times: Infinity });
		const error = await failureOf(call());
		expect(error).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false, httpStatus: 403 });
		expect(server.requests).toHaveLength(1);
	});

	test.each<[string, faults.Fault, Partial<RecordingError>]>([
		['that says its name', foreign(403), { message: expect.stringContaining('"Hotel & Spa"') }],
		['that sends plain text', foreign(404, { 'Content-Type': 'text/plain' }, 'nothing here'), { code: 'INVALID_RESPONSE', message: expect.stringContaining('the answer 404 does not come from S3') }],
		['that answers XML without a word, as small servers do to HEAD', foreign(404, { 'Content-Type': 'application/xml' }, ''), { code: 'NOT_FOUND' }],
		['that wants a password', foreign(407, { 'Proxy-Authenticate': 'Basic' }), { code: 'CONNECTION_FAILED', advice: expect.stringContaining('HTTPS_PROXY') }],
		['that leads to its sign-in page', foreign(302, { Location: 'https://login.hotel.example/?back=https://x:y@z' }), { code: 'INVALID_RESPONSE', message: expect.stringContaining('"login.hotel.example"') }],
		['that is a gateway in trouble', foreign(502), { code: 'SERVICE_FAILED', attempts: 3 }],
		['that sends bytes of its own', foreign(200, { 'Content-Type': 'audio/mpeg' }, 'noise'), { code: 'INVALID_RESPONSE', message: expect.stringContaining('neither its headers nor an ETag') }],
	])('%s', async (_, fault, expected) => {
		server.inject(fault, { times: Infinity });
		expect(await failureOf(recordings.read(NAMES[0]))).toMatchObject(expected);
	});

	test('an object that is a web page is one all the same', async () => {
		server.seed(BUCKET, { [`${FOLDER}page`]: { content: '<html><body>Sign in', contentType: 'text/html' } });
		expect(String(await buffer((await recordings.read(`${FOLDER}page`)).body))).toBe('<html><body>Sign in');
	});

	test('a server that leaves out its headers is believed by its ETags', async () => {
		server.inject({ headers: { 'x-amz-request-id': undefined, 'x-amz-id-2': undefined } }, { times: Infinity });
		expect(await listed()).toEqual(NAMES);
		expect(String(await buffer((await recordings.read(NAMES[0])).body))).toBe(`content of ${NAMES[0]}`);
		await recordings.write(`${FOLDER}new`, bodyOf('x'));
		await recordings.remove(`${FOLDER}new`);
	});
});

describe('a description that is refused without a word', () => {
	const isHead = ({ operation }: S3Request) => operation === 'HeadObject';

	test('and a listing that is not: it is asked for once more', async () => {
		server.inject(faults.status(400, 'ExpiredToken'), { times: 1, on: isHead });
		expect((await recordings.stat(NAMES[0])).path).toBe(NAMES[0]);
		expect(server.requests.filter(isHead)).toHaveLength(2);
	});

	test('again and again is an error, after no more than that', async () => {
		server.inject(faults.status(400, 'InvalidRequest'), { times: Infinity, on: isHead });
		expect(await failureOf(recordings.stat(NAMES[0]))).toMatchObject({ code: 'INVALID_REQUEST', attempts: 1 });
		expect(server.requests.filter(isHead)).toHaveLength(2);
	});
});

describe('a clock that is wrong', () => {
	const CALLS: [string, () => Promise<unknown>][] = [
		['list', async () => await listed()],
		['stat', async () => await recordings.stat(NAMES[0])],
		['read', async () => await buffer((await recordings.read(NAMES[0])).body)],
		['write', async () => await recordings.write(`${FOLDER}new`, bodyOf('x'))],
		['remove', async () => await recordings.remove(NAMES[0])],
	];

	test.each(CALLS.flatMap(([name, call]) => [-3, 0.5, 48].map((hours) => [name, hours, call] as const)))('%s, with a service that is %d hours ahead', async (_, hours, call) => {
		server.clockOffsetMs = hours * 3_600_000;
		await call();
		expect(server.requests.filter(({ status }) => status === 403)).toHaveLength(1);
		await call().catch(() => {});
		expect(server.requests.filter(({ status }) => status === 403)).toHaveLength(1);
	});

	test('some minutes are nothing to it', async () => {
		server.clockOffsetMs = 10 * 60_000;
		await listed();
		expect(server.requests.filter(({ status }) => status === 403)).toEqual([]);
	});

	test('is told when the service will not be content', async () => {
		server.inject(faults.refusal(403, 'RequestTimeTooSkewed', 'Too large.'), { times: Infinity });
		const error = await failureOf(listed());
		expect(error).toMatchObject({ code: 'CREDENTIAL_REFUSED', attempts: 3, advice: 'Set the clock of the machine that runs n8n.' });
	});
});

describe('secrets', () => {
	// Of requests that were made, so never empty.
	const signatures = () => server.requests.map(({ headers }) => /Signature=([0-9a-f]+)/.exec(String(headers.authorization))?.[1] ?? 'none');
	const WORKS: (() => Promise<unknown>)[] = [
		async () => await listed(),
		async () => await recordings.stat(NAMES[0]),
		async () => (await recordings.read(NAMES[0])).body.destroy(),
		async () => await recordings.write(`${FOLDER}new`, bodyOf('x')),
		async () => await recordings.write(`${FOLDER}parts`, bodyOf(Buffer.alloc(9_000_000))),
		async () => await recordings.remove(NAMES[0]),
	];
	const echo: faults.Fault = { answer: { status: 400, code: 'InvalidArgument' } };

	test.each<[string, faults.Fault]>([
		['a refusal', faults.status(403, 'SignatureDoesNotMatch')],
		['a closed connection', faults.hangUp()],
		['silence', faults.silence()],
		['a redirect', faults.redirectTo('https://elsewhere.example/')],
		['garbage', faults.garbageXml()],
		['a cut', faults.cut(3)],
		['a busy service', faults.status(503, 'SlowDown')],
		['an invalid request', echo],
	])('are in no error: %s', async (_, fault) => {
		server.inject(fault, { times: Infinity });
		await recordings.close();
		recordings = await open({}, key, HOPELESS);
		for (const work of WORKS) {
			const error = await failureOf(work().then(() => Promise.reject(new Error('fine'))));
			const printed = inspect(error, { depth: 20, showHidden: true }) + String(error.stack) + JSON.stringify(error);
			for (const secret of [key.secretAccessKey, ...signatures(), 'AWS4-HMAC']) expect(printed).not.toContain(secret);
		}
	});

	test.each<[string, faults.Fault]>([
		['a refusal', faults.status(403, 'SignatureDoesNotMatch')],
		['a closed connection', faults.hangUp()],
		['garbage', faults.garbageXml()],
	])('are in no error of the source itself: %s', async (_, fault) => {
		server.inject(fault, { times: Infinity });
		const source = await openS3(s3Options(server, {}, key));
		const works = [
			async () => await source.listPage({ prefix: FOLDER }),
			async () => await source.stat('a', {}),
			async () => await source.write('a', bodyOf('x'), {}),
			async () => await source.remove('a', {}),
		];
		for (const work of works) {
			const error = await work().catch((thrown: unknown) => thrown);
			const printed = inspect(error, { depth: 20 }) + JSON.stringify(error);
			for (const secret of [key.secretAccessKey, ...signatures()]) expect(printed).not.toContain(secret);
		}
		expect(inspect(source, { depth: 20, showHidden: true })).not.toContain(key.secretAccessKey);
		await source.close();
	});

	test('do not follow a redirect', async () => {
		const elsewhere = await S3Server.start();
		server.inject(faults.redirectTo(`${elsewhere.origin}/x`), { times: Infinity });
		for (const work of WORKS) expect((await failureOf(work())).httpStatus).toBe(307);
		expect(elsewhere.requests).toEqual([]);
		await elsewhere.close();
	});
});

describe('keys', () => {
	test.each<[string, () => S3Key, ErrorCode]>([
		['that do not exist', () => ({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }), 'CREDENTIAL_REFUSED'],
		['whose secret is another', () => ({ ...key, secretAccessKey: 'x' }), 'CREDENTIAL_REFUSED'],
		['of another folder', () => server.createKey({ bucket: BUCKET, prefix: 'other/' }), 'PERMISSION_DENIED'],
		['of another bucket', () => server.createKey({ bucket: 'other', prefix: FOLDER }), 'PERMISSION_DENIED'],
	])('%s are told by list, stat, read and remove alike', async (_, make, code) => {
		const subject = await open({}, make());
		expect((await failureOf(listed(15, subject))).code).toBe(code);
		expect((await failureOf(subject.stat(NAMES[0]))).code).toBe(code);
		expect((await failureOf(subject.read(NAMES[0]))).code).toBe(code);
		expect((await failureOf(subject.remove(NAMES[0]))).code).toBe(code);
		await subject.close();
	});

	test('that may list and not read are told so, at the price of one more request', async () => {
		server.inject(faults.status(403, 'AccessDenied'), { times: Infinity, on: ({ operation }) => operation === 'GetObject' });
		expect(await failureOf(recordings.read(NAMES[0]))).toMatchObject({ code: 'PERMISSION_DENIED', serviceCode: 'AccessDenied' });
		expect(server.operations).toEqual(['GetObject', 'ListObjectsV2']);
	});

	test.each(['stat', 'read'] as const)('of a folder: %s tells an object that is not there from one that is refused', async (method) => {
		expect(await failureOf(recordings[method](`${NAMES[0]}x`))).toMatchObject({ code: 'NOT_FOUND', httpStatus: 404, attempts: 1 });
		expect(await failureOf(recordings[method](NAMES[0].slice(0, -1)))).toMatchObject({ code: 'NOT_FOUND' });
		expect(server.requests.filter(isList).every(({ query }) => query.get('max-keys') === '1')).toBe(true);
	});

	test('an archived object is told as that', async () => {
		server.seed(BUCKET, { [`${FOLDER}old`]: { content: 'x', storageClass: 'GLACIER' } });
		expect(await failureOf(recordings.read(`${FOLDER}old`))).toMatchObject({ code: 'CONFLICT', advice: expect.stringContaining('archive') });
		expect(server.requests).toHaveLength(1);
	});
});
