import { setTimeout as delay } from 'node:timers/promises';
import { openFtps } from '../../../core/sources/ftps';
import { patternBytes } from '../../conformance/checks/tools';
import type { FtpServerOptions } from '../../servers/ftp/ftp-server';
import { ftpsOptions } from '../../conformance/ftps-harness';
import { closeAll, contentOf, failureOf, setUp } from './stage';

afterEach(closeAll);

const COUNT = 12;
const FILES = Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [`call ${index}`, patternBytes(20_000 + index)]));

/** One after the other, over one connection; gives how often one had to be tried again. */
async function readAll(source: Awaited<ReturnType<typeof setUp>>['source']): Promise<number> {
	let again = 0;
	for (const [path, content] of Object.entries(FILES)) {
		for (;;) {
			const read = await contentOf(source, path).catch((error: unknown) => error);
			if (read instanceof Buffer) {
				expect(read.equals(content)).toBe(true);
				break;
			}
			expect(source.classify(read)).toMatchObject({ retryable: true });
			again++;
			expect(again).toBeLessThan(3);
		}
	}
	return again;
}

describe('files that follow one another', () => {
	test.each<[string, Partial<FtpServerOptions>]>([
		['', {}],
		['over TLS 1.2', { maxVersion: 'TLSv1.2', requiresReuse: true }],
		['over TLS 1.3', { minVersion: 'TLSv1.3', requiresReuse: true }],
		['of a server that wants keys of another kind', { groups: 'P-256' }],
		['of a server that wants keys of a third kind', { groups: 'P-521:P-384', requiresReuse: true }],
		['of a server that is slow', { latencyMs: 10 }],
		['of a server that takes one command at a time', { pipelines: false }],
		['of a server without EPSV', { epsv: false }],
	])('come whole %s', async (_, options) => {
		const { server, source } = await setUp(FILES, options, { maxConnections: 1, pipelining: options.pipelines });
		expect(await readAll(source)).toBe(0);
		expect([server.loginCount, server.count('RETR')]).toEqual([1, COUNT]);
	});

	test('all that is to be said of one goes out together, and its way is asked for ahead', async () => {
		const { server, source } = await setUp(FILES, {}, { maxConnections: 1 });
		await readAll(source);
		const verbs = server.commands.slice(-8).map((command) => command.split(' ')[0]);
		expect(verbs).toEqual(['SIZE', 'MDTM', 'RETR', 'EPSV', 'SIZE', 'MDTM', 'RETR', 'EPSV']);
	});

	test('a file that is not there is told, and the next one comes', async () => {
		const { source } = await setUp(FILES, {}, { maxConnections: 1 });
		for (let turn = 0; turn < 3; turn++) {
			await contentOf(source, 'call 0');
			await contentOf(source, 'call 1');
			expect(await failureOf(source, async () => await contentOf(source, 'no such call'))).toMatchObject({ code: 'NOT_FOUND' });
		}
		expect((await contentOf(source, 'call 2')).equals(FILES['call 2'])).toBe(true);
	});

	test('a size that is denied for a moment breaks the transfer off, which had begun', async () => {
		const { server, source } = await setUp(FILES, {}, { maxConnections: 1 });
		for (const path of ['call 0', 'call 1', 'call 2']) await contentOf(source, path);
		server.faults.inject('SIZE', { answer: [500, 'Unknown command.'] });
		expect(await failureOf(source, async () => await contentOf(source, 'call 3'))).toMatchObject({ code: 'SERVICE_FAILED', retryable: true });
		expect((await contentOf(source, 'call 3')).equals(FILES['call 3'])).toBe(true);
	});

	test('one that is gone on with from the middle begins there', async () => {
		const { source } = await setUp(FILES, {}, { maxConnections: 1 });
		for (const path of ['call 0', 'call 1', 'call 2']) await contentOf(source, path);
		expect((await contentOf(source, 'call 3', 7_000)).equals(FILES['call 3'].subarray(7_000))).toBe(true);
	});
});

