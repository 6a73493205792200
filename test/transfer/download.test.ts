import { createHash } from 'node:crypto';
import { Writable, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isRecordingError, RecordingError } from '../../core/errors/recording-error';
import { openAzureBlob } from '../../core/sources/azure-blob';
import { parseSas, type SharedAccessSignature } from '../../core/sources/azure-blob/sas';
import { withLayers } from '../../core/sources/layers';
import { Recordings } from '../../core/sources/recordings';
import { download, type DownloadOptions, type Downloaded } from '../../core/transfer/download';
import { cut, stall, wrongLength, type Fault } from '../servers/blob-faults';
import { BlobServer } from '../servers/blob-server';
import { HASTY, PATIENT } from '../timeouts';

const PATH = 'mytenant/a.mp3';
const CONTENT = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => (index * 31) % 251));
const MD5 = createHash('md5').update(CONTENT).digest('base64');
/** What may be served beyond the file when a connection is cut: what was on its way. */
const ONE_BUFFER_BYTES = 64 * 1024;
/** Connections at once. */
const PLACES = 3;

let server: BlobServer;
let recordings: Recordings;

async function open(timeouts = PATIENT): Promise<Recordings> {
	const source = await openAzureBlob({
		endpoint: server.endpoint,
		container: 'recordings',
		sas: parseSas(server.containerSas()) as SharedAccessSignature,
		tokenLabel: 'Recordings Container',
		maxSockets: PLACES,
	});
	return new Recordings(withLayers(source, { concurrency: PLACES, timeouts, retry: { attempts: 3, firstDelayMs: 1 } }));
}

beforeEach(async () => {
	server = await BlobServer.start();
	server.store.createContainer('recordings');
	server.seed('recordings', { [PATH]: { content: CONTENT } });
	recordings = await open();
});

afterEach(async () => {
	await recordings.close();
	await server.close();
});

type Options = Partial<DownloadOptions<Buffer>>;
const store = async (body: Readable) => await buffer(body);
const get = async (options: Options = {}, path = PATH): Promise<Downloaded<Buffer>> =>
	await download(recordings, path, { store, ...options });

async function failure(options: Options = {}, path = PATH): Promise<RecordingError> {
	const outcome: unknown = await get(options, path).catch((error: unknown) => error);
	if (isRecordingError(outcome)) return outcome;
	throw new Error(`no RecordingError: ${String(outcome)}`);
}

async function untilFree(): Promise<void> {
	while (server.openSockets > 0) await delay(5);
}

/** As many failures as there are places: if one of them kept its connection, the last download would wait for ever. */
async function expectAllPlacesFree(failing: Options): Promise<void> {
	for (let place = 0; place < PLACES; place++) await failure(failing);
	expect((await get()).stored.equals(CONTENT)).toBe(true);
}

/** The bytes of a body as they should not be. */
const damaged: Fault = { editBody: () => 'x'.repeat(CONTENT.length) };
const serve = (path: string, content: Buffer, fromBlocks = false) => server.seed('recordings', { [path]: { content, fromBlocks } });

describe('verified', () => {
	test.each<[string, Buffer, boolean, 'md5' | 'size']>([
		['by the MD5 that the vendor states', CONTENT, false, 'md5'],
		['by its size, when the vendor states none', CONTENT, true, 'size'],
		['an empty file by MD5', Buffer.alloc(0), false, 'md5'],
		['an empty file by size', Buffer.alloc(0), true, 'size'],
		['one byte', Buffer.from('x'), false, 'md5'],
	])('%s', async (_, content, fromBlocks, verifiedBy) => {
		serve('b.mp3', content, fromBlocks);
		const { stored, entry, ...told } = await get({}, 'b.mp3');
		expect(stored.equals(content)).toBe(true);
		expect(entry).toMatchObject({ path: 'b.mp3', container: 'recordings', sizeBytes: content.length });
		expect(told).toEqual({ verifiedBy, contentMd5: createHash('md5').update(content).digest('base64') });
	});
});

