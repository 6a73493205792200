import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { withLayers } from '../../../core/sources/layers';
import type { Source } from '../../../core/sources/source';
import { patternBytes } from '../../conformance/checks/tools';
import { TYPE } from '../../servers/sftp-answers';
import type { SftpServer } from '../../servers/sftp-server';
import { cleanUp, contentOf, failureOf, openSource, startServer, until } from './stage';

afterEach(cleanUp);

const NAMES = Array.from({ length: 200 }, (_, index) => `call-${index}`);

async function setUp(options = {}): Promise<{ server: SftpServer; source: Source }> {
	const server = await startServer();
	for (const name of NAMES) server.tree.put(name, name);
	return { server, source: await openSource(server, options) };
}

const readAll = async (source: Source) => await Promise.all(NAMES.map(async (name) => String(await contentOf(source, name))));

describe('connections', () => {
	test('one is enough for a few files, one after another or at once', async () => {
		const { server, source } = await setUp();
		for (const name of NAMES.slice(0, 5)) await contentOf(source, name);
		await Promise.all(NAMES.slice(0, 10).map(async (name) => await contentOf(source, name)));
		expect(server.connections).toBe(1);
		await until(() => server.openHandles === 0);
	});

	test('are no more than allowed for many files at once', async () => {
		const { server, source } = await setUp({ maxConnections: 3 });
		expect(await readAll(source)).toEqual(NAMES);
		expect(server.connections).toBe(3);
		await source.close();
		await until(() => server.openSockets === 0);
	});

	test('are closed when nobody used them for a while, and opened again', async () => {
		const { server, source } = await setUp({ idleMs: 50 });
		await source.stat('call-1', {});
		await until(() => server.openSockets === 0);
		await source.stat('call-1', {});
		expect(server.connections).toBe(2);
	});

	test.each<[title: string, limit: (server: SftpServer) => void]>([
		['closes those beyond one', (server) => (server.mostConnections = 1)],
		['closes those beyond two', (server) => (server.mostConnections = 2)],
		['allows one session', (server) => (server.mostSessions = 1)],
	])('make do with fewer where the server %s', async (_, limit) => {
		const { server, source } = await setUp();
		limit(server);
		expect(await readAll(source)).toEqual(NAMES);
		expect(await readAll(source)).toEqual(NAMES);
		// Not asked for more with each file.
		expect(server.connections).toBeLessThan(10);
	});

	test('none at all: the server says so, and is asked again', async () => {
		const { server, source } = await setUp();
		server.mostSessions = 0;
		const error = await failureOf(source, source.stat('call-1', {}));
		expect(error).toMatchObject({ code: 'THROTTLED', retryable: true });
		server.mostSessions = 1;
		expect((await source.stat('call-1', {})).sizeBytes).toBe(6);
	});

	test('that fail for all who wait: each tries as often as it may', async () => {
		const { server, source } = await setUp();
		server.mostSessions = 0;
		const layered = withLayers(source, { concurrency: 5, retry: { firstDelayMs: 1, maxDelayMs: 2, attempts: 3 } });
		const failures = await Promise.all(NAMES.slice(0, 5).map(async (name) => await failureOf(layered, layered.stat(name, {}))));
		expect(failures.map(({ attempts }) => attempts)).toEqual([3, 3, 3, 3, 3]);
	});

	test('are closed with the source, those in use and being made too', async () => {
		const { server, source } = await setUp();
		const { body } = await source.read('call-1', { offset: 0 });
		const reading = source.listPage({ prefix: '' }).catch((error: unknown) => error);
		await source.close();
		await source.close();
		await until(() => server.openSockets === 0);
		body.destroy();
		expect(await failureOf(source, source.stat('call-1', {}))).toMatchObject({ code: 'CLOSED' });
		await reading;
	});
});

describe('a long way', () => {
	/** How often somebody waited for the server; not how long, which other work on the machine decides. */
	async function tripsOf(server: SftpServer, work: () => Promise<unknown>): Promise<number> {
		server.delayMs = 20;
		const before = server.trips;
		await work();
		return server.trips - before;
	}

	test('is gone twice for a small file, and once to know about it', async () => {
		const { server, source } = await setUp();
		await source.stat('call-1', {});
		expect(await tripsOf(server, async () => await source.stat('call-1', {}))).toBe(1);
		expect(await tripsOf(server, async () => await contentOf(source, 'call-1'))).toBeLessThanOrEqual(3);
	});

	test('is shared by many files at once', async () => {
		const { server, source } = await setUp();
		await source.stat('call-1', {});
		expect(await tripsOf(server, async () => await readAll(source))).toBeLessThan(20);
	});

	test('is gone a few times for a large file', async () => {
		const { server, source } = await setUp();
		const content = patternBytes(4 * 1024 * 1024);
		server.tree.put('large', content);
		await source.stat('call-1', {});
		let read: Buffer = Buffer.alloc(0);
		expect(await tripsOf(server, async () => (read = await contentOf(source, 'large')))).toBeLessThan(15);
		expect(content.equals(read)).toBe(true);
	});

	test('is gone a few times for a large folder', async () => {
		const { server, source } = await setUp();
		for (let index = 0; index < 5_000; index++) server.tree.put(`many/${index}`);
		await source.stat('call-1', {});
		let count = 0;
		expect(await tripsOf(server, async () => (count = (await source.listPage({ prefix: 'many/' })).entries.length))).toBeLessThan(20);
		expect(count).toBe(5_000);
	});
});

describe('a reader that is slow', () => {
	test('is not overrun: what is asked for has a limit', async () => {
		const { server, source } = await setUp();
		server.tree.put('large', patternBytes(20 * 1024 * 1024));
		const { body } = await source.read('large', { offset: 0 });
		await once(body, 'readable');
		await delay(100);
		// Of 32 KiB each.
		expect(server.asked(TYPE.READ)).toBeLessThan(2 * 64 + 2);
		expect(body.readableLength).toBeLessThan(4 * 1024 * 1024);
		body.destroy();
		await until(() => server.openHandles === 0);
	});

	test('who stops early leaves nothing open, and the connection to others', async () => {
		const { server, source } = await setUp();
		server.tree.put('large', patternBytes(20 * 1024 * 1024));
		for await (const chunk of (await source.read('large', { offset: 0 })).body as AsyncIterable<Buffer>) {
			expect(chunk.length).toBeGreaterThan(0);
			break;
		}
		await until(() => server.openHandles === 0);
		expect(String(await contentOf(source, 'call-7'))).toBe('call-7');
		expect(server.connections).toBe(1);
	});
});
