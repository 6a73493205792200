import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { Server, utils } from 'ssh2';
import { withLayers } from '../../../core/sources/layers';
import { SessionError } from '../../../core/sources/sftp/errors';
import { readPinnedKeys, type HostKey } from '../../../core/sources/sftp/host-key';
import { HOST_KEY } from '../../servers/sftp-server';
import { newKeyPair } from '../../servers/ssh-keys';
import { cleanUp, closeLater, failureOf, openSource, startServer } from './stage';

afterEach(cleanUp);

const publicOf = (privateKey: string) => {
	const key = utils.parseKey(privateKey);
	if (key instanceof Error) throw key;
	return { type: key.type as string, base64: key.getPublicSSH().toString('base64') };
};
const fingerprintOf = (privateKey: string) =>
	`SHA256:${createHash('sha256').update(Buffer.from(publicOf(privateKey).base64, 'base64')).digest('base64').replace(/=+$/, '')}`;
const OTHER = newKeyPair('ed25519').private;
const RSA = newKeyPair('rsa', { bits: 2048 }).private;
const { type, base64 } = publicOf(HOST_KEY);
const other = publicOf(OTHER);
const FINGERPRINT = fingerprintOf(HOST_KEY);

const GOOD: [title: string, pinned: string][] = [
	['a fingerprint', FINGERPRINT],
	['a fingerprint with its padding', `${FINGERPRINT}=`],
	['a fingerprint without its first word', FINGERPRINT.slice(7)],
	['a fingerprint without its first word, and with its padding', ` ${FINGERPRINT.slice(7)}=\n`],
	['a fingerprint with its first word in small letters', FINGERPRINT.replace('SHA', 'sha')],
	['several fingerprints without their first words', `${fingerprintOf(OTHER).slice(7)}, ${FINGERPRINT.slice(7)}`],
	['what ssh-keygen -l prints', `256 ${FINGERPRINT} files.example.com (ED25519)`],
	['a public key', `${type} ${base64} root@server`],
	['a line of known_hosts', `files.example.com ${type} ${base64}`],
	['a line of known_hosts for another port', `[files.example.com]:2222,[10.0.0.1]:2222 ${type} ${base64}`],
	['a hashed line of known_hosts', `|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI=|USECr3SWf1JUPsms5AqfD5QfxkM= ${type} ${base64}`],
	['what ssh-keyscan prints, of several keys', `# files:22 SSH-2.0-OpenSSH_9.2\nfiles ${other.type} ${other.base64}\n# files:22 SSH-2.0-OpenSSH_9.2\nfiles ${type} ${base64}\n`],
	['several fingerprints', `${fingerprintOf(OTHER)}\r\n${FINGERPRINT}\r\n`],
	['the key alone', base64],
];

describe('a host key that is pinned', () => {
	test.each(GOOD)('as %s is trusted', async (_, hostKey) => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const source = await openSource(server, { hostKey });
		expect((await source.stat('call', {})).sizeBytes).toBe(7);
	});

	test.each(GOOD)('as %s is read', (_, pinned) => {
		expect([...readPinnedKeys(pinned).fingerprints]).toContain(FINGERPRINT);
	});

	test.each([
		['a word', 'secret'],
		['a fingerprint of other words', `the key ${FINGERPRINT.slice(7)}`],
		['a fingerprint that was cut', FINGERPRINT.slice(0, -5)],
		['a private key', OTHER],
		['a comment', `# ${type} key of the server`],
	])('as %s is refused before anything is sent', async (_, hostKey) => {
		const server = await startServer();
		const source = await openSource(server, { hostKey });
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'CREDENTIAL_INVALID', retryable: false, advice: expect.stringContaining('ssh-keyscan') });
		expect(server.connections).toBe(0);
	});

	test.each([
		['as ssh-keygen shows it', 'MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48'],
		['without its first word', '16:27:AC:A5:76:28:2D:36:63:1B:56:4D:EB:DF:A6:48'],
		['without colons', '1627aca576282d36631b564debdfa648'],
	])('by its MD5, %s: the form that is wanted is named', async (_, hostKey) => {
		const source = await openSource(await startServer(), { hostKey });
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'CREDENTIAL_INVALID', detail: expect.stringMatching(/MD5.*SHA256:/), advice: expect.stringContaining('ssh-keygen -lf') });
	});

	test.each([
		['a fingerprint', fingerprintOf(OTHER)],
		['a public key', `${other.type} ${other.base64}`],
	])('and is another one, as %s: nobody logs in, and nothing is tried again', async (_, hostKey) => {
		const server = await startServer();
		const source = withLayers(await openSource(server, { hostKey }), { concurrency: 1, retry: { firstDelayMs: 1 } });
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code: 'HOST_KEY_REFUSED', retryable: false, attempts: 1 });
		expect(error.detail).toContain(FINGERPRINT);
		expect(error.detail).toContain(fingerprintOf(OTHER));
		expect(server.triedLogins).toEqual([]);
	});

	test('of RSA is found by its fingerprint', async () => {
		const server = await startServer({ hostKey: RSA });
		server.tree.put('call', 'content');
		const source = await openSource(server, { hostKey: fingerprintOf(RSA) });
		await source.stat('call', {});
	});
});

