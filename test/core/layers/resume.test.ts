import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import { classify } from '../../../core/errors/classify';
import type { ErrorCode } from '../../../core/errors/codes';
import { withLayers } from '../../../core/sources/layers';
import { sleep } from '../../../core/sources/layers/abort';
import { MAX_POOR_CONNECTIONS, MIN_PROGRESS_BYTES, withResume } from '../../../core/sources/layers/resume';
import { type RetryOptions } from '../../../core/sources/layers/retry';
import type { Source } from '../../../core/sources/source';
import { patternBytes } from '../../conformance/checks/tools';
import { CONTAINER, sasOf } from '../../conformance/azure-harness';
import { cut, hangUp, silence, stall, status, wholeForRange, wrongLength, wrongRange, type Fault } from '../../servers/blob-faults';
import { BlobServer, type LoggedRequest } from '../../servers/blob-server';
import { PATIENT, timeoutsFor } from '../../timeouts';
import { networkError, scripted } from './scripted';

jest.mock('../../../core/sources/layers/abort', () => {
	const actual = jest.requireActual<{ sleep: typeof sleep }>('../../../core/sources/layers/abort');
	return { ...actual, sleep: jest.fn(actual.sleep) };
});

const MIB = 1024 * 1024;
const TRIES: RetryOptions = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2, maxRetryAfterMs: 1_000 };
const FILE = patternBytes(3 * MIB + 5);
const LAST = FILE.length - 1;

let server: BlobServer;
let source: Source;

async function open(timeouts = PATIENT): Promise<Source> {
	const bare = await openAzureBlob({
		endpoint: server.endpoint,
		container: CONTAINER,
		sas: sasOf(server.containerSas('rl')),
		tokenLabel: 'token',
		maxSockets: 2,
	});
	return withLayers(bare, { concurrency: 1, retry: TRIES, timeouts });
}

beforeEach(async () => {
	server = await BlobServer.start();
	server.store.createContainer(CONTAINER);
	server.seed(CONTAINER, { call: { content: FILE } });
	source = await open();
});

afterEach(async () => {
	await source.close();
	await server.close();
});

async function readAll(options: { offset?: number; lengthBytes?: number } = {}): Promise<Buffer> {
	const { body } = await source.read('call', { offset: 0, ...options });
	return await buffer(body);
}

async function failureOf(work: Promise<unknown>): Promise<ErrorCode | 'none'> {
	return await work.then(
		() => 'none',
		(error: unknown) => classify(source, error).code,
	);
}

const isGet = ({ method }: LoggedRequest) => method === 'GET';
const hasRange = ({ headers }: LoggedRequest) => headers.range !== undefined;

