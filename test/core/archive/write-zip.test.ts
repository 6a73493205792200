import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, inflateRawSync } from 'node:zlib';
import { bufferAccess, openZip, unpack, writeZip, type NewZipFile, type WriteZipOptions } from '../../../core/archive';
import { centralHeader, endOfDirectory, localHeader } from '../../../core/archive/zip/write/records';
import { Secret } from '../../../core/secrets/secret';
import { longestHoldMs } from '../../longest-hold';

const PASSWORD = new Secret(`pass-${randomBytes(6).toString('hex')}-ü`);
const bytes = (content: Buffer | string, pieceBytes = 10_000) => Readable.from((function* () {
	const all = Buffer.from(content);
	for (let at = 0; at < all.length; at += pieceBytes) yield all.subarray(at, at + pieceBytes);
})(), { objectMode: false });
const file = (name: string, content: Buffer | string = 'x', more: Partial<NewZipFile> = {}): NewZipFile => ({ name, content: bytes(content), ...more });
const written = async (files: Iterable<NewZipFile> | AsyncIterable<NewZipFile>, options?: WriteZipOptions) => await buffer(writeZip(files, options));
const read = async (archive: Buffer) => {
	const found: Record<string, Buffer> = {};
	for await (const { path, open } of unpack(bufferAccess(archive), { password: PASSWORD, limits: { ratioFromBytes: Infinity } })) found[path] = await buffer(await open());
	return found;
};

const CONTENTS: Record<string, Buffer> = {
	empty: Buffer.alloc(0),
	'one byte': Buffer.from('x'),
	'small.xml': Buffer.from('<call/>'.repeat(500)),
	'just small': randomBytes(65_536),
	'just large': randomBytes(65_537),
	'folder/large.wav': randomBytes(700_001),
	'blanks.wav': Buffer.alloc(3_000_000),
	'noise, then blanks': Buffer.concat([randomBytes(100_000), Buffer.alloc(1_000_000)]),
	'blanks, then noise': Buffer.concat([Buffer.alloc(100_000), randomBytes(1_000_000)]),
	'Zürich 通話 🎧.mp3': Buffer.from('y'.repeat(90_000)),
};

describe.each<[string, WriteZipOptions]>([
	['no encryption', {}],
	['ZipCrypto', { encryption: 'ZipCrypto', password: PASSWORD }],
	['AES-256', { encryption: 'AES-256', password: PASSWORD }],
])('%s', (_, options) => {
	test.each([
		['Deflate', true],
		['Deflate', false],
		['stored', true],
		['stored', false],
	] as const)('%s, sizes known: %s', async (method, isKnown) => {
		const files = Object.entries(CONTENTS).map(([name, content]) => file(name, content, { sizeBytes: isKnown ? content.length : undefined }));
		const found = await read(await written(files, { ...options, method }));
		expect(Object.keys(found)).toEqual(Object.keys(CONTENTS));
		for (const [name, content] of Object.entries(CONTENTS)) expect(found[name].equals(content)).toBe(true);
	});

	test('the same files and salts give the same bytes; other salts give others', async () => {
		const random = () => {
			let count = 0;
			return (length: number) => createHash('sha512').update(`${count++}`).digest().subarray(0, length);
		};
		const files = () => Object.entries(CONTENTS).map(([name, content]) => file(name, content, { lastModified: '2026-01-31T08:15:00Z' }));
		const first = await written(files(), { ...options, random: random() });
		expect((await written(files(), { ...options, random: random() })).equals(first)).toBe(true);
		if (options.encryption) expect((await written(files(), options)).equals(first)).toBe(false);
	});
});

test.each<[string, Buffer, number, number]>([
	['random bytes get little longer', randomBytes(1_000_000), 1_000_000, 1_000_500],
	['noise, and repetitions that nobody looks for', Buffer.concat([randomBytes(80_000), Buffer.alloc(800_000)]), 180_000, 190_000],
	['half of each byte is compressed', Buffer.from(randomBytes(1_000_000).map((byte) => byte & 0x0f)), 400_000, 700_000],
	['blanks before noise: what lies behind headers decides', Buffer.concat([Buffer.alloc(8_000), randomBytes(200_000)]), 200_500, 208_500],
])('%s', async (_, content, least, most) => {
	const archive = await written([file('x', content)]);
	const [{ method, compressedBytes }] = (await openZip(bufferAccess(archive))).entries;
	expect(method).toBe('Deflate');
	expect(compressedBytes).toBeGreaterThanOrEqual(least);
	expect(compressedBytes).toBeLessThanOrEqual(most);
	const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
	expect(inflateRawSync(archive.subarray(start, start + compressedBytes)).equals(content)).toBe(true);
});

