import { createCipheriv, createHash, createHmac, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { utils } from 'ssh2';
import { withLayers } from '../../../core/sources/layers';
import type { SftpOptions } from '../../../core/sources/sftp';
import { Secret } from '../../../core/secrets/secret';
import { PASSWORD } from '../../servers/sftp-server';
import { newKeyPair } from '../../servers/ssh-keys';
import { cleanUp, failureOf, openSource, startServer, until } from './stage';

afterEach(cleanUp);

const ED25519 = newKeyPair('ed25519');
const ENCRYPTED = newKeyPair('ed25519', { passphrase: 'open sesame', cipher: 'aes256-ctr', rounds: 1 });
const RSA = newKeyPair('rsa', { bits: 2048 });
const ECDSA = newKeyPair('ecdsa', { bits: 256 });
const PEM = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'pkcs1', format: 'pem' } });
const ENCRYPTED_PEM = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'open sesame' },
	publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const pkcs8 = (options: object = {}) => ({ privateKeyEncoding: { type: 'pkcs8', format: 'pem', ...options }, publicKeyEncoding: { type: 'spki', format: 'pem' } }) as never;
const keyOf = ({ privateKey, publicKey }: { privateKey: unknown; publicKey: unknown }) => ({ privateKey: String(privateKey), publicKey: String(publicKey) });
const PKCS8 = keyOf(generateKeyPairSync('rsa', { modulusLength: 2048, ...(pkcs8() as object) }));
const PKCS8_EC = keyOf(generateKeyPairSync('ec', { namedCurve: 'prime256v1', ...(pkcs8() as object) }));
const PKCS8_ED = keyOf(generateKeyPairSync('ed25519', pkcs8()));
const ENCRYPTED_PKCS8 = keyOf(generateKeyPairSync('rsa', { modulusLength: 2048, ...(pkcs8({ cipher: 'aes-256-cbc', passphrase: 'open sesame' }) as object) }));

const string = (bytes: Buffer | string) => {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(Buffer.byteLength(bytes));
	return Buffer.concat([length, Buffer.from(bytes)]);
};
const lines = (bytes: Buffer) => {
	const wrapped = bytes.toString('base64').match(/.{1,64}/g) ?? [];
	return `${wrapped.length}\n${wrapped.join('\n')}\n`;
};

/** A key of PuTTY, version 2: https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html */
function puttyKey(passphrase = ''): { private: string; public: string; passphrase?: string } {
	const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
	const number = (text = '') => string(Buffer.concat([Buffer.from([0]), Buffer.from(text, 'base64url')]));
	const publicBlob = Buffer.concat([string('ssh-rsa'), string(Buffer.from(jwk.e ?? '', 'base64url')), number(jwk.n)]);
	const privateBlob = Buffer.concat([number(jwk.d), number(jwk.p), number(jwk.q), number(jwk.qi)]);
	const encryption = passphrase ? 'aes256-cbc' : 'none';
	const padded = passphrase ? Buffer.concat([privateBlob, Buffer.alloc((16 - (privateBlob.length % 16)) % 16)]) : privateBlob;
	const macKey = createHash('sha1').update(`putty-private-key-file-mac-key${passphrase}`).digest();
	const sealed = Buffer.concat([string('ssh-rsa'), string(encryption), string('test'), string(publicBlob), string(padded)]);
	const mac = createHmac('sha1', macKey).update(sealed).digest('hex');
	const keyBytes = [0, 1].map((turn) => createHash('sha1').update(Buffer.from([0, 0, 0, turn])).update(passphrase).digest());
	const cipher = createCipheriv('aes-256-cbc', Buffer.concat(keyBytes).subarray(0, 32), Buffer.alloc(16)).setAutoPadding(false);
	const stored = passphrase ? Buffer.concat([cipher.update(padded), cipher.final()]) : padded;
	const text = `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: ${encryption}\nComment: test\nPublic-Lines: ${lines(publicBlob)}Private-Lines: ${lines(stored)}Private-MAC: ${mac}\n`;
	return { private: text, public: `ssh-rsa ${publicBlob.toString('base64')}`, passphrase: passphrase || undefined };
}