describe('a download goes on', () => {
	test.each<[string, Fault[]]>([
		['after a cut before the first byte', [cut(0)]],
		['after a cut at the first byte', [cut(1)]],
		['after a cut in the middle', [cut(MIB)]],
		['after a cut at the last byte', [cut(LAST)]],
		['after several cuts', [cut(1), cut(MIB), cut(MIB), cut(7)]],
		['after many cuts, each a little further on', Array.from({ length: 12 }, () => cut(100_000))],
		['after a connection that is closed at once', [hangUp()]],
		['after cuts and closed connections', [cut(MIB), hangUp(), hangUp(), cut(10)]],
		['after silence in the middle', [stall(MIB)]],
		['after silence before the answer', [silence()]],
		['after a cut and a busy service', [cut(MIB), status(503, 'ServerBusy', { 'Retry-After': '0' })]],
		['after a cut and an answer of another range', [cut(MIB), wrongRange(1)]],
	])('%s', async (_, faults) => {
		await source.close();
		source = await open(timeoutsFor(...faults));
		for (const fault of faults) server.inject(fault, { on: isGet });
		expect(FILE.equals(await readAll())).toBe(true);
		expect(server.requests.length).toBe(faults.length + 1);
	});

	test.each<[string, { offset?: number; lengthBytes?: number }, Fault]>([
		['from an offset', { offset: MIB }, cut(MIB)],
		['of a piece', { offset: 10, lengthBytes: 2 * MIB }, cut(MIB)],
		['of a piece, at its last byte', { offset: 10, lengthBytes: 2 * MIB }, cut(2 * MIB - 1)],
		['of a piece that reaches past the end', { offset: MIB, lengthBytes: 9 * MIB }, cut(100)],
	])('%s', async (_, range, fault) => {
		server.inject(fault);
		const end = range.lengthBytes === undefined ? undefined : (range.offset ?? 0) + range.lengthBytes;
		expect(FILE.subarray(range.offset, end).equals(await readAll(range))).toBe(true);
	});

	test('at the byte where it stopped, and for the same version', async () => {
		server.inject(cut(MIB));
		await readAll();
		const [first, second] = server.requests;
		expect(first.headers.range).toBeUndefined();
		expect(second.headers.range).toBe(`bytes=${MIB}-`);
		expect(second.headers['if-match']).toBe(`"${server.store.blobsOf(CONTAINER)?.get('call')?.etag}"`);
	});

	test('without fetching anything twice', async () => {
		for (const afterBytes of [MIB, 1, MIB]) server.inject(cut(afterBytes));
		await readAll();
		expect(server.bodyBytes).toBe(FILE.length);
	});

	test('and gives the slot back while it pauses', async () => {
		server.inject(cut(MIB));
		expect(FILE.equals(await readAll())).toBe(true);
		expect(await failureOf(source.stat('call', {}))).toBe('none');
	});
});

describe('a download gives up', () => {
	test('when nothing comes any more', async () => {
		server.inject(cut(MIB));
		server.inject(cut(0), { times: Infinity, on: hasRange });
		expect(await failureOf(readAll())).toBe('CONNECTION_FAILED');
		expect(server.requests.filter(hasRange)).toHaveLength(TRIES.attempts);
	});

	test.each<[string, ErrorCode, Fault, number]>([
		['when the service ignores the range', 'RANGE_IGNORED', wholeForRange(), 3],
		['when the service answers another range', 'INVALID_RESPONSE', wrongRange(1), 3],
		['when the right was taken away', 'CREDENTIAL_REFUSED', status(403, 'AuthenticationFailed'), 1],
		['when the file is gone', 'NOT_FOUND', status(404, 'BlobNotFound'), 1],
		['when the service stays busy', 'THROTTLED', status(503, 'ServerBusy', { 'Retry-After': '0' }), 3],
	])('%s: %s', async (_, code, fault, attempts) => {
		server.inject(cut(MIB));
		server.inject(fault, { times: Infinity, on: hasRange });
		expect(await failureOf(readAll())).toBe(code);
		expect(server.requests.filter(hasRange)).toHaveLength(attempts);
	});

	test('when the service promised more than there is', async () => {
		server.inject(wrongLength(500));
		expect(await failureOf(readAll())).toBe('CHANGED');
	});

	test('when the file changed meanwhile: CHANGED, never a mixture', async () => {
		server.inject(cut(MIB));
		const { body } = await source.read('call', { offset: 0 });
		server.seed(CONTAINER, { call: { content: patternBytes(FILE.length).fill(7) } });
		expect(await failureOf(buffer(body))).toBe('CHANGED');
	});

	test('when it is cancelled, at once', async () => {
		server.inject(stall(MIB));
		const controller = new AbortController();
		const { body } = await source.read('call', { offset: 0, signal: controller.signal });
		const failure = failureOf(buffer(body));
		await delay(20);
		controller.abort();
		// Nothing else would end it in the time that a test has.
		expect(await failure).toBe('CANCELLED');
		expect(server.requests).toHaveLength(1);
	});
});