describe('whoever reads it from its beginning finds every header', () => {
	test.each<[string, WriteZipOptions['encryption'], boolean]>([
		['no encryption', undefined, true],
		['no encryption, sizes unknown', undefined, false],
		['ZipCrypto', 'ZipCrypto', true],
		['AES-256, sizes unknown', 'AES-256', false],
	])('%s', async (_, encryption, isKnown) => {
		const content = randomBytes(100_000);
		const archive = await written([file('large', content, { sizeBytes: isKnown ? content.length : undefined }), file('small', 'x')], { method: 'stored', encryption, password: PASSWORD });
		const { entries } = await openZip(bufferAccess(archive));
		const crc = encryption === 'AES-256' ? 0 : crc32(content);
		const dataStart = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
		let at = dataStart + entries[0].compressedBytes;
		// ZIP64 states its sizes, in both places, with 8 bytes.
		expect(archive.readUInt32LE(18)).toBe(isKnown ? 0 : 0xffff_ffff);
		expect([archive.readUInt32LE(at), archive.readUInt32LE(at + 4)]).toEqual([0x08074b50, crc]);
		const sizes = isKnown ? [archive.readUInt32LE(at + 8), archive.readUInt32LE(at + 12)] : [Number(archive.readBigUInt64LE(at + 8)), Number(archive.readBigUInt64LE(at + 16))];
		expect(sizes).toEqual([entries[0].compressedBytes, content.length]);
		at += isKnown ? 16 : 24;
		expect(archive.readUInt32LE(at)).toBe(0x04034b50);
		expect(archive.readUInt16LE(at + 6) & 0x8).toBe(0);
		expect(archive.readUInt32LE(at + 18)).toBe(entries[1].compressedBytes);
	});
});

test('what is written about a file', async () => {
	const zip = await openZip(bufferAccess(await written([file('a', 'x'.repeat(99), { lastModified: '2026-07-01T22:30:59Z' }), file('b')], { zone: 'Europe/Zurich', encryption: 'AES-256', password: PASSWORD })));
	expect(zip.entries).toMatchObject([
		{ name: 'a', isFolder: false, sizeBytes: 99, compressedBytes: expect.any(Number) as number, method: 'Deflate', encryption: 'AES-256', lastModified: '2026-07-01T22:30:59Z', lastModifiedLocal: '2026-07-02T00:30:58' },
		{ name: 'b', isFolder: false, sizeBytes: 1, compressedBytes: 29, method: 'stored', encryption: 'AES-256', lastModifiedLocal: '1980-01-01T00:00:00' },
	]);
});