describe('verified by what was known before', () => {
	const withoutLength: Fault = { headers: { 'Content-Length': undefined, 'Content-MD5': undefined } };
	const withoutMd5: Fault = { headers: { 'Content-MD5': undefined } };
	const etag = () => server.store.blobsOf('recordings')?.get(PATH)?.etag;

	test('nothing stated, nothing known: says so', async () => {
		server.inject(withoutLength);
		expect(await get()).toMatchObject({ verifiedBy: 'none', contentMd5: MD5 });
	});

	test.each<[string, object, string]>([
		['size', { sizeBytes: CONTENT.length }, 'size'],
		['MD5', { contentMd5: MD5 }, 'md5'],
	])('nothing stated, but the %s is known', async (_, known, verifiedBy) => {
		server.inject(withoutLength);
		expect(await get({ known: { etag: etag(), ...known } })).toMatchObject({ verifiedBy });
	});

	test('a length that differs from the known one', async () => {
		server.inject(withoutLength, { times: Infinity });
		const error = await failure({ known: { etag: etag(), sizeBytes: CONTENT.length + 1 } });
		expect(error).toMatchObject({ code: 'CORRUPTED' });
		expect(error.message).toContain(`${CONTENT.length} bytes arrived, and the service states ${CONTENT.length + 1}`);
	});

	test.each<[string, object, RegExp]>([
		['size', { sizeBytes: 7 }, /states another size \(1000000\) than before \(7\)/],
		['MD5', { contentMd5: 'AAAAAAAAAAAAAAAAAAAAAA==' }, /states another MD5/],
	])('a service that states another %s than before, for the same version', async (_, known, message) => {
		const error = await failure({ known: { etag: etag(), ...known } });
		expect(error).toMatchObject({ code: 'CORRUPTED', message: expect.stringMatching(message) });
		await untilFree();
	});

	test('a server that cannot go on where it was cut: begins anew', async () => {
		server.inject(cut(300_000));
		server.inject({ ignoresRange: true }, { times: Infinity, on: ({ headers }) => headers.range !== undefined });
		expect(await get()).toMatchObject({ verifiedBy: 'md5' });
		const wasRange = server.requests.map(({ headers }) => headers.range !== undefined);
		expect(wasRange).toEqual([false, true, true, true, false]);
	});

	test('what the first answer stated still counts when the second leaves it out', async () => {
		server.inject(damaged);
		server.inject(withoutMd5);
		expect(await get()).toMatchObject({ verifiedBy: 'md5', contentMd5: MD5 });
	});
});

describe('damaged on the way', () => {
	test.each([1, 2])('%d times, then whole: comes whole', async (times) => {
		server.inject(damaged, { times });
		const stores: number[] = [];
		const result = await get({
			store: async (body) => {
				stores.push(1);
				return await buffer(body);
			},
		});
		expect(result).toMatchObject({ verifiedBy: 'md5', contentMd5: MD5 });
		expect(stores).toHaveLength(times + 1);
	});

	test('always: given up after three', async () => {
		server.inject(damaged, { times: Infinity });
		const error = await failure();
		expect(error).toMatchObject({ code: 'CORRUPTED', operation: 'download', path: PATH, container: 'recordings' });
		expect(error.message).toContain(`than the service states (${MD5})`);
		expect(server.requests).toHaveLength(3);
	});

	test('a store that does not notice cannot make a damaged file count', async () => {
		server.inject(damaged, { times: Infinity });
		const error = await failure({ store: async (body) => await buffer(body).catch(() => Buffer.from('half a file')) });
		expect(error.code).toBe('CORRUPTED');
	});

	test('a store that reads only the beginning has not stored the file', async () => {
		const error = await failure({
			store: async (body) => {
				for await (const chunk of body) return chunk as Buffer;
				return Buffer.alloc(0);
			},
		});
		expect(error.message).toContain('only a part of the file was stored');
	});

	test('a server that ignores what it promised is not believed', async () => {
		server.inject(wrongLength(10), { times: Infinity });
		expect(['CONNECTION_FAILED', 'CHANGED', 'CORRUPTED']).toContain((await failure()).code);
	});
});

describe('cut', () => {
	test.each([1, 65_536, 300_000, 999_999])('after %d bytes: goes on there, and no byte more is served', async (bytes) => {
		server.inject(cut(bytes));
		const { stored, verifiedBy } = await get();
		expect(stored.equals(CONTENT)).toBe(true);
		expect(verifiedBy).toBe('md5');
		expect(server.requests.map(({ headers }) => [headers.range, headers['if-match']])).toEqual([
			[undefined, undefined],
			[`bytes=${bytes}-`, '"0x8D0000000000001"'],
		]);
		expect(server.bodyBytes).toBeLessThanOrEqual(CONTENT.length + ONE_BUFFER_BYTES);
	});

	test('again and again, as long as each time brings something', async () => {
		server.inject(cut(100_000), { times: 9 });
		const { stored } = await get();
		expect(stored.equals(CONTENT)).toBe(true);
		expect(server.requests).toHaveLength(10);
		expect(server.bodyBytes).toBeLessThanOrEqual(CONTENT.length + ONE_BUFFER_BYTES);
	});

	test('silent in the middle: goes on there', async () => {
		await recordings.close();
		recordings = await open(HASTY);
		server.inject(stall(200_000));
		expect((await get()).stored.equals(CONTENT)).toBe(true);
		expect(server.requests[1].headers.range).toBe('bytes=200000-');
	});

	test('always at the same place: given up', async () => {
		server.inject(cut(0), { times: Infinity });
		expect((await failure()).code).toBe('CONNECTION_FAILED');
		expect(server.requests.length).toBeLessThan(10);
	});
});

