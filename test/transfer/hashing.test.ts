import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Recordings } from '../../core/sources/recordings';
import { MemorySource } from '../../core/sources/memory/memory-source';
import { delegateTo } from '../../core/sources/layers/delegate';
import { RelayStream } from '../../core/sources/layers/relay-stream';
import type { Source } from '../../core/sources/source';
import { download } from '../../core/transfer/download';
import { HashThread } from '../../core/transfer/hashing/hash-thread';
import type { HashAlgorithm, RunningHash } from '../../core/transfer/hashing';
import { bodyOf } from '../conformance/checks/tools';
import { randomNumbers } from '../random';

const MIB = 1024 * 1024;
const BLOCK = MIB / 2;

const threads: HashThread[] = [];
function newThread(...options: ConstructorParameters<typeof HashThread>): HashThread {
	threads.push(new HashThread(...options));
	return threads[threads.length - 1];
}

async function feed(hash: RunningHash, content: Buffer, sizeOf: () => number): Promise<void> {
	for (let from = 0; from < content.length; ) {
		const piece = Buffer.from(content.subarray(from, (from += sizeOf())));
		await hash.update(piece);
		// Whoever gave it uses it again.
		piece.fill(0);
	}
}

describe('the thread', () => {
	test.each<[HashAlgorithm, number]>(
		(['md5', 'sha256'] as const).flatMap((algorithm) => [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 7 * MIB + 13].map((size): [HashAlgorithm, number] => [algorithm, size])),
	)('%s of %i bytes is that of node:crypto, however they are cut', async (algorithm, size) => {
		const random = randomNumbers(size);
		const content = randomBytes(size);
		const hash = newThread(undefined, 1).begin(algorithm);
		await feed(hash, content, () => 1 + Math.floor(random() * 200_000));
		expect((await hash.digest()).toString('hex')).toBe(createHash(algorithm).update(content).digest('hex'));
	});

	test('hashes at the same time do not mix, and one that is dropped leaves the others alone', async () => {
		const thread = newThread();
		const contents = Array.from({ length: 6 }, () => randomBytes(3 * MIB));
		const hashes = contents.map(() => thread.begin('md5'));
		expect(thread.load).toBe(6);
		await Promise.all(hashes.map(async (hash, index) => await feed(hash, contents[index], () => 65_536)));
		hashes[0].drop();
		hashes[0].drop();
		const digests = await Promise.all(hashes.slice(1).map(async (hash) => (await hash.digest()).toString('hex')));
		expect(digests).toEqual(contents.slice(1).map((content) => createHash('md5').update(content).digest('hex')));
		expect(thread.load).toBe(0);
	});

	test('who is quicker than it waits', () => {
		const hash = newThread().begin('sha256');
		const waits = Array.from({ length: 8 }, () => hash.update(Buffer.alloc(BLOCK)) !== undefined);
		expect(waits).toEqual([false, false, false, true, true, true, true, true]);
		hash.drop();
	});

	test('it ends when nobody needs it, and begins again', async () => {
		const thread = newThread(undefined, 20);
		for (let round = 0; round < 2; round++) {
			const hash = thread.begin('md5');
			expect(thread.isThere).toBe(true);
			await hash.digest();
			await sleep(200);
			expect(thread.isThere).toBe(false);
		}
	});

	test('one that breaks down fails what it had, and the next file has another one', async () => {
		const BREAKS = "require('node:worker_threads').parentPort.on('message', ({ isOver }) => { if (isOver === 'digest') throw new Error('out of memory'); });";
		const thread = newThread(BREAKS);
		const hash = thread.begin('md5');
		await hash.update(randomBytes(1_000));
		await expect(hash.digest()).rejects.toMatchObject({ code: 'CORRUPTED', detail: 'the thread that computed a checksum broke down' });
		expect([thread.load, thread.isThere]).toEqual([0, false]);
		thread.begin('md5').drop();
		expect(thread.isThere).toBe(true);
	});

	test('one that breaks down while somebody waits for room fails him, and whoever comes after', async () => {
		const thread = newThread("require('node:worker_threads').parentPort.on('message', ({ block }) => { if (block) process.exit(1); });");
		const hash = thread.begin('md5');
		const waiting = Array.from({ length: 4 }, () => hash.update(Buffer.alloc(BLOCK))).at(-1);
		await expect(waiting).rejects.toMatchObject({ code: 'CORRUPTED' });
		expect(() => hash.update(Buffer.alloc(1))).toThrow('the thread that computed a checksum broke down');
		await expect(hash.digest()).rejects.toMatchObject({ code: 'CORRUPTED' });
	});
});