test.each([
	['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '1980-01-01T00:00:00'],
	['1960-01-01T00:00:00Z', undefined, '1980-01-01T00:00:00'],
	['2100-01-01T00:00:00Z', undefined, '2100-01-01T00:00:00'],
	['yesterday', undefined, '1980-01-01T00:00:00'],
])('the time %s', async (lastModified, utc, local) => {
	const { entries } = await openZip(bufferAccess(await written([file('a', 'x', { lastModified })])));
	expect(entries[0]).toMatchObject({ lastModifiedLocal: local, ...(utc && { lastModified: utc }) });
	expect(entries[0].lastModified).toBe(utc);
});

test.each<[string, string[], RegExp]>([
	['a path upwards', ['../a'], /leads out of its folder/],
	['an absolute path', ['/a'], /absolute/],
	['a drive', ['C:a'], /absolute/],
	['a backslash', ['a\\b'], /backslash/],
	['a device', ['nul.wav'], /device on Windows/],
	['a folder', ['a/'], /that of a folder/],
	['no name', [''], /is empty/],
	['a line break', ['a\nb'], /control character/],
	['a name twice', ['a', 'A'], /there twice/],
	['a file and a folder of one name', ['a', 'a/b'], /a file and a folder/],
])('a name that nobody could unpack safely is refused: %s', async (_, names, message) => {
	await expect(written(names.map((name) => file(name)))).rejects.toMatchObject({ name: 'RecordingError', code: 'INVALID_REQUEST', operation: 'zip', message: expect.stringMatching(message) as string });
});

test.each<[string, WriteZipOptions, string, RegExp]>([
	['no password', { encryption: 'AES-256' }, 'ARCHIVE_PASSWORD', /no password was given/],
	['an empty password', { encryption: 'ZipCrypto', password: new Secret('') }, 'ARCHIVE_PASSWORD', /no password was given/],
	['a zone that is none', { zone: 'Mars/Base' }, 'INVALID_REQUEST', /no time zone "Mars\/Base"/],
])('%s', (_, options, code, message) => {
	expect(() => writeZip([], options)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error);
});

test.each([
	['shorter', 5, 6],
	['longer', 7, 6],
	['much longer', 200_000, 6],
])('a file that is %s than it was announced', async (_, is, announced) => {
	await expect(written([file('a', 'x'.repeat(is), { sizeBytes: announced })])).rejects.toMatchObject({ code: 'CHANGED', message: expect.stringMatching(/bytes, and 6 were announced/) as string });
});

describe('ends', () => {
	test.each<['stored' | 'Deflate', number]>([['stored', 10], ['Deflate', 10], ['stored', 500_000], ['Deflate', 500_000]])('%s: a content that fails after %i bytes fails the archive with its error', async (method, after) => {
		const cut = new Error('cut');
		const content = Readable.from((function* () {
			yield Buffer.alloc(after);
			throw cut;
		})());
		await expect(written([{ name: 'a', content }], { method })).rejects.toBe(cut);
	});

	test('so does a list of files that fails', async () => {
		const cut = new Error('cut');
		const files = (async function* () {
			yield file('a');
			throw await Promise.resolve(cut);
		})();
		await expect(written(files)).rejects.toBe(cut);
	});

	const silent = () => new Readable({ read() { if (this.readableLength === 0 && !this.readableDidRead) this.push(Buffer.alloc(10)); } });
	test.each<[string, (archive: Readable, controller: AbortController) => void]>([
		['the signal aborts', (_, controller) => controller.abort()],
		['nobody wants it any more', (archive) => void archive.destroy()],
	])('when %s, a content that keeps silent is closed', async (_, end) => {
		const controller = new AbortController();
		const content = silent();
		const archive = writeZip([{ name: 'a', content }], { signal: controller.signal });
		const ended = new Promise<Error | undefined>((resolve) => archive.once('error', resolve).once('close', () => resolve(undefined)));
		const closed = new Promise((resolve) => content.once('close', resolve));
		archive.resume();
		setImmediate(() => end(archive, controller));
		await closed;
		if (controller.signal.aborted) expect(await ended).toMatchObject({ name: 'AbortError' });
		else await ended;
	});
});

test('no more is read than is taken', async () => {
	let pieces = 0;
	const content = (async function* () {
		for (; pieces < 1_000; pieces++) yield await Promise.resolve(randomBytes(65_536));
	})();
	const archive = writeZip([{ name: 'a', content }], { encryption: 'AES-256', password: PASSWORD });
	for await (const chunk of archive) if ((chunk as Buffer).length > 1_000) break;
	expect(pieces).toBeLessThan(20);
});

test('neither one large chunk nor many small files hold the event loop', async () => {
	const many = Array.from({ length: 3_000 }, (_, index) => file(`${index}`));
	const large = { name: 'large', content: Readable.from([Buffer.alloc(20_000_000)], { objectMode: true }) };
	const options: WriteZipOptions = { encryption: 'ZipCrypto', password: PASSWORD, method: 'stored' };
	const writing = async () => {
		for await (const chunk of writeZip([large, ...many], options)) if (!chunk) break;
	};
	expect(await longestHoldMs(writing)).toBeLessThan(200);
});

describe('a file that shows at its end whether it belongs to the archive', () => {
	const cut = new Error('cut');
	const failing = (length: number) => (async function* () {
		yield randomBytes(length);
		throw await Promise.resolve(cut);
	})();
	const failures: unknown[] = [];
	const isWanted = async (failure?: { error: unknown }) => {
		failures.push(failure?.error);
		return failure === undefined;
	};
	beforeEach(() => void failures.splice(0));

	test.each<[string, WriteZipOptions]>([
		['no encryption', {}],
		['ZipCrypto', { encryption: 'ZipCrypto', password: PASSWORD }],
		['AES-256', { encryption: 'AES-256', password: PASSWORD }],
	])('%s: what failed is not in the table of contents, and its name is free again', async (_, options) => {
		const large = randomBytes(200_000);
		const archive = await written([file('first'), { name: 'a', content: failing(300_000), isWanted }, { name: 'a', content: failing(10), isWanted }, file('a', large, { isWanted }), file('last')], options);
		expect(failures).toEqual([cut, cut, undefined]);
		const found = await read(archive);
		expect(Object.keys(found)).toEqual(['first', 'a', 'last']);
		expect(found.a.equals(large)).toBe(true);
		expect(archive.length).toBeGreaterThan(500_000);
		expect(archive.length).toBeLessThan(502_000);
	});

	test('so is what nobody wants in spite of its content', async () => {
		expect(Object.keys(await read(await written([file('a'), file('b', randomBytes(100_000), { isWanted: async () => false }), file('c')])))).toEqual(['a', 'c']);
	});

	test.each([['shorter', 5, 6], ['longer', 200_000, 199_999], ['much longer', 500_000, 100_000]])('one that is %s than it was announced has failed', async (_, is, announced) => {
		expect(Object.keys(await read(await written([file('a'), file('b', 'x'.repeat(is), { sizeBytes: announced, isWanted })])))).toEqual(['a']);
		expect(failures).toMatchObject([{ code: 'CHANGED', path: 'b' }]);
	});

	test('its descriptor says that it is not right, and where the next one begins', async () => {
		const archive = await written([{ name: 'a', sizeBytes: 300_000, content: failing(200_000), isWanted }, file('b')], { method: 'stored' });
		const end = 31 + 200_000;
		expect(archive.readUInt32LE(end)).toBe(0x08074b50);
		expect(archive.readUInt32LE(end + 4)).toBe(~crc32(archive.subarray(31, end)) >>> 0);
		expect(archive.readUInt32LE(end + 16)).toBe(0x04034b50);
	});
});

describe('ZIP64', () => {
	test('more than 65,535 files', async () => {
		const files = (function* () {
			for (let index = 0; index < 66_000; index++) yield { name: `${index}`, content: (async function* () {})() };
		})();
		const archive = await written(files, { method: 'stored' });
		const { entries } = await openZip(bufferAccess(archive));
		expect(entries).toHaveLength(66_000);
		expect(archive.readUInt16LE(archive.length - 12)).toBe(0xffff);
	});

	test('a file behind five GiB, and one of that size', async () => {
		const hole = 5 * 1024 ** 3;
		const record = (name: string, sizeBytes: number, headerStart: number, crc32 = 0) => ({ name: Buffer.from(name), flags: 0, method: 0, isAes: false, dosTime: 0, dosDate: 33, crc32, compressedBytes: sizeBytes, sizeBytes, headerStart, isZip64: sizeBytes > 0xffff_ffff });
		const first = record('large', hole, 0);
		const head = localHeader(first);
		const second = record('b', 1, head.length + hole, 0x8cdc1683);
		const directory = Buffer.concat([centralHeader(first), centralHeader(second)]);
		const behind = Buffer.concat([localHeader(second), Buffer.from('x'), directory]);
		const directoryStart = second.headerStart + localHeader(second).length + 1;
		const tail = Buffer.concat([behind, endOfDirectory({ entries: 2, sizeBytes: directory.length, start: directoryStart })]);
		// The five GiB are not there, and not asked for.
		const sparse = (start: number, end: number) => bufferAccess(start < head.length ? head : tail).read(start < head.length ? start : start - second.headerStart, end - start);
		const access = {
			sizeBytes: second.headerStart + tail.length,
			read: async (offset: number, lengthBytes: number) => {
				const inTail = Math.max(0, second.headerStart - offset);
				return inTail === 0 ? await sparse(offset, offset + lengthBytes) : Buffer.concat([Buffer.concat([head, Buffer.alloc(Math.max(0, inTail))]).subarray(0, Math.min(inTail, lengthBytes)), lengthBytes > inTail ? tail.subarray(0, lengthBytes - inTail) : Buffer.alloc(0)]);
			},
			stream: (start: number, end: number) => Readable.from((async function* () { yield await sparse(start, end); })(), { objectMode: false }),
			close: async () => {},
		};
		const zip = await openZip(access, { limits: { maxRatio: Infinity } });
		expect(zip.entries.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([['large', hole], ['b', 1]]);
		expect((await buffer(await zip.open(zip.entries[1]))).toString()).toBe('x');
	});
});