describe('changed while it was read', () => {
	const replacement = Buffer.from('another recording under the same name');

	function replaceAfter(bytes: number, times = 1): void {
		server.inject(cut(bytes), {
			times,
			on: ({ headers }) => {
				if (headers.range !== undefined) return false;
				setTimeout(() => serve(PATH, Buffer.concat([replacement, Buffer.alloc(500_000)])), 0);
				return true;
			},
		});
	}

	test('fetched anew, never mixed', async () => {
		replaceAfter(100_000);
		const { stored, entry, verifiedBy } = await get();
		expect(stored.subarray(0, replacement.length).equals(replacement)).toBe(true);
		expect(stored).toHaveLength(replacement.length + 500_000);
		expect([entry.etag, verifiedBy]).toEqual(['0x8D0000000000002', 'md5']);
	});

	test('each time: given up', async () => {
		replaceAfter(100_000, Infinity);
		expect((await failure()).code).toBe('CHANGED');
	});

	test('deleted in the middle', async () => {
		server.inject(cut(100_000), {
			on: () => {
				setTimeout(() => server.store.blobsOf('recordings')?.delete(PATH), 0);
				return true;
			},
		});
		expect((await failure()).code).toBe('NOT_FOUND');
	});
});

describe('a store that fails', () => {
	const full = () => Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });

	test.each<[string, DownloadOptions<Buffer>['store']]>([
		['before it reads', async () => await Promise.reject(full())],
		[
			'in the middle',
			async (body) => {
				await pipeline(body, new Writable({ write: (_chunk, _encoding, done) => done(full()) }));
				return Buffer.alloc(0);
			},
		],
		[
			'without destroying what it was given',
			async (body) =>
				await new Promise((_resolve, reject) => {
					body.once('data', () => reject(full()));
				}),
		],
	])('%s: is reported as it is, not repeated, and its connection is freed', async (_, failing) => {
		const error = await failure({ store: failing });
		expect(error).toMatchObject({ operation: 'download', path: PATH, cause: expect.objectContaining({ code: 'ENOSPC' }) });
		expect(error.message).toContain('no space left on device');
		expect(server.requests).toHaveLength(1);
		await expectAllPlacesFree({ store: failing });
	});
});

describe('a file that is not accepted', () => {
	const tooLarge = () => {
		throw new RecordingError({ code: 'TOO_LARGE', operation: 'download', path: PATH });
	};

	test('is refused before a byte is stored, and its connection is freed', async () => {
		const stored: unknown[] = [];
		const error = await failure({
			accept: tooLarge,
			store: async (body) => {
				stored.push(body);
				return await buffer(body);
			},
		});
		expect([error.code, stored]).toEqual(['TOO_LARGE', []]);
		expect(server.requests).toHaveLength(1);
		await expectAllPlacesFree({ accept: tooLarge });
	});

	test('is described to the one who decides', async () => {
		const seen: unknown[] = [];
		await get({ accept: (entry) => seen.push(entry) });
		expect(seen).toMatchObject([{ path: PATH, sizeBytes: CONTENT.length, contentMd5: MD5 }]);
	});
});

describe('cancelled', () => {
	test('in the middle: stops at once and frees the connection', async () => {
		const cancel = new AbortController();
		server.inject(stall(100_000), { times: Infinity });
		const running = failure({
			signal: cancel.signal,
			store: async (body) => {
				body.once('data', () => cancel.abort());
				return await buffer(body);
			},
		});
		expect((await running).code).toBe('CANCELLED');
		await untilFree();
		expect(server.requests).toHaveLength(1);
	});

	test('before: nothing is sent', async () => {
		expect((await failure({ signal: AbortSignal.abort() })).code).toBe('CANCELLED');
		expect(server.requests).toEqual([]);
	});

	test('while it waits to try again', async () => {
		const cancel = new AbortController();
		server.inject({ answer: { status: 503, headers: { 'Retry-After': '60' } } }, { times: Infinity });
		const running = failure({ signal: cancel.signal });
		while (server.requests.length === 0) await delay(5);
		await delay(20);
		cancel.abort();
		expect((await running).code).toBe('CANCELLED');
	});
});
