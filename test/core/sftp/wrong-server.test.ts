import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { newKeyPair } from '../../servers/ssh-keys';
import { cleanUp, failureOf, openSource, startServer, until } from './stage';

let server: Server | undefined;
const sockets = new Set<Socket>();

/** A server that is none of SSH. */
async function listen(greet: (socket: Socket) => void): Promise<{ port: number }> {
	server = createServer((socket) => {
		sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
		socket.resume();
		greet(socket);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { port: (server.address() as AddressInfo).port };
}

afterEach(async () => {
	await cleanUp();
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
	server = undefined;
});

const SAYS: [title: string, said: string | Buffer, code: string, detail: RegExp, advice: RegExp][] = [
	['FTP', '220 (vsFTPd 3.0.3)\r\n', 'INVALID_RESPONSE', /^an FTP server answers there, not SSH$/, /Choose FTP over TLS in Protocol/],
	['FTP of many lines', '220-Welcome\r\n220 ready\r\n', 'INVALID_RESPONSE', /FTP server/, /Protocol/],
	['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'INVALID_RESPONSE', /web server or proxy/, /port 22/],
	['TLS, after our first bytes', Buffer.from([21, 3, 3, 0, 2, 2, 70]), 'INVALID_RESPONSE', /server of TLS/, /FTP over TLS/],
	['mail', '* OK IMAP4rev1 ready\r\n', 'INVALID_RESPONSE', /another kind answers there: "\* OK IMAP4rev1 ready"/, /host and port/],
];

describe('a server that speaks', () => {
	test.each(SAYS)('%s is told apart at once, and not tried again', async (_, said, code, detail, advice) => {
		const place = await listen((socket) => socket.write(said));
		const source = await openSource(place);
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code, retryable: false, detail: expect.stringMatching(detail), advice: expect.stringMatching(advice) });
		await until(() => sockets.size === 0);
	});
});

const SILENT: [title: string, greet: (socket: Socket) => void, code: string, detail: RegExp][] = [
	['says nothing', () => {}, 'TIMED_OUT', /takes connections and says nothing/],
	['says who it is and nothing more', (socket) => socket.write('SSH-2.0-Odd_1.0\r\n'), 'TIMED_OUT', /began to speak SSH and then kept silent/],
	['closes at once', (socket) => socket.end(), 'CONNECTION_FAILED', /^the server closed the connection before login/],
	['resets at once', (socket) => socket.resetAndDestroy(), 'CONNECTION_FAILED', /^the server closed the connection before login/],
	['closes after its name', (socket) => socket.end('SSH-2.0-Odd_1.0\r\n'), 'CONNECTION_FAILED', /\(SSH-2\.0-Odd_1\.0\) closed the connection before login/],
	['sends garbage after its name', (socket) => socket.write(Buffer.concat([Buffer.from('SSH-2.0-Odd_1.0\r\n'), Buffer.alloc(100, 255)])), 'CONNECTION_FAILED', /./],
	['sends a line without end', (socket) => socket.write('x'.repeat(100_000)), 'CONNECTION_FAILED', /./],
];

describe('a server that', () => {
	test.each(SILENT)('%s', async (_, greet, code, detail) => {
		const place = await listen(greet);
		const source = await openSource(place, { readyMs: 200 });
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code, retryable: true, detail: expect.stringMatching(detail) });
		expect(error.advice).toBeTruthy();
		await until(() => sockets.size === 0);
	});

	test('is silent as one of FTP over TLS is: that is said', async () => {
		const source = await openSource(await listen(() => {}), { readyMs: 100 });
		expect((await failureOf(source, source.stat('call', {}))).advice).toMatch(/FTP over TLS waits like this on port 990/);
	});

	test('is not there', async () => {
		const place = await listen(() => {});
		server?.close();
		const source = await openSource(place);
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
	});

	test('has a name that does not exist', async () => {
		const source = await openSource({ port: 22 }, { host: 'nobody.invalid' });
		expect(['HOST_NOT_FOUND', 'CONNECTION_FAILED']).toContain((await failureOf(source, source.stat('call', {}))).code);
	});

	test.each<[string, object, RegExp]>([
		['key exchanges', { kex: ['diffie-hellman-group1-sha1', 'diffie-hellman-group14-sha1'] }, /no key exchange that both sides take; the server offers only diffie-hellman-group1-sha1, diffie-hellman-group14-sha1/],
		['ciphers', { cipher: ['aes128-cbc', 'aes256-cbc'] }, /no cipher that both sides take; the server offers only aes128-cbc, aes256-cbc/],
		['checks', { cipher: ['aes128-ctr'], hmac: ['hmac-md5', 'hmac-sha1'] }, /no MAC that both sides take; the server offers only hmac-md5, hmac-sha1/],
		['host keys', { serverHostKey: ['ssh-rsa'] }, /no host key that both sides take; the server offers only ssh-rsa/],
	])('offers none but old %s: they are named', async (_, algorithms, detail) => {
		const old = await startServer({ algorithms, hostKey: 'serverHostKey' in algorithms ? newKeyPair('rsa', { bits: 2048 }).private : undefined });
		const source = await openSource(old);
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code: 'TLS_FAILED', retryable: false, detail: expect.stringMatching(detail), advice: expect.stringContaining('up to date') });
	});

	test('offers no SFTP to the user', async () => {
		const bare = await startServer({ offersSftp: false });
		const source = await openSource(bare);
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'UNSUPPORTED', retryable: false, detail: expect.stringContaining('no SFTP') });
		await until(() => bare.openSockets === 0);
	});

	test('prints what a login script says in the place of SFTP', async () => {
		const chatty = await startServer({ scriptOutput: 'Welcome to files.example.com!\r\n' });
		const source = await openSource(chatty);
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false, advice: expect.stringContaining('login script') });
		expect(error.detail).toContain('Welcome to files.example.com!');
		await until(() => chatty.openSockets === 0);
	});
});