describe('a server that cannot be asked ahead', () => {
	test('because it refuses that while a transfer ends, is not asked so again', async () => {
		const { server, source } = await setUp(FILES, {}, { maxConnections: 1 });
		server.faults.inject('EPSV', { answer: [450, 'Data transfer in progress.'] }, { from: 3 });
		expect(await readAll(source)).toBe(0);
		expect([server.loginCount, server.count('EPSV')]).toEqual([1, COUNT + 1]);
	});

	test('because it answers in another order, is not asked so again; all else still goes out together', async () => {
		const { server, source } = await setUp(FILES, { answersAtOnce: true }, { maxConnections: 1 });
		server.faults.inject('RETR', { lateMs: 20 }, { times: Infinity });
		expect(await readAll(source)).toBeLessThan(3);
		expect(server.loginCount).toBeLessThanOrEqual(2);
		expect(server.commands.slice(-4).map((command) => command.split(' ')[0])).toEqual(['SIZE', 'MDTM', 'EPSV', 'RETR']);
	});
});

describe('several connections to a server that cannot be asked ahead', () => {
	test('lose that alone, whichever of them finds it out', async () => {
		const { server, source } = await setUp(FILES, { answersAtOnce: true }, { maxConnections: 4 });
		server.faults.inject('RETR', { lateMs: 20 }, { times: Infinity });
		const again = async (path: string): Promise<Buffer> => await contentOf(source, path).catch(async () => await again(path));
		await Promise.all(Array.from({ length: 40 }, async (_, index) => expect((await again(`call ${index % COUNT}`)).equals(FILES[`call ${index % COUNT}`])).toBe(true)));
		server.commands.splice(0);
		await again('call 1');
		await again('call 2');
		expect(server.commands.filter((command) => /^(SIZE|MDTM|EPSV|RETR)/.test(command)).map((command) => command.split(' ')[0]).slice(-4)).toEqual(['SIZE', 'MDTM', 'EPSV', 'RETR']);
	});

	test.each([450, 500])('a transfer that is refused with %i for what was asked ahead is tried again', async (code) => {
		const { server, source } = await setUp(FILES, {}, { maxConnections: 1 });
		for (const path of ['call 0', 'call 1']) await contentOf(source, path);
		server.faults.inject('RETR', { thenSays: [code, 'Not now.'], lateMs: 20 });
		expect(await failureOf(source, async () => await contentOf(source, 'call 2'))).toMatchObject({ retryable: true });
		expect((await contentOf(source, 'call 2')).equals(FILES['call 2'])).toBe(true);
	});
});

describe('connections where nobody says how many', () => {
	const mostLogins = async (options: Partial<FtpServerOptions>, { maxConnections }: { maxConnections?: number } = {}) => {
		const { server } = await setUp(FILES, options);
		const source = await openFtps(ftpsOptions(server, { maxConnections }));
		await source.stat('call 0', {});
		await Promise.all(Array.from({ length: 40 }, async (_, index) => await contentOf(source, `call ${index % COUNT}`)));
		await source.close();
		await delay(10);
		return server.mostLogins;
	};

	test('are few where the server is near', async () => {
		expect(await mostLogins({})).toBe(4);
	});

	test('are more where it is far away, since each waits more than it works', async () => {
		expect(await mostLogins({ latencyMs: 20 })).toBeGreaterThan(8);
	});

	test('are those that the server lets in', async () => {
		expect(await mostLogins({ latencyMs: 20, maxLogins: 6 })).toBe(6);
	});

	test('are those that are in, where further ones are refused as a wrong password is', async () => {
		expect(await mostLogins({ latencyMs: 20, maxLogins: 3, sendsAway: [530, 'Login incorrect.'] })).toBe(3);
	});

	test('are as many as somebody says', async () => {
		expect(await mostLogins({ latencyMs: 20 }, { maxConnections: 2 })).toBe(2);
	});
});
