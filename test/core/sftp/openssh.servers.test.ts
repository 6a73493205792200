import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Secret } from '../../../core/secrets/secret';
import { withLimit } from '../../../core/sources/layers/limit';
import { openSftp, type HostKey, type SftpOptions } from '../../../core/sources/sftp';
import type { Source } from '../../../core/sources/source';
import { bodyOf, patternBytes } from '../../conformance/checks/tools';
import { openSshOptions } from '../../conformance/openssh-harness';
import { OpenSsh } from '../../servers/openssh';
import { cleanUp, contentOf, failureOf } from './stage';

let server: OpenSsh;
const opened: { close?(): Promise<void>; stop?(): Promise<void> }[] = [];

beforeAll(async () => {
	server = await OpenSsh.start();
});

afterEach(async () => {
	for (const each of opened.splice(0)) await (each.close?.() ?? each.stop?.());
	await cleanUp();
});

afterAll(async () => {
	await server?.stop();
});

async function open(options: Partial<SftpOptions> = {}, on = server): Promise<{ source: Source; root: string }> {
	const root = await on.createPlace();
	const source = await openSftp(await openSshOptions(on, { root, ...options }));
	opened.push(source);
	return { source, root };
}

async function startAnother(...settings: string[]): Promise<OpenSsh> {
	const another = await OpenSsh.start(...settings);
	opened.push({ stop: async () => await another.stop() });
	return another;
}

const allPaths = async (source: Source) => (await source.listPage({ prefix: '' })).entries.map(({ path }) => path);

describe('the key of the server', () => {
	test('has the fingerprint that ssh-keygen shows', async () => {
		const keys: HostKey[] = [];
		const { source } = await open({ hostKey: undefined, onHostKey: (key) => keys.push(key) });
		await source.listPage({ prefix: '' });
		expect(await server.fingerprint('ed25519')).toContain(` ${keys[0].fingerprint} `);
	});

	test.each(['ed25519', 'rsa'] as const)('of type %s can be pinned by what ssh-keygen and ssh-keyscan print', async (type) => {
		const scanned = execFileSync('ssh-keyscan', ['-p', String(server.port), '-t', type, '127.0.0.1'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
		for (const hostKey of [await server.fingerprint(type), await server.hostKey(type), scanned]) {
			const { source } = await open({ hostKey });
			expect(await allPaths(source)).toEqual([]);
		}
	});

	test('that is another one is refused', async () => {
		const another = await startAnother();
		const { source } = await open({ hostKey: await another.hostKey('ed25519') });
		expect(await failureOf(source, source.listPage({ prefix: '' }))).toMatchObject({ code: 'HOST_KEY_REFUSED' });
	});
});

describe('a login', () => {
	test('with a key of another is refused', async () => {
		const another = await startAnother();
		const { source } = await open({ privateKey: new Secret(await another.privateKey()) });
		expect(await failureOf(source, source.listPage({ prefix: '' }))).toMatchObject({ code: 'CREDENTIAL_REFUSED', retryable: false, detail: 'the server does not accept the private key of that user' });
	});

	test('with a password where the server takes none: what it takes is told', async () => {
		const { source } = await open({ privateKey: undefined, password: new Secret('hunter2 and more') });
		expect(await failureOf(source, source.listPage({ prefix: '' }))).toMatchObject({ code: 'CREDENTIAL_REFUSED', detail: 'the server takes publickey, and the credential has a password' });
	});

	test('with an encrypted key', async () => {
		const place = await server.createPlace();
		await writeFile(join(place, 'key'), await server.privateKey(), { mode: 0o600 });
		execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', join(place, 'key')]);
		const privateKey = new Secret(execFileSync('cat', [join(place, 'key')], { encoding: 'utf8' }));
		const { source } = await open({ privateKey, passphrase: new Secret('open sesame') });
		expect(await allPaths(source)).toEqual([]);
	});
});

/** The server may still count the connection that asked whether it is up as one that logs in. */
async function firstLogin(source: Source): Promise<void> {
	const login = async () => await source.listPage({ prefix: '' });
	for (let tries = 0; tries < 20; tries++) {
		if (await login().then(() => true, () => false)) return;
		await delay(250);
	}
	await login();
}

describe('a server that', () => {
	test('offers none but old ways: they are named', async () => {
		const old = await startAnother('KexAlgorithms diffie-hellman-group14-sha1');
		const { source } = await open({}, old);
		expect(await failureOf(source, source.listPage({ prefix: '' }))).toMatchObject({ code: 'TLS_FAILED', detail: expect.stringMatching(/offers only diffie-hellman-group14-sha1.*SSH-2\.0-OpenSSH/) });
	});

	test.each([
		['one who logs in at a time', ['MaxStartups 1']],
		['no further session on a connection', ['MaxSessions 1']],
	])('allows %s: all files come', async (_, settings) => {
		const narrow = await startAnother(...settings);
		const { source, root } = await open({}, narrow);
		const names = Array.from({ length: 150 }, (_unused, index) => `call-${index}`);
		await Promise.all(names.map(async (name) => await writeFile(join(root, name), name)));
		await firstLogin(source);
		expect(await Promise.all(names.map(async (name) => String(await contentOf(source, name))))).toEqual(names);
	});

	test('allows no session: that is said', async () => {
		const closed = await startAnother('MaxSessions 0');
		const { source } = await open({}, closed);
		expect(await failureOf(source, source.listPage({ prefix: '' }))).toMatchObject({ code: 'THROTTLED' });
	});

	test('offers no SFTP', async () => {
		const bare = await startAnother('Match all', 'ForceCommand /bin/false', 'Match all');
		const { source } = await open({}, bare);
		const { code } = await failureOf(source, source.listPage({ prefix: '' }));
		expect(['UNSUPPORTED', 'CONNECTION_FAILED']).toContain(code);
	});

	test('prints something at login', async () => {
		const chatty = await startAnother('Match all', 'ForceCommand /bin/echo Welcome', 'Match all');
		const { source } = await open({}, chatty);
		expect(await failureOf(source, source.listPage({ prefix: '' }))).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false, detail: 'what the server sends is not SFTP: "Welcome"' });
	});
});

