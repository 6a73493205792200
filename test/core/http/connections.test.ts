import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import { classify } from '../../../core/errors/classify';
import type { ErrorCode } from '../../../core/errors/codes';
import type { Source } from '../../../core/sources/source';
import { CONTAINER, sasOf } from '../../conformance/azure-harness';
import { BlobServer } from '../../servers/blob-server';
import { makeCertificate } from '../../servers/certificate';
import { ProxyServer } from '../../servers/proxy-server';

const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
const environment = { ...process.env };
const closing: (() => Promise<void>)[] = [];

beforeEach(() => PROXY_VARIABLES.forEach((name) => delete process.env[name]));

afterEach(async () => {
	PROXY_VARIABLES.forEach((name) => delete process.env[name]);
	Object.assign(process.env, environment);
	for (const close of closing.splice(0).reverse()) await close();
});

async function startBlobServer(tls?: { key: string; cert: string }): Promise<BlobServer> {
	const server = await BlobServer.start({ tls });
	closing.push(async () => await server.close());
	server.store.createContainer(CONTAINER);
	server.seed(CONTAINER, { call: 'content' });
	return server;
}

async function startProxy(): Promise<ProxyServer> {
	const proxy = await ProxyServer.start();
	closing.push(async () => await proxy.close());
	return proxy;
}

async function open(server: BlobServer, caCertificate?: string, maxSockets = 4): Promise<Source> {
	const source = await openAzureBlob({
		endpoint: server.endpoint,
		container: CONTAINER,
		sas: sasOf(server.containerSas()),
		tokenLabel: 'token',
		maxSockets,
		caCertificate,
	});
	closing.push(async () => await source.close());
	return source;
}

async function readCall(source: Source): Promise<string> {
	return String(await buffer((await source.read('call', { offset: 0 })).body));
}

async function outcomeOf(source: Source): Promise<ErrorCode | string> {
	return await readCall(source).catch((error: unknown) => classify(source, error).code);
}

async function none(count: () => number): Promise<number> {
	for (let turn = 0; turn < 2_000 && count() > 0; turn++) await delay(5);
	return count();
}

function madeLastYear(): ReturnType<typeof makeCertificate> {
	const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 366 * 86_400_000);
	try {
		return makeCertificate('server');
	} finally {
		clock.mockRestore();
	}
}