const publicOf = (privateKey: string, passphrase?: string) => {
	const key = utils.parseKey(privateKey.trim(), passphrase);
	if (key instanceof Error) throw key;
	return `${key.type} ${key.getPublicSSH().toString('base64')}`;
};

const traditional = (privateKey: string, type: 'pkcs1' | 'sec1') => String(createPrivateKey({ key: privateKey, passphrase: 'open sesame' }).export({ format: 'pem', type }));
const RSA_OF_PKCS8 = traditional(PKCS8.privateKey, 'pkcs1');
const EC_OF_PKCS8 = traditional(PKCS8_EC.privateKey, 'sec1');
const RSA_OF_ENCRYPTED = traditional(ENCRYPTED_PKCS8.privateKey, 'pkcs1');

interface Stored {
	private: string;
	/** As the server knows it; made of the private one where absent. */
	public?: string;
	passphrase?: string;
}

describe('a private key', () => {
	const PASTED: [title: string, stored: Stored, pasted?: (text: string) => string][] = [
		["of Ed25519, in OpenSSH's format", { private: ED25519.private }],
		["of RSA, in OpenSSH's format", { private: RSA.private }],
		["of ECDSA, in OpenSSH's format", { private: ECDSA.private }],
		["encrypted, in OpenSSH's format", { private: ENCRYPTED.private, passphrase: 'open sesame' }],
		['in PEM', { private: PEM.privateKey }],
		['encrypted, in PEM', { private: ENCRYPTED_PEM.privateKey, passphrase: 'open sesame' }],
		['in PKCS #8', { private: PKCS8.privateKey, public: publicOf(RSA_OF_PKCS8) }],
		['of ECDSA, in PKCS #8', { private: PKCS8_EC.privateKey, public: publicOf(EC_OF_PKCS8) }],
		['encrypted, in PKCS #8', { private: ENCRYPTED_PKCS8.privateKey, public: publicOf(RSA_OF_ENCRYPTED), passphrase: 'open sesame' }],
		['of PuTTY, version 2', puttyKey()],
		['encrypted, of PuTTY, version 2', puttyKey('open sesame')],
		['with a passphrase that it does not need', { private: ED25519.private, passphrase: 'needless' }],
		['with the line ends of Windows, and blanks around it', { private: ED25519.private }, (text) => `\r\n  ${text.replaceAll('\n', '\r\n')}  \r\n`],
		['with its line ends written out', { private: ED25519.private }, (text) => text.trim().replaceAll('\n', '\\n')],
		['in one line, as a field of one line keeps it', { private: ED25519.private }, (text) => text.trim().replaceAll('\n', ' ')],
	];

	test.each(PASTED.map(([title, stored, pasted = (text) => text]) => ({ title, stored, pasted })))('$title logs in', async ({ stored, pasted }) => {
		const { passphrase } = stored;
		const server = await startServer({ publicKey: stored.public ?? publicOf(stored.private, passphrase), methods: ['publickey'] });
		server.tree.put('call', 'content');
		const privateKey = new Secret(pasted(stored.private));
		const source = await openSource(server, { password: undefined, privateKey, passphrase: passphrase === undefined ? undefined : new Secret(passphrase) });
		expect((await source.stat('call', {})).sizeBytes).toBe(7);
		expect(server.triedLogins.every((method) => method === 'publickey')).toBe(true);
	});

	test.each<[title: string, privateKey: string, passphrase: string | undefined, detail: RegExp, advice: RegExp]>([
		['encrypted, without a passphrase', ENCRYPTED.private, undefined, /encrypted, and no passphrase/, /Enter the passphrase/],
		['encrypted, with another passphrase', ENCRYPTED.private, 'wrong', /passphrase does not open/, /Check the passphrase/],
		['encrypted in PEM, without a passphrase', ENCRYPTED_PEM.privateKey, undefined, /encrypted, and no passphrase/, /Enter the passphrase/],
		['encrypted in PEM, with another passphrase', ENCRYPTED_PEM.privateKey, 'wrong', /passphrase does not open/, /Check the passphrase/],
		['that is the public one', publicOf(ED25519.private), undefined, /public one/, /without ".pub"/],
		['that is the public one, in PEM', PKCS8.publicKey, undefined, /public one/, /without ".pub"/],
		['encrypted in PKCS #8, without a passphrase', ENCRYPTED_PKCS8.privateKey, undefined, /encrypted, and no passphrase/, /Enter the passphrase/],
		['encrypted in PKCS #8, with another passphrase', ENCRYPTED_PKCS8.privateKey, 'wrong', /passphrase does not open/, /Check the passphrase/],
		['of Ed25519 in PKCS #8', PKCS8_ED.privateKey, undefined, /not supported/, /ssh-keygen -p/],
		['of PuTTY, encrypted, with another passphrase', puttyKey('open sesame').private, 'wrong', /passphrase does not open/, /Check the passphrase/],
		['of PuTTY, version 3', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', undefined, /PuTTY file of version 3/, /Export OpenSSH key/],
		['that was cut', ED25519.private.slice(0, 200), undefined, /cannot be read/, /whole/],
		['that is a word', 'secret', undefined, /cannot be read/, /whole/],
		['that is a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', undefined, /certificate/, /whole/],
	])('%s is refused before anything is sent', async (_, privateKey, passphrase, detail, advice) => {
		const server = await startServer();
		const source = await openSource(server, { privateKey: new Secret(privateKey), passphrase: passphrase === undefined ? undefined : new Secret(passphrase) });
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code: 'CREDENTIAL_INVALID', retryable: false, detail: expect.stringMatching(detail), advice: expect.stringMatching(advice) });
		expect(server.connections).toBe(0);
		for (const line of privateKey.split('\n').filter((text) => text.length > 20 && !text.startsWith('---') && !text.startsWith('PuTTY'))) expect(JSON.stringify({ ...error, message: error.message })).not.toContain(line);
	});
});

