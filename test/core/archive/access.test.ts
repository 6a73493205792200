import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { bufferAccess, fileAccess, openZip, recordingsAccess, spool, type RandomAccess } from '../../../core/archive';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import { rawZip } from './raw-zip';

const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
const PATH = 'exports/tables.zip';

async function stored(bytes: Buffer) {
	const source = new MemorySource();
	await source.write(PATH, () => Readable.from([bytes]), {});
	return { source, recordings: new Recordings(source) };
}

async function inFile(bytes: Buffer): Promise<RandomAccess> {
	const folder = await mkdtemp(join(tmpdir(), 'access-'));
	await writeFile(join(folder, 'file'), bytes);
	const access = await fileAccess(await open(join(folder, 'file')));
	await rm(folder, { recursive: true });
	return access;
}

const PLACES: [string, (bytes: Buffer) => Promise<RandomAccess>][] = [
	['memory', async (bytes) => bufferAccess(bytes)],
	['a file', inFile],
	['a temporary file', async (bytes) => await spool(Readable.from([bytes]))],
	['a source', async (bytes) => await recordingsAccess((await stored(bytes)).recordings, PATH)],
];

describe.each(PLACES)('bytes in %s', (_, put) => {
	let access: RandomAccess;
	beforeAll(async () => (access = await put(BYTES)));
	afterAll(async () => {
		await access.close();
		await access.close();
	});

	test.each([
		[0, 10],
		[199_990, 10],
		[70_000, 100_000],
		[0, 200_000],
		[5, 0],
		[200_000, 0],
	])('from %i on, %i of them', async (offset, length) => {
		const expected = BYTES.subarray(offset, offset + length);
		expect(access.sizeBytes).toBe(BYTES.length);
		expect((await access.read(offset, length)).equals(expected)).toBe(true);
		expect((await buffer(access.stream(offset, offset + length))).equals(expected)).toBe(true);
	});

	test.each([
		[199_999, 2],
		[200_001, 0],
		[-1, 1],
	])('from %i on, %i: there are not so many', async (offset, length) => {
		await expect(access.read(offset, length)).rejects.toMatchObject({ code: 'CORRUPTED' });
		await expect((async () => await buffer(access.stream(offset, offset + length)))()).rejects.toMatchObject({ code: 'CORRUPTED' });
	});

	test('an archive is read', async () => {
		const place = await put(rawZip({ entries: [{ name: 'a', content: BYTES }, { name: 'b', content: 'b' }] }));
		const zip = await openZip(place);
		expect((await buffer(await zip.open(zip.entries[0]))).equals(BYTES)).toBe(true);
		await place.close();
	});
});

describe('a file that changes', () => {
	test('between two ranges is noticed', async () => {
		const { source, recordings } = await stored(BYTES);
		const access = await recordingsAccess(recordings, PATH);
		await source.write(PATH, () => Readable.from([Buffer.from(BYTES).fill(0)]), {});
		await expect(access.read(0, 10)).rejects.toMatchObject({ code: 'CHANGED' });
	});

	test('its size, where the service knows no versions, too', async () => {
		const { source, recordings } = await stored(BYTES);
		jest.spyOn(recordings, 'can').mockImplementation((capability) => capability !== 'readIfMatch');
		const access = await recordingsAccess(recordings, PATH);
		await source.write(PATH, () => Readable.from([BYTES.subarray(1)]), {});
		await expect(access.read(0, 10)).rejects.toMatchObject({ code: 'CHANGED' });
	});
});

describe('a temporary file', () => {
	const names = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('call-recordings-'));

	test('has no name, so that nothing is left of it', async () => {
		const before = await names();
		const access = await spool(Readable.from([BYTES]));
		expect(await names()).toEqual(before);
		await access.close();
	});

	test('takes no more than it may', async () => {
		await expect(spool(Readable.from([BYTES]), { maxBytes: 199_999 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
		await (await spool(Readable.from([BYTES]), { maxBytes: 200_000 })).close();
	});

	test('that cannot be filled is given up, with the reason', async () => {
		const before = await names();
		const cut = new Error('cut');
		await expect(spool(Readable.from((async function* () { yield BYTES; throw cut; })()))).rejects.toBe(cut);
		await expect(spool(Readable.from([BYTES]), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
		expect(await names()).toEqual(before);
	});
});