/** Of a server whose key this process knows by now, and which is gone. */
async function portOfOneTrusted(options: Parameters<typeof startServer>[0] = {}): Promise<number> {
	const server = await startServer(options);
	server.tree.put('call', 'content');
	const source = await openSource(server);
	await source.stat('call', {});
	await source.close();
	const { port } = server;
	await server.close();
	return port;
}

describe('a host key that nobody pinned', () => {
	test('is trusted, and told', async () => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const keys: HostKey[] = [];
		const source = await openSource(server, { onHostKey: (key) => keys.push(key) });
		await source.stat('call', {});
		expect(keys).toEqual([{ type: 'ssh-ed25519', fingerprint: FINGERPRINT }]);
	});

	test('and changes while the process lives, is refused', async () => {
		const port = await portOfOneTrusted();
		const after = await startServer({ hostKey: OTHER, port });
		const source = await openSource(after);
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code: 'HOST_KEY_REFUSED', retryable: false, advice: expect.stringContaining('reading along') });
		expect(error.detail).toBe(`the server shows the key ${fingerprintOf(OTHER)} (ssh-ed25519), and showed ${FINGERPRINT} before`);
		expect(after.triedLogins).toEqual([]);
		const pinned = await openSource(after, { hostKey: fingerprintOf(OTHER) });
		after.tree.put('call', 'new');
		expect((await pinned.stat('call', {})).sizeBytes).toBe(3);
	});
});

describe('a host key that arrives damaged, which the server has not signed for', () => {
	/** Passes on what is said to the server, and alters the key that it shows to the first who connects. */
	async function damaging(port: number): Promise<number> {
		const shown = Buffer.from(base64, 'base64');
		let isFirst = true;
		const relay = createServer((client) => {
			const server = connect(port, '127.0.0.1');
			const damages = isFirst;
			isFirst = false;
			server.on('data', (chunk: Buffer) => {
				const at = damages ? chunk.indexOf(shown) : -1;
				if (at >= 0) chunk[at + shown.length - 1] ^= 1;
				client.write(chunk);
			});
			client.on('data', (chunk) => server.write(chunk));
			for (const [one, other] of [[client, server], [server, client]]) one.on('error', () => {}).once('close', () => other.destroy());
		});
		await once(relay.listen(0, '127.0.0.1'), 'listening');
		closeLater({ close: async () => void (await once(relay.close(), 'close')) });
		return (relay.address() as AddressInfo).port;
	}

	test.each([
		['where none is pinned, is not remembered', {}],
		['where one is pinned, is not taken for another one', { hostKey: FINGERPRINT }],
	])('%s: the next try succeeds', async (_, options) => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const port = await damaging(server.port);
		const keys: HostKey[] = [];
		const source = withLayers(await openSource({ port }, { ...options, onHostKey: (key) => keys.push(key) }), { concurrency: 1, retry: { firstDelayMs: 1 } });
		expect((await source.stat('call', {})).sizeBytes).toBe(7);
		expect(new Set(keys.map(({ fingerprint }) => fingerprint))).toEqual(new Set([FINGERPRINT]));
	});
});

describe('a server that says that somebody is logged in before it was asked', () => {
	/** The library's own server, which sends SSH_MSG_USERAUTH_SUCCESS as soon as keys are exchanged. */
	function letEverybodyIn(): jest.SpyInstance {
		const server = Server.prototype as unknown as { emit(name: string, ...given: unknown[]): boolean };
		const { emit } = server;
		return jest.spyOn(server, 'emit').mockImplementation(function (this: unknown, name: string, ...given: unknown[]) {
			const [connection] = given as [{ once(event: string, listener: () => void): void; emit(event: string): void; authenticated: boolean; _protocol: { _handlers: Record<string, unknown>; _authsQueue: string[]; authSuccess(): void } }];
			if (name === 'connection') {
				connection.once('handshake', () => {
					const { _protocol: protocol } = connection;
					protocol._handlers.SERVICE_REQUEST = () => {};
					protocol._authsQueue.push('none');
					protocol.authSuccess();
					connection.authenticated = true;
					connection.emit('ready');
				});
			}
			return emit.call(this, name, ...given);
		});
	}

	test.each([
		['the pinned key is another one', { hostKey: fingerprintOf(OTHER) }],
		['another key was known', {}],
	])('is given and believed nothing where %s', async (_, options) => {
		const port = await portOfOneTrusted({ hostKey: OTHER });
		const spy = letEverybodyIn();
		try {
			const server = await startServer({ port });
			server.tree.put('call', 'forged');
			const source = await openSource(server, options);
			expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'HOST_KEY_REFUSED' });
			expect(server.requests).toEqual([]);
		} finally {
			spy.mockRestore();
		}
	});
});

test('a key that is no key has no fingerprints', () => {
	expect(() => readPinnedKeys('AAAA')).toThrow(SessionError);
});