describe('a password', () => {
	test('logs in', async () => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const source = await openSource(server);
		await source.stat('call', {});
		expect(server.triedLogins).toEqual(['password']);
	});

	test('logs in where the server only asks for it by prompt', async () => {
		const server = await startServer({ methods: ['keyboard-interactive'] });
		server.tree.put('call', 'content');
		const source = await openSource(server);
		await source.stat('call', {});
	});

	test('is tried after the key that the server does not know', async () => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const source = await openSource(server, { privateKey: new Secret(ED25519.private) });
		await source.stat('call', {});
		expect(server.triedLogins.at(-1)).toBe('password');
	});

	test.each([
		['a wrong one', { methods: ['password', 'keyboard-interactive'] as const }, /does not accept the password of that user/, ['password']],
		['a wrong one by prompt', { methods: ['keyboard-interactive'] as const }, /does not accept the password of that user/, ['keyboard-interactive']],
		['one where the server wants a key', { methods: ['publickey'] as const }, /takes publickey, and the credential has a password/, []],
	])('%s is refused once, and not tried again', async (_, { methods }, detail, tried) => {
		const server = await startServer({ methods: [...methods], password: 'another one' });
		const source = withLayers(await openSource(server, { credentialLabel: 'The SFTP login of "8x8"' }), { concurrency: 2, retry: { firstDelayMs: 1 } });
		const error = await failureOf(source, source.stat('call', {}));
		expect(error).toMatchObject({ code: 'CREDENTIAL_REFUSED', retryable: false, detail: expect.stringMatching(detail) });
		expect(error.detail).toMatch(/^The SFTP login of "8x8": /);
		expect(server.triedLogins).toEqual(tried);
		expect(server.connections).toBe(1);
		expect(`${error.message} ${error.advice} ${error.stack} ${String(error.cause)}`).not.toContain(PASSWORD);
	});

	test.each([
		['beside it', [{ prompt: 'Password: ', echo: false }, { prompt: 'Verification code: ', echo: false }]],
		['in its place', [{ prompt: 'One-time password (OTP) code: ', echo: false }]],
		['that is shown', [{ prompt: 'Token', echo: true }]],
	])('where a code is asked for %s: a second factor', async (_, prompts) => {
		const server = await startServer({ methods: ['keyboard-interactive'], prompts });
		const source = await openSource(server);
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'CREDENTIAL_REFUSED', detail: expect.stringContaining('second factor') });
	});

	test('that has expired: that is said', async () => {
		const server = await startServer({ hasExpired: true });
		const source = await openSource(server);
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'CREDENTIAL_REFUSED', retryable: false, detail: expect.stringContaining('has expired') });
		await until(() => server.openSockets === 0);
	});

	test('neither password nor key: what the server takes', async () => {
		const server = await startServer();
		const source = await openSource(server, { password: undefined });
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'CREDENTIAL_REFUSED', detail: 'the server takes password, publickey, and the credential has neither password nor private key' });
	});
});

