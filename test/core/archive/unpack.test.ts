import { mkdtemp, open as openFile, readdir, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { bufferAccess, fileAccess, recordingsAccess, unpack, type RandomAccess, type UnpackOptions } from '../../../core/archive';
import { Secret } from '../../../core/secrets/secret';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import { little, rawZip, type RawEntry } from './raw-zip';
import { sealed } from './sealed';

// Temporary files in a folder of its own: other suites count theirs at the same time.
let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unpack-'));
	jest.spyOn(os, 'tmpdir').mockReturnValue(folder);
});
afterAll(async () => {
	jest.restoreAllMocks();
	await rm(folder, { recursive: true });
});

const LARGE = randomBytes(400_000);
const ARCHIVE = rawZip({
	entries: [
		{ name: '2026-01-31/', method: 0 },
		{ name: '2026-01-31/b.wav', content: LARGE, method: 0 },
		{ name: 'a.xml', content: '<a/>' },
		{ name: 'within.zip', content: rawZip({ entries: [{ name: '../not looked at', content: 'x' }] }) },
	],
});

const all = async (from: RandomAccess | Readable, options?: UnpackOptions): Promise<[string, string][]> => {
	const found: [string, string][] = [];
	for await (const { path, open } of unpack(from, options)) found.push([path, (await buffer(await open())).toString('latin1')]);
	return found;
};

async function inSource(bytes: Buffer): Promise<RandomAccess> {
	const source = new MemorySource();
	await source.write('export.zip', () => Readable.from([bytes]), {});
	return await recordingsAccess(new Recordings(source), 'export.zip');
}

async function inFile(bytes: Buffer): Promise<RandomAccess> {
	const folder = await mkdtemp(join(tmpdir(), 'unpack-'));
	await writeFile(join(folder, 'file'), bytes);
	const access = await fileAccess(await openFile(join(folder, 'file')));
	await rm(folder, { recursive: true });
	return access;
}

describe.each<[string, (bytes: Buffer) => Promise<RandomAccess | Readable>]>([
	['memory', async (bytes) => bufferAccess(bytes)],
	['a file', inFile],
	['ranges of a source', inSource],
	['a stream', async (bytes) => Readable.from([bytes])],
])('out of %s', (_, place) => {
	test('every file comes in its turn, whole', async () => {
		const from = await place(ARCHIVE);
		const found = await all(from);
		expect(found.map(([path]) => path)).toEqual(['2026-01-31/b.wav', 'a.xml', 'within.zip']);
		expect(found[0][1]).toBe(LARGE.toString('latin1'));
		expect(found[1][1]).toBe('<a/>');
		expect(found[2][1]).toMatch(/^PK/);
		if (!(from instanceof Readable)) await from.close();
	});

	test('files are skipped, left in the middle, and the loop is left', async () => {
		const from = await place(ARCHIVE);
		const seen: string[] = [];
		for await (const { path, open } of unpack(from)) {
			seen.push(path);
			if (path === 'a.xml') break;
			for await (const chunk of await open()) if (chunk) break;
		}
		expect(seen).toEqual(['2026-01-31/b.wav', 'a.xml']);
		if (!(from instanceof Readable)) await from.close();
	});
});

test('what a file is said to be', async () => {
	const ntfs = little([0x000a, 2], [32, 2], [0, 4], [1, 2], [24, 2], [116444736000000000 + 17698473030000000, 8], [0, 8], [0, 8]);
	const unix = little([0x5455, 2], [5, 2], [1, 1], [1_769_847_303, 4]);
	const entries = [{ name: 'a', content: 'abc', extra: ntfs }, { name: 'b', extra: unix }, sealed('AES-256', 'c', 'x', 'secret')];
	const files = [];
	for await (const { path, sizeBytes, encryption, lastModified, lastModifiedLocal } of unpack(bufferAccess(rawZip({ entries })), { password: new Secret('secret') })) files.push({ path, sizeBytes, encryption, lastModified, lastModifiedLocal });
	expect(files).toEqual([
		{ path: 'a', sizeBytes: 3, encryption: undefined, lastModified: '2026-01-31T08:15:03Z', lastModifiedLocal: '1980-01-01T00:00:00' },
		{ path: 'b', sizeBytes: 0, encryption: undefined, lastModified: '2026-01-31T08:15:03Z', lastModifiedLocal: '1980-01-01T00:00:00' },
		{ path: 'c', sizeBytes: 1, encryption: 'AES-256', lastModified: undefined, lastModifiedLocal: '1980-01-01T00:00:00' },
	]);
});

test('a body is closed when the next file is asked for', async () => {
	const bodies: Readable[] = [];
	for await (const { open } of unpack(bufferAccess(ARCHIVE))) bodies.push(await open());
	expect(bodies.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
});

test('one that cannot be read leaves those after it as they are', async () => {
	const entries: RawEntry[] = [
		{ name: 'packed', content: 'x', method: 9 },
		{ name: 'damaged', content: 'x', central: { crc32: 1 }, local: { crc32: 1 } },
		{ name: 'another header', content: 'x', local: { name: 'another_header' } },
		sealed('AES-256', 'altered', 'x', 'secret', { aeVersion: 2 }),
		sealed('AES-128', 'sealed', 'x', 'secret'),
		{ name: 'sound', content: 'sound' },
	];
	const raw = entries[3].raw as Buffer;
	raw[raw.length - 1] ^= 1;
	const outcomes: string[] = [];
	for await (const { open } of unpack(bufferAccess(rawZip({ entries })), { password: new Secret('secret') })) {
		outcomes.push(await open().then(buffer).then(String, (error: { code: string }) => error.code));
	}
	expect(outcomes).toEqual(['UNSUPPORTED', 'CORRUPTED', 'CORRUPTED', 'CORRUPTED', 'x', 'sound']);
});

test('what is not wanted needs no password', async () => {
	const access = bufferAccess(rawZip({ entries: [{ name: 'a.xml', content: '<a/>' }, sealed('AES-256', 'b.wav', 'x', 'secret')] }));
	expect(await all(access, { accept: ({ name }) => name.endsWith('.xml') })).toEqual([['a.xml', '<a/>']]);
	await expect(all(access)).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD', message: expect.stringMatching(/"b.wav" is encrypted/) as string });
});

test('a signal ends it: before, between two files, and in the middle of one', async () => {
	const archive = rawZip({ entries: [{ name: '2026-01-31/b.wav', content: LARGE, method: 0 }, { name: 'c.wav', content: LARGE }] });
	const at = async (when: (controller: AbortController) => void, controller = new AbortController()) => {
		for await (const { path, open } of unpack(bufferAccess(archive), { signal: controller.signal })) {
			const body = await open();
			if (path === '2026-01-31/b.wav') when(controller);
			await buffer(body);
		}
	};
	const aborted = new AbortController();
	aborted.abort();
	await expect(at(() => {}, aborted)).rejects.toMatchObject({ name: 'AbortError' });
	await expect(at((controller) => controller.abort())).rejects.toMatchObject({ name: 'AbortError' });
	await expect(at((controller) => setImmediate(() => controller.abort()))).rejects.toMatchObject({ name: 'AbortError' });
});

test('of a stream nothing is left, however it ends', async () => {
	for await (const { path } of unpack(Readable.from([ARCHIVE]))) if (path) break;
	await expect(all(Readable.from([Buffer.from('no archive')]))).rejects.toMatchObject({ code: 'CORRUPTED' });
	await expect(all(Readable.from([ARCHIVE]), { maxBytes: 100 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
	expect(await readdir(folder)).toEqual([]);
	expect(os.tmpdir).toHaveBeenCalled();
});
