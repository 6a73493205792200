import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { Readable } from 'node:stream';
import type { FtpsOptions } from '../../../core/sources/ftps';
import { makeCertificate } from '../../servers/certificate';
import { closeAll, contentOf, failureOf, openSource, setUp, startServer } from './stage';

afterEach(closeAll);

const files = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`call ${index}`, `${index}`]));

describe('the TLS session of a login', () => {
	test.each<[string, Partial<FtpsOptions>, 'implicit' | 'explicit']>([
		['TLS 1.2', { maxTlsVersion: 'TLSv1.2' }, 'implicit'],
		['TLS 1.3', { minTlsVersion: 'TLSv1.3' }, 'implicit'],
		['TLS 1.2, explicit', { maxTlsVersion: 'TLSv1.2' }, 'explicit'],
		['TLS 1.3, explicit', { minTlsVersion: 'TLSv1.3' }, 'explicit'],
		['TLS 1.3, by the name of the host', { minTlsVersion: 'TLSv1.3', host: 'localhost' }, 'implicit'],
		['TLS 1.2, by the name of the host', { maxTlsVersion: 'TLSv1.2', host: 'localhost' }, 'implicit'],
	])('is that of every data connection: %s', async (_, options, mode) => {
		const { server, source } = await setUp(files, { mode, requiresReuse: true }, { ...options, maxConnections: 2 });
		for (const [path, content] of Object.entries(files)) expect(String(await contentOf(source, path))).toBe(content);
		await source.write('new', () => Readable.from([Buffer.from('new')]), {});
		expect((await source.listPage({ prefix: '' })).entries).toHaveLength(13);
		expect([server.newSessions, server.reusedSessions]).toEqual([0, 14]);
	});
});

describe('the server proves itself', () => {
	const ca = makeCertificate('FTP Test CA');

	test.each<[string, Parameters<typeof setUp>[1], Partial<FtpsOptions>, string, string]>([
		['by nobody that is known', {}, { caCertificate: undefined }, 'not trusted', 'CA Certificate'],
		['by itself', { certificate: makeCertificate('self') }, {}, 'not trusted', 'CA Certificate'],
		['for another host', { certificate: makeCertificate('other', ca, { host: 'other.example', ip: [192, 0, 2, 1] }) }, { caCertificate: ca.cert }, 'another host name', 'Check the host'],
		['with a certificate that is over', { certificate: makeCertificate('old', ca, { isExpired: true }) }, { caCertificate: ca.cert }, 'has expired', 'clock'],
		['in TLS 1.1 alone', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }, {}, 'could be agreed on', 'TLS versions'],
		['in TLS 1.2 alone, where 1.3 is asked for', { maxVersion: 'TLSv1.2' }, { minTlsVersion: 'TLSv1.3' }, 'could be agreed on', 'TLS versions'],
	])('%s: no password is sent', async (_, serverOptions, options, detail, advice) => {
		for (const mode of ['implicit', 'explicit'] as const) {
			const { server, source } = await setUp({ call: 'x' }, { ...serverOptions, mode }, options);
			const failure = await failureOf(source, async () => await source.stat('call', {}));
			expect(failure).toMatchObject({ code: 'TLS_FAILED', retryable: false });
			expect(failure.detail).toContain(detail);
			expect(failure.advice).toContain(advice);
			expect(server.commands.filter((command) => /^(USER|PASS)/.test(command))).toEqual([]);
			expect(server.openSockets).toBeLessThanOrEqual(1);
		}
	});
});

describe('somebody else answers', () => {
	let stranger: Server | undefined;

	afterEach(() => stranger?.close());

	async function listen(server: Server): Promise<number> {
		stranger = server;
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return (server.address() as AddressInfo).port;
	}

	const ssh = () => createServer((socket) => void socket.on('error', () => {}).write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'));
	const web = () => createHttpServer((_, response) => response.end('<html>'));
	const closing = () => createServer((socket) => socket.destroy());

	test.each<[string, 'implicit' | 'explicit', () => Server, string, string]>([
		['SSH where implicit TLS is expected', 'implicit', ssh, 'SSH server', 'SFTP'],
		['SSH where a greeting is expected', 'explicit', ssh, 'SSH server', 'SFTP'],
		['a web server where implicit TLS is expected', 'implicit', web, 'no FTP server', 'Protocol'],
		['one who hangs up at once', 'implicit', closing, 'cut', 'Protocol'],
		['one who hangs up at once', 'explicit', closing, 'closed', 'Protocol'],
	])('%s (%s)', async (_, mode, make, detail, advice) => {
		const server = await startServer();
		const source = await openSource(server, { mode, port: await listen(make()) });
		const failure = await failureOf(source, async () => await source.stat('call', {}));
		expect(failure.detail).toContain(detail);
		expect(failure.advice).toContain(advice);
	});

	test.each<[string, 'implicit' | 'explicit' | 'plain', 'implicit' | 'explicit', string, string]>([
		['explicit TLS where implicit is expected', 'explicit', 'implicit', 'begins in clear', 'Set Protocol in the credential to explicit TLS'],
		['implicit TLS where explicit is expected', 'implicit', 'explicit', 'TLS from the start', 'Set Protocol in the credential to implicit TLS'],
		['plain FTP where implicit TLS is expected', 'plain', 'implicit', 'begins in clear', 'Protocol'],
		['plain FTP where explicit TLS is expected', 'plain', 'explicit', 'does not offer TLS', 'never sent in clear'],
	])('%s', async (_, is, expected, detail, advice) => {
		const { server, source } = await setUp({ call: 'x' }, { mode: is }, { mode: expected });
		const failure = await failureOf(source, async () => await source.stat('call', {}));
		expect(failure).toMatchObject({ code: 'TLS_FAILED', retryable: false });
		expect(failure.detail).toContain(detail);
		expect(failure.advice).toContain(advice);
		expect(server.commands.filter((command) => /^(USER|PASS)/.test(command))).toEqual([]);
	});

	test.each<[string, string[], string]>([
		['and goes on saying so', ['421 There are too many connected users, please try later.\r\n'], 'THROTTLED'],
		['and then has room', ['421 Too many\r\n', ''], 'CONNECTION_FAILED'],
	])('a server that has no room says so in clear, %s', async (_, says, code) => {
		const full = await startServer();
		let visits = 0;
		const door = createServer((socket) => {
			const word = says[Math.min(visits++, says.length - 1)];
			if (word !== '') return void socket.on('error', () => {}).end(word);
			const behind = connect(full.port, '127.0.0.1');
			for (const side of [socket, behind]) side.on('error', () => {});
			socket.pipe(behind).pipe(socket);
		});
		const source = await openSource(full, { port: await listen(door) });
		expect(await failureOf(source, async () => await source.stat('call', {}))).toMatchObject({ code, retryable: true });
	});

	test('nobody at all', async () => {
		const server = await startServer();
		const source = await openSource(server);
		await server.close();
		expect(await failureOf(source, async () => await source.stat('call', {}))).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
	});
});