describe('files', () => {
	test('with names that are not UTF-8 are listed, read, written and removed', async () => {
		const { source, root } = await open();
		const name = Buffer.concat([Buffer.from(`${root}/M`), Buffer.from([0xfc]), Buffer.from('ller.wav')]);
		await writeFile(name, 'content');
		expect(await allPaths(source)).toEqual(['M\uF7FCller.wav']);
		expect(String(await contentOf(source, 'M\uF7FCller.wav'))).toBe('content');
		await source.write('Caf\uF7E9/new', bodyOf('new'), {});
		expect(await readdir(root, { encoding: 'latin1' })).toEqual(expect.arrayContaining(['Café', 'Müller.wav']));
		for (const path of await allPaths(source)) await source.remove(path, {});
		expect(await allPaths(source)).toEqual([]);
	});

	test('behind links are there, and circles end', async () => {
		const { source, root } = await open();
		await mkdir(join(root, 'a'));
		await mkdir(join(root, 'b'));
		await writeFile(join(root, 'a/1'), 'content');
		await symlink('../a/1', join(root, 'b/link'));
		await symlink('..', join(root, 'a/up'));
		await symlink('../b', join(root, 'a/b'));
		await symlink('nowhere', join(root, 'b/gone'));
		execFileSync('mkfifo', [join(root, 'pipe')]);
		expect(await allPaths(source)).toEqual(['a/1', 'a/b/link', 'b/link']);
		expect(String(await contentOf(source, 'a/b/link'))).toBe('content');
	});

	test('of many MiB, in ranges, while others are written', async () => {
		const { source, root } = await open();
		const content = patternBytes(20 * 1024 * 1024 + 11);
		await writeFile(join(root, 'large'), content);
		const [whole, rest] = await Promise.all([contentOf(source, 'large'), contentOf(source, 'large', 10_000_001), source.write('copy', bodyOf(content), {})]);
		expect(whole.equals(content)).toBe(true);
		expect(rest.equals(content.subarray(10_000_001))).toBe(true);
		expect((await contentOf(source, 'copy')).equals(content)).toBe(true);
	});

	test('many at once, on a few connections', async () => {
		const { source, root } = await open();
		const names = Array.from({ length: 500 }, (_, index) => `call-${index}`);
		await Promise.all(names.map(async (name) => await writeFile(join(root, name), name.repeat(4_000))));
		const limited = withLimit(source, 64);
		const contents = await Promise.all(names.map(async (name) => String(await contentOf(limited, name))));
		expect(contents.every((text, index) => text === names[index].repeat(4_000))).toBe(true);
	});

	test('in a folder of 10,000', async () => {
		const { source, root } = await open();
		const names = Array.from({ length: 10_000 }, (_, index) => `R${index}.wav`);
		for (let start = 0; start < names.length; start += 500) await Promise.all(names.slice(start, start + 500).map(async (name) => await writeFile(join(root, name), '')));
		const found = new Set<string>();
		let token: string | undefined;
		do {
			const page = await source.listPage({ prefix: '', token });
			for (const { path } of page.entries) found.add(path);
			token = page.nextToken;
		} while (token !== undefined);
		expect(found).toEqual(new Set(names));
		await rm(root, { recursive: true });
	});

	test('that are replaced while they are read: what was opened is read', async () => {
		const { source } = await open();
		const content = patternBytes(8 * 1024 * 1024);
		await source.write('call', bodyOf(content), {});
		const { body } = await source.read('call', { offset: 0 });
		await source.write('call', bodyOf('new'), {});
		expect(Buffer.concat(await body.toArray()).equals(content)).toBe(true);
		expect(String(await contentOf(source, 'call'))).toBe('new');
	});
});