describe('a login that is refused', () => {
	const KEYED = { password: undefined, privateKey: new Secret(ED25519.private) };
	test.each<[string, Partial<SftpOptions>, string, string, RegExp, RegExp]>([
		['a password', { password: new Secret('another password') }, 'password', 'the server does not accept the password of that user', /password/, /key/],
		['a private key', KEYED, 'publickey', 'the server does not accept the private key of that user', /public part of this key/, /password/i],
		['both', { ...KEYED, password: new Secret('another password') }, 'publickey,password', 'the server accepts neither the private key nor the password of that user', /password and private key/, /public part/],
	])('with %s is asked for once, by however many at once, and by who comes soon after', async (_, login, tried, detail, advice, notAdvice) => {
		const server = await startServer({ publicKey: ECDSA.public });
		const source = withLayers(await openSource(server, login), { concurrency: 40, retry: { firstDelayMs: 1 } });
		const another = await openSource(server, login);
		const failures = await Promise.all(Array.from({ length: 60 }, async () => await failureOf(source, source.stat('call', {}))));
		failures.push(await failureOf(another, another.stat('call', {})));
		expect(String(server.triedLogins)).toBe(tried);
		for (const failure of failures) {
			expect(failure).toMatchObject({ code: 'CREDENTIAL_REFUSED', retryable: false, detail: expect.stringContaining(detail), advice: expect.stringMatching(advice) });
			expect(failure.advice).not.toMatch(notAdvice);
		}
		expect(failures.at(-1)?.detail).toMatch(/it was not asked again.*next run from \d\d:\d\d:\d\d UTC/);
	});

	test('is asked for again by another password, and by a test of the credential, which clears it', async () => {
		const server = await startServer();
		server.tree.put('call', 'content');
		server.refuseLogins = 2;
		const source = await openSource(server);
		await failureOf(source, source.stat('call', {}));
		const tested = await openSource(server, { asksAgain: true });
		for (let turn = 0; turn < 3; turn++) await failureOf(tested, tested.stat('call', {}));
		const other = await openSource(server, { password: new Secret('another password') });
		await failureOf(other, other.stat('call', {}));
		expect(server.triedLogins).toHaveLength(3);
		const good = await openSource(server, { asksAgain: true });
		await good.stat('call', {});
		expect((await source.stat('call', {})).sizeBytes).toBe(7);
	});
});

describe('a login that fails at random', () => {
	const layered = async (server: { port: number }, options = {}) => withLayers(await openSource(server, options), { concurrency: 2, retry: { firstDelayMs: 1 } });

	test('is tried again where the same one succeeded before', async () => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const first = await layered(server);
		await first.stat('call', {});
		await first.close();
		server.refuseLogins = 2;
		const second = await layered(server);
		expect((await second.stat('call', {})).sizeBytes).toBe(7);
		expect(server.logins).toBe(2);
	});

	test('is final after three in a row', async () => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const first = await layered(server);
		await first.stat('call', {});
		await first.close();
		server.refuseLogins = 10;
		const second = await layered(server);
		expect(await failureOf(second, second.stat('call', {}))).toMatchObject({ code: 'CREDENTIAL_REFUSED' });
		expect(server.refuseLogins).toBe(7);
	});

	test('is final where another password succeeded before', async () => {
		const server = await startServer();
		server.tree.put('call', 'content');
		const first = await layered(server);
		await first.stat('call', {});
		const second = await layered(server, { password: new Secret('another password') });
		await failureOf(second, second.stat('call', {}));
		expect(server.triedLogins).toEqual(['password', 'password']);
	});
});
