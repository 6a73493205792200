import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { withLayers } from '../../../core/sources/layers';
import { bodyOf, patternBytes } from '../../conformance/checks/tools';
import { STATUS, TYPE } from '../../servers/sftp-answers';
import { cleanUp, contentOf, failureOf, openSource, startServer, until } from './stage';
import { listFolder } from '../../../core/sources/sftp/list-folder';
import { Place } from '../../../core/sources/sftp/place';

afterEach(cleanUp);

const CONTENT = patternBytes(3 * 1024 * 1024 + 7);
const RETRY = { firstDelayMs: 1, maxDelayMs: 5 };

async function setUp(options = {}) {
	const server = await startServer();
	server.tree.put('call', CONTENT, 1_700_000_000);
	const bare = await openSource(server, options);
	return { server, bare, source: withLayers(bare, { concurrency: 4, retry: RETRY, timeouts: { responseMs: 1_000, pageMs: 1_000, idleMs: 1_000, writeMs: 2_000 } }) };
}

describe('a connection that is cut', () => {
	test.each([0, 1, 40_000, 1_000_000, 3_000_000])('after %d bytes of answers: the file goes on where it was', async (bytes) => {
		const { server, source } = await setUp();
		await source.stat('call', {});
		server.cutAfterBytes = bytes;
		expect(CONTENT.equals(await contentOf(source, 'call'))).toBe(true);
		expect(server.connections).toBeGreaterThan(1);
	});

	test('again and again: all bytes, once', async () => {
		const { server, source } = await setUp();
		server.before = ({ type }) => {
			if (type === TYPE.READ && server.asked(TYPE.READ) % 9 === 0) server.cutAfterBytes = 200_000;
		};
		expect(CONTENT.equals(await contentOf(source, 'call', 5))).toBe(false);
		expect(CONTENT.subarray(5).equals(await contentOf(source, 'call', 5))).toBe(true);
	});

	test('is an error without layers, and the next call has another', async () => {
		const { server, bare } = await setUp();
		await bare.stat('call', {});
		server.cutAfterBytes = 500_000;
		expect(await failureOf(bare, contentOf(bare, 'call'))).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
		const next = async () => (await bare.stat('call', {})).sizeBytes;
		// The client may hear of the cut by asking.
		expect(await next().catch(next)).toBe(CONTENT.length);
	});

	test('while nobody uses it: the next call has another', async () => {
		const { server, source } = await setUp();
		await source.stat('call', {});
		server.cutAll();
		await until(() => server.openSockets === 0);
		// The client may hear of the cut by asking: then the call is made again.
		expect((await source.stat('call', {})).sizeBytes).toBe(CONTENT.length);
	});

	test('during a listing: the page comes again', async () => {
		const { server, source } = await setUp();
		for (let index = 0; index < 500; index++) server.tree.put(`many/${index}`, 'x');
		await source.stat('call', {});
		server.cutAfterBytes = 5_000;
		expect((await source.listPage({ prefix: 'many/' })).entries).toHaveLength(500);
	});

	test('during a write: all of it is written, and nothing else is there', async () => {
		const { server, source } = await setUp();
		await source.stat('call', {});
		server.cutAfterBytes = 300;
		await source.write('new', bodyOf(CONTENT), {});
		expect(CONTENT.equals(server.tree.content('new') ?? Buffer.alloc(0))).toBe(true);
		expect((await source.listPage({ prefix: '' })).entries.map(({ path }) => path)).toEqual(['call', 'new']);
	});
});

describe('a server that keeps silent', () => {
	test('when a file is opened: TIMED_OUT, and no more', async () => {
		const { server, source } = await setUp();
		await source.stat('call', {});
		server.isSilent = true;
		expect(await failureOf(source, source.stat('call', {}))).toMatchObject({ code: 'TIMED_OUT' });
	});

	test('in the middle of a file: it goes on when the server does', async () => {
		const { server, source } = await setUp();
		server.before = ({ type }) => {
			if (type !== TYPE.READ || server.asked(TYPE.READ) !== 20) return;
			server.isSilent = true;
			setTimeout(() => (server.isSilent = false), 350);
		};
		expect(CONTENT.equals(await contentOf(source, 'call'))).toBe(true);
	});
});

