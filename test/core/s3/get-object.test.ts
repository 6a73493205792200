import { buffer } from 'node:stream/consumers';
import type { RecordingError } from '../../../core/errors/recording-error';
import { openS3, type S3Options } from '../../../core/sources/s3';
import { Recordings } from '../../../core/sources/recordings';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import * as faults from '../../servers/s3-faults';
import { S3Server, type S3Key, type S3Request } from '../../servers/s3-server';

const FOLDER = 'mytenant/';
const NAMES = Array.from({ length: 5 }, (_, index) => `${FOLDER}Gespräch (${index})+1.mp3`);

let server: S3Server;
let key: S3Key;
let recordings: Recordings;

async function open(options: Partial<S3Options> = {}): Promise<Recordings> {
	return new Recordings(await openS3(s3Options(server, { folder: FOLDER, ...options }, key)), FOLDER);
}

beforeEach(async () => {
	server = await S3Server.start();
	server.store.createBucket(BUCKET);
	server.seed(BUCKET, Object.fromEntries(NAMES.map((name) => [name, `content of ${name}`])));
	key = server.createKey({ bucket: BUCKET, prefix: FOLDER });
	recordings = await open();
});

afterEach(async () => {
	await recordings.close();
	await server.close();
});

async function failureOf(work: Promise<unknown>): Promise<RecordingError> {
	return await work.then(() => Promise.reject(new Error('it should have failed')), (error: unknown) => error as RecordingError);
}

const contentOf = async (name: string, options = {}) => String(await buffer((await recordings.read(name, options)).body));
const gets = () => server.requests.filter(({ operation }) => operation === 'GetObject');
/** The SDK numbers what it sends by itself. */
const isBySdk = ({ headers }: S3Request) => headers['amz-sdk-invocation-id'] !== undefined;

test('the SDK shows the way with its first request; what follows goes past it, with one request each', async () => {
	for (const name of NAMES) expect(await contentOf(name)).toBe(`content of ${name}`);
	expect(gets().map((request) => [request.status, isBySdk(request)])).toEqual([[200, true], ...NAMES.slice(1).map(() => [200, false])]);
	const [first, second] = gets();
	expect(second.headers['user-agent']).toBe(first.headers['user-agent']);
});

test('a listing shows the way as well, and an object is described alike on both ways', async () => {
	const described = (await recordings.read(NAMES[0])).entry;
	expect(described).toMatchObject({ path: NAMES[0], container: BUCKET, sizeBytes: expect.any(Number), contentMd5: expect.any(String), lastModified: expect.any(String), etag: expect.any(String) });
	const other = await open();
	for await (const page of other.listPages({})) expect(page).toHaveLength(NAMES.length);
	expect((await other.read(NAMES[0])).entry).toEqual(described);
	expect(gets().map(isBySdk)).toEqual([true, false]);
	await other.close();
});

test('a bucket that is called as its server begins is still in the path', async () => {
	const elsewhere = await S3Server.start({ kind: 'other' });
	for (const bucket of ['127', 'mytenant']) elsewhere.store.createBucket(bucket);
	elsewhere.seed('127', { 'mytenant/a': 'first', 'mytenant/b': 'second' });
	elsewhere.seed('mytenant', { a: 'of another', b: 'of another' });
	const other = new Recordings(await openS3(s3Options(elsewhere, { bucket: '127' })));
	const read = async (path: string) => String(await buffer((await other.read(path)).body));
	expect([await read('mytenant/a'), await read('mytenant/b')]).toEqual(['first', 'second']);
	await other.close();
	await elsewhere.close();
});

describe('past the SDK', () => {
	beforeEach(async () => {
		await contentOf(NAMES[0]);
		server.requests.length = 0;
	});

	test('a range, and a version', async () => {
		const { etag } = await recordings.stat(NAMES[1]);
		expect(await contentOf(NAMES[1], { offset: 8, lengthBytes: 2, ifMatch: etag })).toBe('of');
		expect(gets().map(isBySdk)).toEqual([false]);
		expect(gets()[0].headers).toMatchObject({ range: 'bytes=8-9', 'if-match': `"${etag}"` });
	});

	test.each<[string, faults.Fault | undefined, string, object]>([
		['an object that is not there', undefined, `${FOLDER}nowhere`, { code: 'NOT_FOUND', httpStatus: 403 }],
		['a service that is busy', faults.status(503, 'SlowDown', { 'Retry-After': '7' }), NAMES[1], { code: 'THROTTLED', httpStatus: 503, retryAfterMs: 7_000, serviceCode: 'SlowDown' }],
		['an error of the service', faults.status(500, 'InternalError'), NAMES[1], { code: 'SERVICE_FAILED', httpStatus: 500, requestId: expect.any(String) }],
		['another version', faults.refusal(412, 'PreconditionFailed', 'At least one.'), NAMES[1], { code: 'CHANGED', httpStatus: 412 }],
		['what may not be read', faults.refusal(403, 'AccessDenied', 'Access Denied'), NAMES[1], { code: 'PERMISSION_DENIED', httpStatus: 403 }],
	])('%s is told by one request', async (_, fault, name, expected) => {
		if (fault) server.inject(fault);
		const { httpStatus, ...error } = expected as { httpStatus: number };
		expect(await failureOf(contentOf(name))).toMatchObject(error);
		expect(gets().map((request) => [request.status, isBySdk(request)])).toEqual([[httpStatus, false]]);
	});

	test('a clock that goes wrong is set by the SDK, for the next try and all that follow', async () => {
		server.clockOffsetMs = 5 * 3_600_000;
		await failureOf(contentOf(NAMES[0]));
		for (const name of NAMES.slice(0, 2)) await contentOf(name);
		expect(gets().map((request) => [request.status, isBySdk(request)])).toEqual([[403, false], [403, true], [200, false], [200, false]]);
	});

	test('keys that were taken back are told as by the SDK', async () => {
		server.inject(faults.refusal(400, 'ExpiredToken', 'The provided token has expired.'), { times: 2 });
		expect(await failureOf(contentOf(NAMES[1]))).toMatchObject({ code: 'CREDENTIAL_EXPIRED' });
	});

	test('no signature shows in an error', async () => {
		server.inject(faults.status(500, 'InternalError'));
		const error = await failureOf(contentOf(NAMES[1]));
		const signature = /Signature=([0-9a-f]+)/.exec(String(gets()[0].headers.authorization))?.[1] ?? 'none';
		expect(JSON.stringify({ ...error, cause: String(error.cause) }) + error.stack).not.toContain(signature);
	});
});
