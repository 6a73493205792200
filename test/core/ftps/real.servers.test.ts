import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Secret } from '../../../core/secrets/secret';
import { openFtps, type FtpsOptions } from '../../../core/sources/ftps';
import type { Source } from '../../../core/sources/source';
import { realFtpsOptions } from '../../conformance/ftps-harness';
import type { RealFtpServer } from '../../servers/ftp-place';
import { Proftpd } from '../../servers/proftpd';
import { Vsftpd } from '../../servers/vsftpd';
import { failureOf } from './stage';

const MAX_CLIENTS = 2;
let vsftpd: RealFtpServer;
let narrow: RealFtpServer;
let explicit: RealFtpServer;
const opened: Source[] = [];

beforeAll(async () => {
	vsftpd = await Vsftpd.start();
	// Speaks PASV alone, with the address that leads nowhere.
	narrow = await Vsftpd.start({ max_clients: MAX_CLIENTS, cmds_denied: 'EPSV' });
	explicit = await Proftpd.start({ mode: 'explicit' });
});

afterEach(async () => {
	for (const source of opened.splice(0)) await source.close();
});

afterAll(async () => {
	for (const server of [vsftpd, narrow, explicit]) await server?.stop();
});

async function open(server: RealFtpServer, options: Partial<FtpsOptions> = {}): Promise<Source> {
	const source = await openFtps(realFtpsOptions(server, options));
	opened.push(source);
	return source;
}

describe('on real servers', () => {
	test.each(['TLSv1.2', 'TLSv1.3'] as const)('a hundred empty files, one after the other, in %s', async (version) => {
		const source = await open(vsftpd, { minTlsVersion: version, maxTlsVersion: version });
		const write = async (index: number) => {
			for (let turn = 0; turn < 25; turn++) expect((await source.write(`empty ${index}`, () => Readable.from([]), {})).sizeBytes).toBe(0);
		};
		await Promise.all([0, 1, 2, 3].map(write));
	});

	test('a server that lets in few, and says a wrong address: all files come', async () => {
		const names = Array.from({ length: 60 }, (_, index) => `call ${index}`);
		for (const name of names) await narrow.place.put(name, name);
		const source = await open(narrow, { maxConnections: 6 });
		const contents = await Promise.all(names.map(async (name) => String(await buffer((await source.read(name, { offset: 0 })).body))));
		expect(contents).toEqual(names);
	});

	test('a wrong password', async () => {
		for (const server of [vsftpd, explicit]) {
			const source = await open(server, { password: new Secret('not the password') });
			expect(await failureOf(source, async () => await source.stat('x', {}))).toMatchObject({ code: 'CREDENTIAL_REFUSED', retryable: false });
		}
	});

	test('the other kind of TLS', async () => {
		const early = await open(explicit, { mode: 'implicit' });
		expect((await failureOf(early, async () => await early.stat('x', {}))).advice).toContain('to explicit TLS');
		const late = await open(vsftpd, { mode: 'explicit' });
		expect((await failureOf(late, async () => await late.stat('x', {}))).advice).toContain('to implicit TLS');
	});

	test('readers that leave early keep their connections', async () => {
		for (const server of [vsftpd, explicit]) {
			await server.place.put('big', Buffer.alloc(8 * 1024 * 1024));
			const source = await open(server, { maxConnections: 1 });
			for (let turn = 0; turn < 10; turn++) {
				const { body } = await source.read('big', { offset: 0 });
				if (turn % 2 === 0) await delay(10);
				body.on('error', () => {}).destroy();
			}
			expect((await source.stat('big', {})).sizeBytes).toBe(8 * 1024 * 1024);
		}
	});

	test('a recording whose name is not UTF-8', async () => {
		const source = await open(vsftpd, { root: 'latin' });
		await vsftpd.place.addFolder('latin');
		await source.write('M\uF7FCller.wav', () => Readable.from([Buffer.from('x')]), {});
		const { entries } = await source.listPage({ prefix: '' });
		expect(entries.map(({ path }) => path)).toEqual(['M\uF7FCller.wav']);
		expect(String(await buffer((await source.read(entries[0].path, { offset: 0 })).body))).toBe('x');
	});
});