const REFUSALS: [status: number, type: number, code: string][] = [
	[2, TYPE.STAT, 'NOT_FOUND'],
	[3, TYPE.STAT, 'PERMISSION_DENIED'],
	[4, TYPE.STAT, 'SERVICE_FAILED'],
	[8, TYPE.STAT, 'UNSUPPORTED'],
	[7, TYPE.STAT, 'CONNECTION_FAILED'],
	[10, TYPE.STAT, 'NOT_FOUND'],
	[99, TYPE.STAT, 'SERVICE_FAILED'],
];

describe('a refusal', () => {
	test.each(REFUSALS)('with status %d', async (status, type, code) => {
		const { server, bare } = await setUp();
		server.refuse = (request) => (request.type === type ? status : undefined);
		const error = await failureOf(bare, bare.stat('call', {}));
		expect(error).toMatchObject({ code, detail: expect.stringMatching(/^the server answered \S.*: said so$/) });
		expect(error.advice).toBeTruthy();
	});

	test('to open: nothing stays open', async () => {
		const { server, bare } = await setUp();
		server.refuse = ({ type }) => (type === TYPE.OPEN ? STATUS.PERMISSION_DENIED : undefined);
		expect(await failureOf(bare, contentOf(bare, 'call'))).toMatchObject({ code: 'PERMISSION_DENIED' });
		expect(server.openHandles).toBe(0);
	});

	test('to read: nothing stays open', async () => {
		const { server, bare } = await setUp();
		server.refuse = ({ type }) => (type === TYPE.READ ? STATUS.PERMISSION_DENIED : undefined);
		expect(await failureOf(bare, contentOf(bare, 'call'))).toMatchObject({ code: 'PERMISSION_DENIED' });
		await until(() => server.openHandles === 0);
	});

	test('to describe what is open: its path is described', async () => {
		const { server, bare } = await setUp();
		server.refuse = ({ type }) => (type === TYPE.FSTAT ? STATUS.OP_UNSUPPORTED : undefined);
		expect(CONTENT.equals(await contentOf(bare, 'call'))).toBe(true);
	});

	test('to write, as of a full disk: nothing is left', async () => {
		const { server, bare } = await setUp();
		server.refuse = ({ type }) => (type === TYPE.WRITE && server.asked(TYPE.WRITE) > 3 ? STATUS.FAILURE : undefined);
		expect(await failureOf(bare, bare.write('new', bodyOf(CONTENT), {}))).toMatchObject({ code: 'SERVICE_FAILED' });
		await until(() => server.openHandles === 0);
		expect(server.tree.paths()).toEqual(['call']);
	});

	test('of the folder in which there is nothing to see', async () => {
		const { server, bare } = await setUp();
		server.tree.put('secret/1', 'x');
		server.refuse = ({ type, path }) => (type === TYPE.OPENDIR && path === 'secret' ? STATUS.PERMISSION_DENIED : undefined);
		expect(await failureOf(bare, bare.listPage({ prefix: '' }))).toMatchObject({ code: 'PERMISSION_DENIED' });
	});
});

describe('a folder of which the server says once that it is not there', () => {
	test.each(['', 'day/'])('is no empty one: "%s"', async (prefix) => {
		const { server, bare, source } = await setUp();
		server.tree.put('day/1', 'x');
		let times = 0;
		const refuse = (most: number) => {
			times = 0;
			server.refuse = ({ type, path }) => (type === TYPE.OPENDIR && path.endsWith('day') && times++ < most ? STATUS.NO_SUCH_FILE : undefined);
		};
		refuse(1);
		expect(await failureOf(bare, bare.listPage({ prefix }))).toMatchObject({ code: 'INVALID_RESPONSE', retryable: true, detail: expect.stringContaining('day') });
		refuse(1);
		expect((await source.listPage({ prefix })).entries.map(({ path }) => path)).toContain('day/1');
	});
});