describe('withResume holds a source to its word', () => {
	/** Opens give these chunks, one list each; `null` ends well, an error ends badly. */
	function speaking(sizeBytes: number | undefined, ...opens: (string | Error | null)[][]): { source: Source; offsets: number[] } {
		const offsets: number[] = [];
		const speak = (script: (string | Error | null)[]) =>
			new Readable({
				read() {
					const word = script.shift();
					// Later, when what was said before has been taken: a stream that breaks forgets what it still holds.
					if (word instanceof Error) setTimeout(() => this.destroy(word), 10);
					else this.push(word ?? null);
				},
			});
		const inner = scripted({
			read: async (path, { offset }) => {
				offsets.push(offset);
				return { body: speak(opens.shift() ?? []), entry: { path, sizeBytes, etag: 'v1' } };
			},
		});
		return { source: withResume(inner, TRIES), offsets };
	}

	async function heard({ source: speaker }: { source: Source }): Promise<string> {
		return String(await buffer((await speaker.read('a', { offset: 0 })).body));
	}

	test('a body that ends early is a cut', async () => {
		const speaker = speaking(6, ['abc', null], ['def', null]);
		expect(await heard(speaker)).toBe('abcdef');
		expect(speaker.offsets).toEqual([0, 3]);
	});

	test('a body that says too much is CORRUPTED', async () => {
		await expect(heard(speaking(3, ['abc', 'd', null]))).rejects.toMatchObject({ code: 'CORRUPTED' });
	});

	test('a cut after the last byte is the end', async () => {
		const speaker = speaking(6, ['abc', 'def', networkError()]);
		expect(await heard(speaker)).toBe('abcdef');
		expect(speaker.offsets).toEqual([0]);
	});

	test('a cut of a file of zero bytes is the end', async () => {
		expect(await heard(speaking(0, [networkError()]))).toBe('');
	});

	test('a size that only a later answer states counts from then on', async () => {
		const sizes = [undefined, 6, 6];
		const chunks: (string | Error)[][] = [['abc', networkError()], ['de'], ['f']];
		const inner = scripted({
			read: async (path) => ({
				body: Readable.from(
					(async function* () {
						for (const chunk of chunks.shift() ?? []) {
							await delay(5);
							if (chunk instanceof Error) throw chunk;
							yield Buffer.from(chunk);
						}
					})(),
				),
				entry: { path, sizeBytes: sizes.shift(), etag: 'v1' },
			}),
		});
		expect(await heard({ source: withResume(inner, TRIES) })).toBe('abcdef');
	});

	test('a size that is not known is not checked', async () => {
		expect(await heard(speaking(undefined, ['abc', null]))).toBe('abc');
	});

	test.each([
		['another ETag', { etag: 'v2', sizeBytes: 6 }],
		['another size', { etag: 'v1', sizeBytes: 7 }],
		['no ETag any more', { etag: undefined, sizeBytes: 6 }],
	])('a file that comes back with %s is CHANGED, where the source cannot ask for the version', async (_, now) => {
		const versions = [{ etag: 'v1', sizeBytes: 6 }, now];
		const inner = scripted({
			read: async (path) => ({
				body: Readable.from(
					(async function* () {
						yield Buffer.from('abc');
						throw networkError();
					})(),
				),
				entry: { path, ...versions.shift() },
			}),
		});
		const capabilities = { ...inner.capabilities, readIfMatch: false };
		await expect(heard({ source: withResume({ ...inner, capabilities }, TRIES) })).rejects.toMatchObject({ code: 'CHANGED' });
	});

	test.each([
		['at another time', '2026-01-31T08:00:01Z', 'CHANGED'],
		['at no time that is told', undefined, 'CHANGED'],
		['at the same time', '2026-01-31T08:00:00Z', 'abcdef'],
	])('a file without an ETag that was changed %s', async (_, lastModified, outcome) => {
		const times = ['2026-01-31T08:00:00Z', lastModified];
		const chunks = ['abc', 'def'];
		const inner = scripted({
			read: async (path) => ({
				body: Readable.from(
					(async function* () {
						yield Buffer.from(chunks.shift() ?? '');
						await delay(5);
						if (chunks.length > 0) throw networkError();
					})(),
				),
				entry: { path, sizeBytes: 6, lastModified: times.shift() },
			}),
		});
		const capabilities = { ...inner.capabilities, readIfMatch: false };
		const content = heard({ source: withResume({ ...inner, capabilities }, TRIES) });
		expect(await content.catch(({ code }: { code: string }) => code)).toBe(outcome);
	});

	test.each<[string, number, number[]]>([
		['nothing at all: as many tries as a request has, with growing pauses', 0, [40, 80]],
		['one byte each: goes on after a short pause', 1, [40, 40, 40, 40, 40]],
		['a good piece each: goes on at once', MIN_PROGRESS_BYTES, [0, 0, 0, 0, 0]],
	])('connections that bring %s', async (_, bytesEach, pauses) => {
		const pausesBefore: number[] = [];
		const inner = scripted({
			read: async (path, { offset }) => {
				pausesBefore.push(jest.mocked(sleep).mock.lastCall?.[0] ?? 0);
				jest.mocked(sleep).mockClear();
				const rest = 5 * Math.max(1, bytesEach) - offset;
				const body = Readable.from(
					(async function* () {
						if (bytesEach > 0 && rest > 0) yield Buffer.alloc(bytesEach);
						await delay(1);
						throw networkError();
					})(),
				);
				return { body, entry: { path, sizeBytes: 5 * Math.max(1, bytesEach) + 1, etag: 'v1' } };
			},
		});
		const tries = { ...TRIES, firstDelayMs: 40, maxDelayMs: 1_000, random: () => 1 };
		jest.mocked(sleep).mockClear();
		await failureOf(heard({ source: withResume(inner, tries) }));
		expect(pausesBefore.slice(1, 1 + pauses.length)).toEqual(pauses);
		if (bytesEach === 0) expect(pausesBefore).toHaveLength(TRIES.attempts);
	});

	test('a trickle ends, however long the file is', async () => {
		let opens = 0;
		const inner = scripted({
			read: async (path) => {
				opens++;
				const body = Readable.from(
					(async function* () {
						yield Buffer.from('a');
						await delay(0);
						throw networkError();
					})(),
				);
				return { body, entry: { path, sizeBytes: 1_000_000, etag: 'v1' } };
			},
		});
		await expect(heard({ source: withResume(inner, { ...TRIES, firstDelayMs: 0 }) })).rejects.toThrow('ECONNRESET');
		expect(opens).toBe(MAX_POOR_CONNECTIONS + 1);
	});

	test('a reader that leaves during a pause is not followed by another connection', async () => {
		let opens = 0;
		const inner = scripted({
			read: async (path) => {
				opens++;
				return { body: new Readable({ read() { this.destroy(networkError()); } }), entry: { path, sizeBytes: 6, etag: 'v1' } };
			},
		});
		const { body } = await withResume(inner, { ...TRIES, firstDelayMs: 50, maxDelayMs: 50 }).read('a', { offset: 0 });
		body.on('error', () => {}).resume();
		await delay(10);
		body.destroy();
		await delay(80);
		expect(opens).toBe(1);
	});

	test('a cut that nobody can explain is final', async () => {
		await expect(heard(speaking(6, ['abc', new Error('odd')], ['def', null]))).rejects.toThrow('odd');
	});

	test('what an old connection still says after its cut does not count', async () => {
		const old = new Readable({ read: () => {}, autoDestroy: false });
		const fresh = new Readable({ read: () => {} });
		const bodies = [old, fresh];
		const inner = scripted({
			read: async (path) => ({ body: bodies.shift() as Readable, entry: { path, sizeBytes: 6, etag: 'v1' } }),
		});
		const { body } = await withResume(inner, TRIES).read('a', { offset: 0 });
		const content = buffer(body);
		old.push('abc');
		await delay(5);
		old.emit('error', networkError());
		old.push('xyz');
		await delay(5);
		old.push('xyz');
		old.push(null);
		old.destroy();
		await delay(5);
		fresh.push('def');
		fresh.push(null);
		expect(String(await content)).toBe('abcdef');
	});
});