describe('a proxy', () => {
	test.each<[string, (proxy: ProxyServer) => Record<string, string>, boolean]>([
		['is used when HTTP_PROXY names it', ({ url }) => ({ HTTP_PROXY: url }), true],
		['is used when http_proxy names it', ({ url }) => ({ http_proxy: url }), true],
		['is used when ALL_PROXY names it', ({ url }) => ({ ALL_PROXY: url }), true],
		['is not used for plain HTTP when only HTTPS_PROXY names it', ({ url }) => ({ HTTPS_PROXY: url }), false],
		['is not used for a host in NO_PROXY', ({ url }) => ({ HTTP_PROXY: url, NO_PROXY: 'other,127.0.0.1' }), false],
		['is not used when NO_PROXY is *', ({ url }) => ({ HTTP_PROXY: url, NO_PROXY: '*' }), false],
		['is used when NO_PROXY names others', ({ url }) => ({ HTTP_PROXY: url, NO_PROXY: 'example.com' }), true],
		['is not used when nothing names it', () => ({}), false],
	])('%s', async (_, variables, isUsed) => {
		const proxy = await startProxy();
		const server = await startBlobServer();
		Object.assign(process.env, variables(proxy));
		expect(await readCall(await open(server))).toBe('content');
		expect(proxy.requests).toEqual(isUsed ? [`GET ${server.origin}/devstoreaccount1/recordings/call`] : []);
	});

	test('passes writes on too', async () => {
		const proxy = await startProxy();
		const server = await startBlobServer();
		process.env.HTTP_PROXY = proxy.url;
		await (await open(server)).remove('call', {});
		expect(proxy.requests).toEqual([`DELETE ${server.origin}/devstoreaccount1/recordings/call`]);
	});

	test('is told its user and password', async () => {
		const proxy = await startProxy();
		const server = await startBlobServer();
		process.env.HTTP_PROXY = `http://agent:p%40ss@127.0.0.1:${proxy.port}`;
		expect(await readCall(await open(server))).toBe('content');
		expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('agent:p@ss').toString('base64')}`]);
	});

	test('tunnels TLS, and sees nothing of it', async () => {
		const proxy = await startProxy();
		const certificate = makeCertificate('server');
		const server = await startBlobServer(certificate);
		process.env.HTTPS_PROXY = proxy.url;
		expect(await readCall(await open(server, certificate.cert))).toBe('content');
		expect(proxy.requests).toEqual([`CONNECT ${new URL(server.origin).host}`]);
	});

	test.each<[string, string, RegExp]>([
		['a port that is a word', 'http://proxy:port', /names is no URL$/],
		['a password with signs of its own', 'http://agent:p4ss@w/rd@proxy:99999', /names is no URL$/],
		['a percent sign that escapes nothing', 'http://agent:p4ss%zz@proxy:3128', /names is no URL$/],
		['SOCKS', 'socks5://agent:p4ss@proxy:1080', /names is no HTTP proxy but socks5:\/\/$/],
	])('that cannot be used is said to be at fault: %s', async (_, url, detail) => {
		const server = await startBlobServer();
		process.env.ALL_PROXY = url;
		const error: unknown = await open(server).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code: 'CONNECTION_FAILED', retryable: false, detail: expect.stringMatching(detail), advice: expect.stringContaining('HTTPS_PROXY') });
		expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('p4ss');
	});

	test.each<[string, string, string, RegExp]>([
		['forbids', '403 Forbidden', 'INVALID_RESPONSE', /a web page came .* \(403, text\/html, "Blocked"\)$/],
		['wants a name', '407 Proxy Authentication Required', 'CONNECTION_FAILED', /user name and password \(407\)$/],
		['finds no server', '502 Bad Gateway', 'SERVICE_FAILED', /\(502, text\/html, "Blocked"\)$/],
		['hangs up', '', 'CONNECTION_FAILED', /^the proxy closed the connection/],
	])('that %s where it should tunnel blames neither token nor file', async (_, answer, code, detail) => {
		const page = '<html><title>Blocked</title></html>';
		const proxy = createServer().on('connect', (_request, socket) =>
			socket.end(answer && `HTTP/1.1 ${answer}\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`),
		);
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		closing.push(async () => await new Promise<void>((resolve) => proxy.close(() => resolve())));
		process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
		const source = await open(await startBlobServer(makeCertificate('server')));
		const classification = await readCall(source).then(String, (error: unknown) => classify(source, error));
		expect(classification).toMatchObject({ code, detail: expect.stringMatching(detail), advice: expect.any(String) });
	});

	test('that is down is a failed connection', async () => {
		const server = await startBlobServer();
		const proxy = await ProxyServer.start();
		process.env.HTTP_PROXY = proxy.url;
		await proxy.close();
		expect(await outcomeOf(await open(server))).toBe('CONNECTION_FAILED');
		expect(server.requests).toHaveLength(0);
	});

	test('keeps no connection after close', async () => {
		const proxy = await startProxy();
		const certificate = makeCertificate('server');
		const server = await startBlobServer(certificate);
		process.env.HTTPS_PROXY = proxy.url;
		const source = await open(server, certificate.cert);
		await readCall(source);
		await source.close();
		expect(await none(() => proxy.openSockets)).toBe(0);
	});
});

describe('a certificate', () => {
	const authority = makeCertificate('Company CA');
	const signed = makeCertificate('server', authority);
	const selfSigned = makeCertificate('server');
	const expired = madeLastYear();
	const elsewhere = makeCertificate('server', authority, { host: 'other.example', ip: [10, 0, 0, 1] });

	test.each<[string, { key: string; cert: string }, string | undefined, string]>([
		['signed by itself is refused', selfSigned, undefined, 'TLS_FAILED'],
		['signed by itself is accepted where it is trusted', selfSigned, selfSigned.cert, 'content'],
		['of an unknown authority is refused', signed, undefined, 'TLS_FAILED'],
		['of the company is accepted where its authority is trusted', signed, authority.cert, 'content'],
		['of the company is accepted where several are trusted', signed, selfSigned.cert + authority.cert, 'content'],
		['of another authority is refused', signed, makeCertificate('Company CA').cert, 'TLS_FAILED'],
		['of another host is refused', elsewhere, authority.cert, 'TLS_FAILED'],
	])('%s', async (_, tls, trusted, outcome) => {
		expect(await outcomeOf(await open(await startBlobServer(tls), trusted))).toBe(outcome);
	});

	test.each<[string, { key: string; cert: string } | undefined, RegExp, RegExp]>([
		['that signed itself', selfSigned, /authority that is not trusted here \(DEPTH_ZERO/, /"CA Certificate"/],
		['of an unknown authority', signed, /authority that is not trusted here \(UNABLE_TO/, /"CA Certificate"/],
		['of another host', elsewhere, /another host name: IP: 127\.0\.0\.1 is not in .*10\.0\.0\.1/, /Check the host/],
		['of last year', expired, /has expired, by the clock of this machine \(CERT_HAS_EXPIRED\)$/, /Check the clock/],
		['that is missing, because the server speaks no TLS', undefined, /does not speak TLS at that address \(EPROTO\)$/, /Allow Insecure HTTP/],
	])('%s: what it is, and what helps', async (_, tls, detail, advice) => {
		const { origin } = await startBlobServer(tls);
		const source = await open({ endpoint: `${origin.replace('http:', 'https:')}/account`, containerSas: () => 'sig=a' } as BlobServer, tls === signed ? undefined : authority.cert + expired.cert);
		const classification = await readCall(source).then(String, (error: unknown) => classify(source, error));
		expect(classification).toMatchObject({ code: 'TLS_FAILED', detail: expect.stringMatching(detail), advice: expect.stringMatching(advice) });
	});

	test('that is refused is not asked for twice', async () => {
		const server = await startBlobServer(selfSigned);
		await outcomeOf(await open(server));
		expect(server.requests).toHaveLength(0);
	});
});

describe('connections', () => {
	test('are used again', async () => {
		const server = await startBlobServer();
		const source = await open(server);
		for (let turn = 0; turn < 5; turn++) expect(await readCall(source)).toBe('content');
		expect(server.openSockets).toBe(1);
	});

	test('are no more than allowed', async () => {
		const server = await startBlobServer();
		const source = await open(server, undefined, 2);
		await Promise.all(Array.from({ length: 10 }, async () => await readCall(source)));
		expect(server.openSockets).toBe(2);
	});

	test.each<[string, (source: Source) => Promise<unknown>]>([
		['after a listing', async (source) => await source.listPage({ prefix: '' })],
		['after a read', readCall],
		['after a body that nobody read', async (source) => await source.read('call', { offset: 0 })],
		['after a refusal', async (source) => await source.stat('missing', {}).catch(() => {})],
		['after a write', async (source) => await source.write('new', () => Readable.from([Buffer.from('x')]), {})],
	])('are gone %s and close', async (_, use) => {
		const server = await startBlobServer();
		const source = await open(server);
		await use(source);
		await source.close();
		expect(await none(() => server.openSockets)).toBe(0);
	});

	test('to a port where nobody listens', async () => {
		const server = await BlobServer.start();
		const source = await open(server);
		await server.close();
		expect(await outcomeOf(source)).toBe('CONNECTION_FAILED');
	});
});