test('a connection that is cut while nobody takes the names is told to whoever takes them next, and to nobody else', async () => {
	const cuts: (() => void)[] = [];
	const name = { name: Buffer.from('call'), attributes: { kind: 'file' as const, sizeBytes: 1 } };
	const later = async () => await new Promise<never>((_, reject) => cuts.push(() => reject(new Error('the connection was cut'))));
	let requests = 0;
	const session = { openFolder: async () => Buffer.from('handle'), readFolder: async () => (requests++ === 0 ? [name] : await later()), closeHandle: async () => {} };
	const sessions = { hold: async () => ({ session, release: () => {} }) } as unknown as Parameters<typeof listFolder>[0];
	const unhandled: unknown[] = [];
	const note = (error: unknown) => unhandled.push(error);
	process.on('unhandledRejection', note);
	try {
		const names = listFolder(sessions, new Place(), '', new AbortController().signal);
		expect((await names.next()).value).toHaveLength(1);
		for (const cut of cuts) cut();
		await delay(20);
		await expect(names.next()).rejects.toThrow('the connection was cut');
		expect(unhandled).toEqual([]);
	} finally {
		process.off('unhandledRejection', note);
	}
});

test('a folder of which the server says that it is not there, and will not describe it, is no empty one', async () => {
	const { server, bare } = await setUp();
	server.tree.put('day/1', 'x');
	server.refuse = ({ type }) => (type === TYPE.OPENDIR ? STATUS.NO_SUCH_FILE : type === TYPE.STAT ? STATUS.PERMISSION_DENIED : undefined);
	expect(await failureOf(bare, bare.listPage({ prefix: 'day/' }))).toMatchObject({ code: 'PERMISSION_DENIED' });
});

describe('a file that', () => {
	test('becomes shorter while it is read is an error', async () => {
		const { server, bare } = await setUp();
		server.before = ({ type }) => {
			if (type === TYPE.READ && server.asked(TYPE.READ) === 5) server.tree.put('call', CONTENT.subarray(0, 200_000), 1_700_000_000);
		};
		expect(await failureOf(bare, contentOf(bare, 'call'))).toMatchObject({ code: 'CHANGED', retryable: false });
		await until(() => server.openHandles === 0);
	});

	test('changes between a cut and its continuation is an error', async () => {
		const { server, source } = await setUp();
		await source.stat('call', {});
		server.cutAfterBytes = 500_000;
		server.before = () => {
			if (server.connections > 1) server.tree.put('call', CONTENT, 1_700_000_001);
		};
		expect(await failureOf(source, contentOf(source, 'call'))).toMatchObject({ code: 'CHANGED' });
	});

	test('becomes longer while it is read is as long as it was', async () => {
		const { server, bare } = await setUp();
		server.before = ({ type }) => {
			if (type === TYPE.READ && server.asked(TYPE.READ) === 5) server.tree.put('call', Buffer.concat([CONTENT, CONTENT]));
		};
		expect(CONTENT.equals(await contentOf(bare, 'call'))).toBe(true);
	});
});

const MALFORMED: [title: string, change: (packet: Buffer, type: number) => Buffer | undefined][] = [
	['answers with more bytes than asked for', (packet, type) => (type === TYPE.READ ? dataOf(packet, Buffer.alloc(200_000)) : packet)],
	['answers with no bytes', (packet, type) => (type === TYPE.READ ? dataOf(packet, Buffer.alloc(0)) : packet)],
	['answers with an answer that is cut', (packet, type) => (type === TYPE.FSTAT ? packet.subarray(0, 12) : packet)],
	['answers another question', (packet, type) => (type === TYPE.FSTAT ? Buffer.concat([packet.subarray(0, 1), Buffer.from([9, 9, 9, 9]), packet.subarray(5)]) : packet)],
	['answers with something else', (packet, type) => (type === TYPE.FSTAT ? Buffer.concat([Buffer.from([102]), packet.subarray(1)]) : packet)],
	['answers with an unknown type', (packet, type) => (type === TYPE.OPEN ? Buffer.concat([Buffer.from([77]), packet.subarray(1)]) : packet)],
	['answers with nothing but a type', (packet, type) => (type === TYPE.OPEN ? packet.subarray(0, 1) : packet)],
];