describe('a large file', () => {
	const CONTENT = randomBytes(20 * MIB + 7);
	const md5 = createHash('md5').update(CONTENT).digest('base64');

	async function source(changes: (inner: Source) => Partial<Source> = () => ({})): Promise<Recordings> {
		const memory = new MemorySource();
		await memory.write('large.wav', bodyOf(CONTENT), {});
		return new Recordings({ ...delegateTo(memory), ...changes(memory) });
	}

	const store = async (body: Readable) => {
		const hash = createHash('md5');
		for await (const chunk of body) hash.update(chunk as Buffer);
		return hash.digest('base64');
	};

	test('comes whole, and is compared', async () => {
		expect(await download(await source(), 'large.wav', { store })).toMatchObject({ stored: md5, contentMd5: md5, verifiedBy: 'md5' });
	});

	test('is refused where a byte in it is another one', async () => {
		let reads = 0;
		const recordings = await source((memory) => ({
			read: async (path, options) => {
				reads++;
				const { body, entry } = await memory.read(path, options);
				let at = 0;
				const damaged = async function* () {
					for await (const chunk of body) {
						const copy = Buffer.from(chunk as Buffer);
						if (at <= 15 * MIB && at + copy.length > 15 * MIB) copy[15 * MIB - at] ^= 1;
						at += copy.length;
						yield copy;
					}
				};
				return { body: Readable.from(damaged(), { objectMode: false }), entry };
			},
		}));
		await expect(download(recordings, 'large.wav', { store })).rejects.toMatchObject({ code: 'CORRUPTED' });
		expect(reads).toBe(3);
	});

	test('that nobody reads to its end holds nothing up', async () => {
		const reading = download(await source(), 'large.wav', { store: async (body) => void body.destroy() });
		await expect(reading).rejects.toMatchObject({ code: 'UNKNOWN' });
	});
});

describe('a stream whose hook asks for time', () => {
	const piecesOf = (count: number) => Readable.from(Array.from({ length: count }, (_, index) => Buffer.from([index])), { objectMode: false });

	test.each([1, 16_384])('passes every chunk on in order, with a store of %i', async (highWaterMark) => {
		let now = 0;
		const most: number[] = [];
		const onChunk = async () => {
			most.push(++now);
			await sleep(Math.random() * 2);
			now--;
		};
		const chunks: number[] = [];
		for await (const chunk of new RelayStream(piecesOf(50), { onChunk }, highWaterMark)) chunks.push(...(chunk as Buffer));
		expect(chunks).toEqual(Array.from({ length: 50 }, (_, index) => index));
		expect(Math.max(...most)).toBe(1);
	});

	test('ends with what the hook rejects with', async () => {
		const onChunk = async (chunk: Buffer) => await (chunk[0] === 3 ? Promise.reject(new Error('no room')) : sleep(1));
		const read = async () => {
			for await (const chunk of new RelayStream(piecesOf(9), { onChunk }, 1)) void chunk;
		};
		await expect(read()).rejects.toThrow('no room');
	});

	test('a stream that ends while the hook still asks for time ends after it', async () => {
		const order: string[] = [];
		const onChunk = async () => {
			await sleep(20);
			order.push('hook');
		};
		const stream = new RelayStream(piecesOf(1), { onChunk, onEnd: () => void order.push('end') }, 1);
		for await (const chunk of stream) void chunk;
		expect(order).toEqual(['hook', 'end']);
	});
});

afterAll(async () => {
	// Those that are idle for long go with the process; jest waits for none.
	await sleep(50);
	expect(threads.filter((thread) => thread.load > 0).length).toBeLessThanOrEqual(0);
});
