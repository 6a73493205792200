import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { classify } from '../../../core/errors/classify';
import { openS3, type S3Options } from '../../../core/sources/s3';
import { Recordings } from '../../../core/sources/recordings';
import { AwsStage, PROXY_VARIABLES } from '../../conformance/aws-stage';
import { bodyOf } from '../../conformance/checks/tools';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import { ProxyServer } from '../../servers/proxy-server';
import { S3Server } from '../../servers/s3-server';

const FOLDER = 'mytenant/';
const CALL = `${FOLDER}call.mp3`;
const environment = { ...process.env };
const closing: (() => Promise<void>)[] = [];

beforeEach(() => PROXY_VARIABLES.forEach((name) => delete process.env[name]));

afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
	for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
	Object.assign(process.env, environment);
});

async function aws(bucket = BUCKET): Promise<AwsStage> {
	const stage = await AwsStage.start();
	closing.push(async () => await stage.close());
	stage.server.store.createBucket(bucket);
	stage.server.seed(bucket, { [CALL]: 'content' });
	return stage;
}

async function other(options: Partial<S3Options> = {}): Promise<{ server: S3Server; recordings: Recordings }> {
	const server = await S3Server.start({ kind: 'other' });
	closing.push(async () => await server.close());
	server.store.createBucket(BUCKET);
	server.seed(BUCKET, { [CALL]: 'content' });
	const source = await openS3(s3Options(server, { folder: FOLDER, ...options }));
	closing.push(async () => await source.close());
	return { server, recordings: new Recordings(source, FOLDER) };
}

const readCall = async (recordings: Recordings) => String(await buffer((await recordings.read(CALL)).body));

describe('a bucket is addressed', () => {
	test.each<[string, string, boolean, string]>([
		['by its host name', 'recordings', true, 'recordings.s3.us-east-1.amazonaws.com'],
		['by its path when it has dots, for which there is no certificate', 'my.recordings.2026', false, 's3.us-east-1.amazonaws.com'],
		['by its path when it is no host name', 'My_Recordings', false, 's3.us-east-1.amazonaws.com'],
	])('%s', async (_, bucket, isVirtualHost, host) => {
		const stage = await aws(bucket);
		const recordings = await stage.recordings(FOLDER, { bucket });
		expect(await readCall(recordings)).toBe('content');
		expect((await recordings.listPages().next()).value).toMatchObject([{ path: CALL, container: bucket }]);
		for (const request of stage.server.requests) expect(request).toMatchObject({ bucket, isVirtualHost, headers: { host } });
	});

	test('by its path at another server', async () => {
		const { server, recordings } = await other();
		expect(await readCall(recordings)).toBe('content');
		expect(server.requests[0]).toMatchObject({ isVirtualHost: false, rawPath: `/${BUCKET}/${CALL}` });
	});

	test('by its path at another server that has a name, too', async () => {
		const { server } = await other();
		const source = await openS3(s3Options(server, { endpoint: server.origin.replace('127.0.0.1', 'localhost') }));
		closing.push(async () => await source.close());
		expect(await readCall(new Recordings(source))).toBe('content');
		expect(server.requests[0].headers.host).toBe(`localhost:${server.port}`);
	});

	test('at another server whose address ends in a slash', async () => {
		const { server, recordings } = await other();
		const behind = new Recordings(await openS3(s3Options(server, { endpoint: `${server.origin}/` })), FOLDER);
		closing.push(async () => await behind.close());
		expect(await readCall(recordings)).toBe(await readCall(behind));
	});
});