function dataOf(packet: Buffer, data: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	return Buffer.concat([packet.subarray(0, 5), length, data]);
}

describe('a server that', () => {
	test.each(MALFORMED)('%s', async (_, change) => {
		const { server, bare } = await setUp();
		server.change = (packet, { type }) => change(packet, type);
		expect(await failureOf(bare, contentOf(bare, 'call'))).toMatchObject({ code: 'INVALID_RESPONSE' });
		server.change = (packet) => packet;
		expect(CONTENT.equals(await contentOf(bare, 'call'))).toBe(true);
	});

	test('gives less than asked for is asked for the rest', async () => {
		const { server, bare } = await setUp();
		server.traits.mostReadBytes = 20_000;
		expect(CONTENT.equals(await contentOf(bare, 'call'))).toBe(true);
		expect(CONTENT.subarray(100, 100_100).equals(await contentOf(bare, 'call', 100, 100_000))).toBe(true);
	});

	test('answers in another order than it was asked', async () => {
		const { server, bare } = await setUp();
		server.lag = ({ id }) => (id * 7) % 23;
		expect(CONTENT.equals(await contentOf(bare, 'call'))).toBe(true);
		for (let index = 0; index < 500; index++) server.tree.put(`many/${index}`, 'x');
		expect((await bare.listPage({ prefix: 'many/' })).entries).toHaveLength(500);
	});

	test('does not say how long a file is', async () => {
		const { server, bare } = await setUp();
		server.change = (packet, { type }) => (type === TYPE.FSTAT ? Buffer.concat([packet.subarray(0, 5), Buffer.alloc(4)]) : packet);
		expect(await failureOf(bare, contentOf(bare, 'call'))).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false });
		await until(() => server.openHandles === 0);
	});
});

describe('an abort', () => {
	test('while a connection is made frees it', async () => {
		const { server, bare } = await setUp();
		server.delayMs = 300;
		const controller = new AbortController();
		const work = bare.stat('call', { signal: controller.signal });
		await until(() => server.openSockets === 1);
		controller.abort();
		await expect(work).rejects.toMatchObject({ name: 'AbortError' });
		await until(() => server.openSockets === 0);
	});

	test('while others wait for the same connection leaves it to them', async () => {
		const { server, bare } = await setUp();
		server.delayMs = 300;
		const controller = new AbortController();
		const aborted = bare.stat('call', { signal: controller.signal });
		const other = bare.stat('call', {});
		await until(() => server.openSockets === 1);
		controller.abort();
		await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
		expect((await other).sizeBytes).toBe(CONTENT.length);
		expect(server.connections).toBe(1);
	});

	test.each([TYPE.OPEN, TYPE.FSTAT, TYPE.READ])('while a request of type %d is under way leaves nothing open', async (type) => {
		const { server, bare } = await setUp();
		const controller = new AbortController();
		server.delayMs = 20;
		server.before = (request) => {
			if (request.type === type) controller.abort();
		};
		const read = async () => {
			const { body } = await bare.read('call', { offset: 0, signal: controller.signal });
			await body.toArray();
		};
		await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
		await until(() => server.openHandles === 0);
		server.before = () => {};
		expect((await bare.stat('call', {})).sizeBytes).toBe(CONTENT.length);
		expect(server.connections).toBe(1);
	});

	test('of a write leaves no part of it', async () => {
		const { server, bare } = await setUp();
		const controller = new AbortController();
		server.delayMs = 5;
		server.before = ({ type }) => {
			if (type === TYPE.WRITE) controller.abort();
		};
		await expect(bare.write('new', () => Readable.from([CONTENT]), { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
		await until(() => server.openHandles === 0 && server.tree.paths().length === 1);
	});
});