test('what keys of a folder may not do is never asked, and no listing goes without the folder', async () => {
	const stage = await aws();
	const key = stage.server.createKey({ bucket: BUCKET, prefix: FOLDER });
	const recordings = await stage.recordings(FOLDER, {}, key);
	for await (const page of recordings.listPages()) expect(page).toHaveLength(1);
	for await (const folder of recordings.listFolders()) expect(folder).toBe('none');
	await recordings.stat(CALL);
	await readCall(recordings);
	await recordings.write(`${FOLDER}new`, bodyOf('x'), { ifAbsent: true });
	await recordings.write(`${FOLDER}parts`, bodyOf(Buffer.alloc(9_000_000)));
	await recordings.remove(CALL);
	await recordings.stat(CALL).catch(() => {});
	await recordings.read(CALL).catch(() => {});
	const { requests, operations } = stage.server;
	for (const forbidden of ['ListBuckets', 'HeadBucket', 'GetBucketLocation', 'ListObjects', 'Unknown']) expect(operations).not.toContain(forbidden);
	const lists = requests.filter(({ operation }) => operation === 'ListObjectsV2');
	for (const { query } of lists) expect(query.get('prefix')?.startsWith(FOLDER)).toBe(true);
	// Twice a missing object was asked for, which such keys are told nothing of.
	expect(requests.filter(({ status }) => status >= 400)).toHaveLength(2);
});

describe('what lies about on the machine changes nothing', () => {
	test.each<[string, Record<string, string>]>([
		['keys', { AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'other', AWS_SESSION_TOKEN: 'token' }],
		['a region', { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' }],
		['endpoints', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' }],
		['kinds of endpoints', { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
		['a profile that is not there', { AWS_PROFILE: 'nobody' }],
		['how often to try', { AWS_MAX_ATTEMPTS: '9', AWS_RETRY_MODE: 'adaptive' }],
		['how to sign', { AWS_AUTH_SCHEME_PREFERENCE: 'sigv4a,httpBearerAuth', AWS_SIGV4A_SIGNING_REGION_SET: '*' }],
		['checksums', { AWS_REQUEST_CHECKSUM_CALCULATION: 'when_supported', AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_supported' }],
		['defaults', { AWS_DEFAULTS_MODE: 'mobile' }],
	])('%s', async (_, variables) => {
		Object.assign(process.env, variables);
		const stage = await aws();
		const recordings = await stage.recordings(FOLDER, { region: 'us-east-1' });
		expect(await readCall(recordings)).toBe('content');
		await recordings.write(`${FOLDER}new`, bodyOf('x'));
		expect(stage.server.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
		for (const { headers } of stage.server.requests) {
			expect(headers.host).toBe('recordings.s3.us-east-1.amazonaws.com');
			expect(headers.authorization).toContain(stage.server.key.accessKeyId);
			expect(Object.keys(headers)).not.toContain('x-amz-security-token');
			expect(Object.keys(headers).filter((name) => /checksum-(crc|sha)|trailer|sdk-checksum/.test(name))).toEqual([]);
		}
		stage.server.inject({ answer: { status: 500, code: 'InternalError' } });
		await recordings.stat(CALL).catch(() => {});
		expect(stage.server.requests).toHaveLength(4);
	});

	test('a configuration file', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'aws-'));
		closing.push(async () => await rm(folder, { recursive: true }));
		const lines = ['[default]', 'region = eu-central-1', 'endpoint_url = http://127.0.0.1:9', 'use_fips_endpoint = true', 'max_attempts = 9'];
		await writeFile(join(folder, 'config'), `${lines.join('\n')}\n`);
		process.env.AWS_CONFIG_FILE = join(folder, 'config');
		const stage = await aws();
		expect(await readCall(await stage.recordings(FOLDER))).toBe('content');
		expect(stage.server.requests.map(({ headers }) => headers.host)).toEqual(['recordings.s3.us-east-1.amazonaws.com']);
	});
});

describe('proxies and certificates', () => {
	test('a proxy tunnels to Amazon', async () => {
		const stage = await aws();
		expect(await readCall(await stage.recordings(FOLDER))).toBe('content');
		expect(stage.proxy.requests).toEqual(['CONNECT recordings.s3.us-east-1.amazonaws.com:443']);
	});

	test('a proxy passes plain requests on to another server', async () => {
		const proxy = await ProxyServer.start();
		closing.push(async () => await proxy.close());
		process.env.HTTP_PROXY = proxy.url;
		const { server, recordings } = await other();
		expect(await readCall(recordings)).toBe('content');
		expect(proxy.requests).toEqual([`GET ${server.origin}/${BUCKET}/${CALL}`]);
	});

	test('NO_PROXY leads past it', async () => {
		process.env.HTTP_PROXY = 'http://127.0.0.1:9';
		process.env.NO_PROXY = '127.0.0.1';
		const { recordings } = await other();
		expect(await readCall(recordings)).toBe('content');
	});

	test('a proxy that is none is told, and closing goes well all the same', async () => {
		process.env.HTTP_PROXY = 'socks5://127.0.0.1:9';
		const { server } = await other();
		const source = await openS3(s3Options(server));
		await source.close();
		const error = await source.listPage({ prefix: '' }).catch((thrown: unknown) => thrown);
		expect(classify(source, error)).toMatchObject({ code: 'CONNECTION_FAILED', detail: expect.stringContaining('is no HTTP proxy') });
	});

	test('large bodies go through the proxy too', async () => {
		const stage = await aws();
		const recordings = await stage.recordings(FOLDER);
		await recordings.write(`${FOLDER}large`, bodyOf(Buffer.alloc(5_000_000, 'x')));
		await recordings.write(`${FOLDER}larger`, bodyOf(Buffer.alloc(20_000_000, 'x')));
		expect(stage.server.requests.every(({ headers }) => headers.expect === undefined)).toBe(true);
		expect(new Set(stage.proxy.requests)).toEqual(new Set(['CONNECT recordings.s3.us-east-1.amazonaws.com:443']));
	});

	test('more requests than connections, one after the other', async () => {
		const stage = await aws();
		const recordings = await stage.recordings(FOLDER, { maxSockets: 2 });
		const sizes = await Promise.all(Array.from({ length: 9 }, async () => (await recordings.stat(CALL)).sizeBytes));
		expect(sizes).toEqual(Array.from({ length: 9 }, () => 7));
		expect(stage.proxy.requests).toHaveLength(2);
	});

	test('an authority that is not trusted here is told, and the keys stay here', async () => {
		const stage = await aws();
		const source = await stage.open({ caCertificate: undefined });
		const error = await source.listPage({ prefix: FOLDER }).catch((thrown: unknown) => thrown);
		expect(classify(source, error)).toMatchObject({ code: 'TLS_FAILED', detail: expect.stringContaining('not trusted here') });
		expect(stage.server.requests).toEqual([]);
	});

	test('a server that speaks no TLS is told', async () => {
		const { server } = await other();
		const source = await openS3(s3Options(server, { endpoint: server.origin.replace('http:', 'https:') }));
		closing.push(async () => await source.close());
		const error = await source.listPage({ prefix: FOLDER }).catch((thrown: unknown) => thrown);
		expect(classify(source, error)).toMatchObject({ code: 'TLS_FAILED', detail: expect.stringContaining('does not speak TLS') });
	});

	test.each<[string, string, string]>([
		['nobody listens', 'http://127.0.0.1:9', 'CONNECTION_FAILED'],
		['there is no such host', 'http://nobody.invalid', 'HOST_NOT_FOUND'],
	])('%s', async (_, endpoint, code) => {
		const { server } = await other();
		const source = await openS3(s3Options(server, { endpoint }));
		closing.push(async () => await source.close());
		const works = [async () => await source.listPage({ prefix: '' }), async () => await source.stat('a', {}), async () => await source.write('a', bodyOf('x'), {})];
		for (const work of works) expect(classify(source, await work().catch((thrown: unknown) => thrown)).code).toBe(code);
	});
});

test('connections are kept for the next request, and closed with the source', async () => {
	const { server, recordings } = await other();
	for (let turn = 0; turn < 3; turn++) await recordings.stat(CALL);
	expect(server.openSockets).toBe(1);
	await recordings.close();
	for (let turn = 0; turn < 2_000 && server.openSockets > 0; turn++) await delay(5);
	expect(server.openSockets).toBe(0);
});
