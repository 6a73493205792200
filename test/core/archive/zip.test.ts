import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import { bufferAccess, openZip, type RandomAccess, type Zip, type ZipLimits } from '../../../core/archive';
import { Secret } from '../../../core/secrets/secret';
import { longestHoldMs } from '../../longest-hold';
import { randomNumbers } from '../../random';
import { little, rawZip, type RawArchive, type RawEntry } from './raw-zip';

const zipOf = async (archive: RawArchive | Buffer, limits?: Partial<ZipLimits>): Promise<Zip> =>
	await openZip(bufferAccess(Buffer.isBuffer(archive) ? archive : rawZip(archive)), { limits, path: 'tables.zip', password: new Secret('not needed') });
const read = async (zip: Zip, index = 0): Promise<string> => (await buffer(await zip.open(zip.entries[index]))).toString();
const contents = async (zip: Zip) => {
	const texts: Record<string, string> = {};
	for (const [index, { name, isFolder }] of zip.entries.entries()) if (!isFolder) texts[name] = await read(zip, index);
	return texts;
};

describe('what is read', () => {
	// Info-ZIP's field: version, CRC-32 of the old name, new name.
	const unicodePath = (old: string, name: string) => Buffer.concat([little([0x7075, 2], [5 + Buffer.byteLength(name), 2], [1, 1], [crc32(old), 4]), Buffer.from(name)]);
	const descriptor = (content: string) => little([0x08074b50, 4], [crc32(content), 4], [deflateRawSync(content).length, 4], [content.length, 4]);
	test.each<[string, RawArchive, Record<string, string>]>([
		['no entry', { entries: [] }, {}],
		['a deflated file', { entries: [{ name: 'a.csv', content: 'A,B\r\n' }] }, { 'a.csv': 'A,B\r\n' }],
		['a stored file', { entries: [{ name: 'a.csv', content: 'A,B', method: 0 }] }, { 'a.csv': 'A,B' }],
		['an empty file', { entries: [{ name: 'a.csv' }, { name: 'b.csv', method: 0 }] }, { 'a.csv': '', 'b.csv': '' }],
		['several, and a folder', { entries: [{ name: 'x/', method: 0 }, { name: 'x/a', content: '1' }, { name: 'b', content: '2' }] }, { 'x/a': '1', b: '2' }],
		['ZIP64', { zip64: true, entries: [{ name: 'a', content: 'one' }, { name: 'b', content: 'two' }] }, { a: 'one', b: 'two' }],
		['a data descriptor', { entries: [{ name: 'a', content: 'late', flags: 0x808, local: { crc32: 0, compressedBytes: 0, sizeBytes: 0 }, after: descriptor('late') }, { name: 'b', content: '2' }] }, { a: 'late', b: '2' }],
		['a name in UTF-8', { entries: [{ name: 'Zürich 通話.csv', content: 'x' }] }, { 'Zürich 通話.csv': 'x' }],
		['a name in code page 437', { entries: [{ name: Buffer.from([0x5a, 0x81, 0x72]), flags: 0, content: 'x' }] }, { Zür: 'x' }],
		['all letters of code page 437', { entries: [{ name: Buffer.from(Array.from({ length: 128 }, (_, index) => index + 128)), flags: 0, content: 'x' }] }, { 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0': 'x' }],
		['a name in UTF-8 that Unix does not say is one', { entries: [{ name: 'Zürich', flags: 0, versionMadeBy: 0x31e, content: 'x' }] }, { Zürich: 'x' }],
		['a name of Unix that is none', { entries: [{ name: Buffer.from([0x5a, 0x81, 0x72]), flags: 0, versionMadeBy: 0x31e, content: 'x' }] }, { Zür: 'x' }],
		['a name in UTF-8 beside an old one', { entries: [{ name: 'Z?r', flags: 0, content: 'x', extra: unicodePath('Z?r', 'Zür') }] }, { Zür: 'x' }],
		['one beside another old one, which is left', { entries: [{ name: 'Z?r', flags: 0, content: 'x', extra: unicodePath('ZZr', 'Zür') }] }, { 'Z?r': 'x' }],
		['a comment at the end', { comment: 'made by hand', entries: [{ name: 'a', content: 'x' }] }, { a: 'x' }],
		['bytes before it', { before: Buffer.from('#!/bin/sh\n'), entries: [{ name: 'a', content: 'x' }] }, { a: 'x' }],
		['a file that came through a pipe', { entries: [{ name: 'a', content: 'x', versionMadeBy: 0x31e, externalAttributes: 0o010600 * 0x10000 }] }, { a: 'x' }],
		['a file of Unix', { entries: [{ name: 'a', content: 'x', versionMadeBy: 0x31e, externalAttributes: 0o100644 * 0x10000 }] }, { a: 'x' }],
	])('%s', async (_, archive, expected) => {
		expect(await contents(await zipOf(archive))).toEqual(expected);
	});

	test.each([
		['2026-02-28T23:59:58', 0x5c5c, 0xbf7d],
		['2024-02-29T00:00:00', 0x585d, 0],
		['2107-12-31T00:00:00', 0xff9f, 0],
		[undefined, 0x5c5d, 0],
		[undefined, 0, 0],
		[undefined, 0x5da1, 0],
		[undefined, 0x5c5c, 0xc000],
		[undefined, 0x5c5c, 0x0780],
		[undefined, 0x5c5c, 0x001e],
		[undefined, 0xf05d, 0],
	])('the time %s', async (expected, date, time) => {
		const bytes = rawZip({ entries: [{ name: 'a', method: 0 }] });
		bytes.writeUInt16LE(time, 31 + 12);
		bytes.writeUInt16LE(date, 31 + 14);
		expect((await zipOf(bytes)).entries[0].lastModifiedLocal).toBe(expected);
	});

	test('what the directory says is there before anything is read', async () => {
		const { entries } = await zipOf({ entries: [{ name: 'a.csv', content: 'abc', method: 0 }, { name: 'x/' }] });
		expect(entries).toMatchObject([
			{ name: 'a.csv', isFolder: false, sizeBytes: 3, compressedBytes: 3, method: 'stored', lastModifiedLocal: '1980-01-01T00:00:00' },
			expect.objectContaining({ name: 'x/', isFolder: true }),
		]);
	});
});

describe('an archive that could do harm is refused', () => {
	const file = (entry: Partial<RawEntry>): RawArchive => ({ entries: [{ name: 'a', content: 'x', ...entry }] });
	const link = 0o120777 * 0x10000;
	test.each<[string, RawArchive, RegExp, Partial<ZipLimits>?]>([
		['a path upwards', file({ name: '../a' }), /leads out of its folder/],
		['a path upwards in the middle', file({ name: 'x/../../a' }), /leads out/],
		['an upward folder', file({ name: 'x/..' }), /leads out/],
		['a dot', file({ name: './a' }), /leads out of its folder, or around/],
		['an empty segment', file({ name: 'x//a' }), /around in it/],
		['an absolute path', file({ name: '/etc/passwd' }), /absolute/],
		['a drive', file({ name: 'c:a' }), /absolute/],
		['a path upwards with backslashes', file({ name: 'x\\..\\a' }), /leads out/],
		['an absolute path with backslashes', file({ name: '\\\\server\\a' }), /absolute/],
		['a NUL', file({ name: 'a\0.csv' }), /control character/],
		['a line break', file({ name: 'a\nb' }), /control character/],
		['no name', file({ name: '' }), /is empty/],
		['a long name', file({ name: 'a'.repeat(5_000) }), /longer than 4096 bytes/],
		['a deep name', file({ name: 'd/'.repeat(40) + 'a' }), /32 folders deep/],
		['blanks in the place of a folder', file({ name: 'x/ /a' }), /around in it/],
		['dots and blanks, which Windows takes for a path upwards', file({ name: '.. /a' }), /leads out/],
		['text that is turned around', file({ name: 'call\u202Evaw.exe' }), /direction of the text/],
		['text within an isolate', file({ name: 'call\u2066vaw.exe' }), /direction of the text/],
		['a file below what is a link', { entries: [{ name: 'a', content: '/etc', versionMadeBy: 0x31e, externalAttributes: link }, { name: 'a/passwd', content: 'x' }] }, /a file and a folder of one name/],
		['two of one name', { entries: [{ name: 'a', content: '1' }, { name: 'a', content: '2' }] }, /the name "a" is there twice/],
		...[['Call.wav', 'call.WAV'], ['Zu\u0308rich', 'Z\u00fcrich'], ['a', 'a.'], ['a ', 'a'], ['X/a', 'x/A']].map(([first, second]): [string, RawArchive, RegExp] => [
			`two names that are one on Windows or macOS: ${first}, ${second}`,
			{ entries: [{ name: first, content: '1' }, { name: second, content: '2' }] },
			/is there twice/,
		]),
		['a file that is a folder', { entries: [{ name: 'a', content: '1' }, { name: 'A/b', content: '2' }] }, /a file and a folder of one name/],
		['a folder that is a file', { entries: [{ name: 'a/b/c', content: '1' }, { name: 'a/B', content: '2' }] }, /a file and a folder of one name/],
		['a folder that is a file, too', { entries: [{ name: 'a', content: '1' }, { name: 'a/', method: 0 }] }, /a file and a folder of one name/],
		['entries of one place', { entries: [{ name: 'a', content: '1' }, { name: 'b', content: '1', central: { headerStart: 0 } }] }, /overlaps/],
		['an entry that begins within another', { entries: [{ name: 'a', content: 'x'.repeat(99), method: 0 }, { name: 'b', content: '1', central: { headerStart: 40 } }] }, /overlaps/],
		['an entry within another', { entries: [{ name: 'a', content: 'x'.repeat(99), method: 0, central: { compressedBytes: 200, sizeBytes: 200 } }, { name: 'b', content: '1' }] }, /overlaps/],
		['an entry that reaches into the directory', file({ central: { compressedBytes: 20 } }), /overlaps/],
		['too many entries', { entries: [{ name: 'a' }, { name: 'b' }] }, /2 entries, and 1 are allowed/, { maxEntries: 1 }],
		['a count that is a lie', { entries: [], count: 20_000 }, /20000 entries/, { maxEntries: 10_000 }],
		['a large directory', { entries: [{ name: 'a'.repeat(99) }] }, /table of contents has \d+ bytes/, { maxDirectoryBytes: 99 }],
		['too many bytes together', { entries: [{ name: 'a', content: 'x'.repeat(60) }, { name: 'b', content: 'x'.repeat(60) }] }, /more than 100 bytes together/, { maxExpandedBytes: 100 }],
		['a file that expands a thousand times', file({ content: Buffer.alloc(1_000_000) }), /more than 200 times/, { ratioFromBytes: 1_000 }],
	])('%s', async (...[, archive, message, limits]) => {
		await expect(zipOf(archive, limits)).rejects.toMatchObject({ name: 'RecordingError', code: 'ARCHIVE_REFUSED', path: 'tables.zip', message: expect.stringMatching(message) as string });
	});

	test.each<[string, string[]]>([
		['that only begin like those of devices', ['console.wav', 'COM10', 'auxiliary/nul1', 'com']],
		['in Hebrew and Arabic, with their marks', ['\u05e9\u05dc\u05d5\u05dd\u200f.wav', '\u0645\u0631\u062d\u0628\u0627\u061c.wav']],
		['with signs that only Windows refuses', ['2026-01-31 08.15.00 <a>.wav', 'a|b?*"']],
		['of a folder twice', ['x/', 'X/', 'x/a', 'X/b']],
		['that differ', ['a', 'a.wav', 'b/a', 'b/a.wav']],
		['with dots', ['...a', 'a..b', '.hidden/.a']],
	])('not names %s', async (_, names) => {
		const zip = await zipOf({ entries: names.map((name) => ({ name, method: 0 })) });
		expect(zip.entries.map(({ name }) => name)).toEqual(names);
	});

	describe('a file that could do harm on some system is refused, and the others are read', () => {
		test.each<[string, Partial<RawEntry>, RegExp]>([
			...['CON', 'nul.wav', 'x/Prn', 'aux.', 'com1.tar.gz', 'COM1.txt', 'LPT\u00b9', 'con .txt', 'CLOCK$', 'CONIN$', 'x/CONOUT$/a'].map((name): [string, Partial<RawEntry>, RegExp] => [`the device ${name}`, { name }, /device on Windows/]),
			['a backslash', { name: 'x\\a.wav' }, /backslash/],
			['a colon', { name: '2026-01-31 08:15:00.wav' }, /colon/],
			['a device with a colon', { name: 'nul:a' }, /colon/],
			['a symbolic link', { versionMadeBy: 0x31e, externalAttributes: link }, /symbolic link/],
			['a symbolic link of macOS', { versionMadeBy: 0x131e, externalAttributes: link }, /symbolic link/],
			['a link of Windows', { externalAttributes: 0x400 }, /symbolic link/],
			['a link to a folder', { name: 'l/', externalAttributes: 0x400 }, /symbolic link/],
			['a device of Unix', { versionMadeBy: 0x31e, externalAttributes: 0o060666 * 0x10000 }, /is a device/],
		])('%s', async (_, entry, message) => {
			const zip = await zipOf({ entries: [{ name: 'a', content: 'x', ...entry }, { name: 'sound', content: 'sound' }] });
			expect(zip.entries[0].problem).toMatch(message);
			await expect(zip.open(zip.entries[0])).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED', path: 'tables.zip', message: expect.stringMatching(message) as string });
			expect(zip.entries[1].problem).toBeUndefined();
			expect(await read(zip, 1)).toBe('sound');
		});
	});

	test('an entry whose own header pushes it into the next one', async () => {
		// The bytes of the longer field are taken from the data, so that the data end in the header of the next entry.
		const bytes = rawZip({ entries: [{ name: 'a', content: 'x'.repeat(50), method: 0 }, { name: 'b', content: '1' }] });
		bytes.writeUInt16LE(20, 28);
		const moved = await zipOf(bytes);
		await expect(read(moved)).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED', message: expect.stringMatching(/"a" overlaps/) as string });
	});

	test('a name is shown without what would confuse whoever reads it', async () => {
		await expect(zipOf(file({ name: '../\u202Egpj.exe\u001b[2J' }))).rejects.toThrow('"../\uFFFDgpj.exe\uFFFD[2J"');
	});

	test('a file that is larger than it declares ends there, before all of it is made', async () => {
		const zip = await zipOf(file({ content: Buffer.alloc(50_000_000), central: { sizeBytes: 1_000 }, local: { sizeBytes: 1_000 } }));
		let arrived = 0;
		const reading = async () => {
			for await (const chunk of await zip.open(zip.entries[0])) arrived += (chunk as Buffer).length;
		};
		await expect(reading()).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED', message: expect.stringMatching(/larger than the 1000 bytes/) as string });
		expect(arrived).toBeLessThan(100_000);
	});
});

describe('a damaged archive', () => {
	const withDisk = (bytes: Buffer, disk: number) => {
		const other = Buffer.from(bytes);
		other.writeUInt16LE(disk, bytes.length - 18);
		return other;
	};
	const whole = rawZip({ entries: [{ name: 'a.csv', content: 'A,B\r\n1,2\r\n'.repeat(50) }, { name: 'b.csv', content: 'x' }] });
	test.each<[string, Buffer, RegExp]>([
		['nothing', Buffer.alloc(0), /no ZIP archive/],
		['text', Buffer.from('not found'.repeat(9)), /no ZIP archive/],
		['its first half', whole.subarray(0, whole.length / 2), /its end is missing: it was cut off/],
		['without its last byte', whole.subarray(0, -1), /its end is missing: it was cut off/],
		['without its beginning', whole.subarray(90), /no ZIP archive|beyond its end|overlap/],
		['with bytes behind it', Buffer.concat([whole, Buffer.from('more')]), /no ZIP archive/],
		['the first part of one that was split', Buffer.concat([little([0x08074b50, 4]), whole.subarray(0, 200)]), /a part of a split archive/],
		['the last part of one that was split', withDisk(whole, 2), /the last part of a split archive/],
		['the last part of one that was cut in pieces', whole.subarray(200), /beyond its end: it was cut off, or is a part of a split archive|no ZIP/],
		['a directory beyond the end', rawZip({ entries: [{ name: 'a' }], directoryStart: 9_999 }), /beyond its end/],
		['a directory that is longer than it says', rawZip({ entries: [{ name: 'a' }, { name: 'b' }], count: 1 }), /goes on after the 1 entries/],
		['a directory that is shorter than it says', rawZip({ entries: [{ name: 'a' }], count: 2 }), /no ZIP archive/],
	])('%s', async (_, bytes, message) => {
		await expect(zipOf(bytes)).rejects.toMatchObject({ code: expect.stringMatching(/CORRUPTED|ARCHIVE_REFUSED|UNSUPPORTED/) as string, message: expect.stringMatching(message) as string });
	});

	test.each<[string, RawEntry, RegExp]>([
		['another checksum', { name: 'a', content: 'x', central: { crc32: 1 }, local: { crc32: 1 } }, /CRC-32/],
		['fewer bytes than declared', { name: 'a', content: 'x', central: { sizeBytes: 5 }, local: { sizeBytes: 5 } }, /has 1 bytes, and should have 5/],
		['what is no Deflate', { name: 'a', content: 'xyz', raw: Buffer.alloc(30, 0xff) }, /damaged/],
		['a Deflate that is cut', { name: 'a', content: 'xyz'.repeat(20), raw: deflateRawSync(randomBytes(99)).subarray(0, 50), central: { sizeBytes: 99 }, local: { sizeBytes: 99 } }, /damaged/],
		['bytes behind the Deflate', { name: 'a', content: 'x', raw: Buffer.concat([deflateRawSync('x'), Buffer.from('hidden')]) }, /6 bytes stand behind the end/],
		['another name in its own header', { name: 'a', content: 'x', local: { name: 'b' } }, /says otherwise/],
		['another method in its own header', { name: 'a', content: 'x', local: { method: 0 } }, /says otherwise/],
		['another size in its own header', { name: 'a', content: 'x', local: { sizeBytes: 2 } }, /says otherwise/],
		['another checksum in its own header', { name: 'a', content: 'x', local: { crc32: 2 } }, /says otherwise/],
	])('a file with %s', async (_, entry, message) => {
		const zip = await zipOf({ entries: [entry, { name: 'sound', content: 'sound' }] });
		await expect(read(zip)).rejects.toMatchObject({ code: 'CORRUPTED', message: expect.stringMatching(message) as string });
		expect(await read(zip, 1)).toBe('sound');
	});

	test('wherever a bit is turned, the content is right or there is an error', async () => {
		const random = randomNumbers(3);
		const expected = await contents(await zipOf(whole));
		let errors = 0;
		for (let round = 0; round < 400; round++) {
			const bytes = Buffer.from(whole);
			bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
			const outcome = await zipOf(bytes).then(contents, (error: { code: string }) => error).catch((error: { code: string }) => error);
			if (outcome instanceof Error) {
				errors++;
				expect((outcome as Error & { code: string }).code).toMatch(/^(CORRUPTED|ARCHIVE_REFUSED|UNSUPPORTED)$/);
			} else {
				// Names are covered by no checksum, but they stand there twice.
				expect(Object.values(outcome)).toEqual(Object.values(expected));
			}
		}
		expect(errors).toBeGreaterThan(200);
	});
});

describe('what cannot be read is named', () => {
	const aes = (strength: number) => little([0x9901, 2], [7, 2], [2, 2], [0x4541, 2], [strength, 1], [8, 2]);
	test.each<[string, RawEntry, RegExp]>([
		['AES of a strength that nobody knows', { name: 'a', flags: 0x801, method: 99, extra: aes(4) }, /encrypted in a way that is not known here/],
		['AES without a word of how', { name: 'a', flags: 0x801, method: 99 }, /compressed with method 99/],
		['Implode', { name: 'a', method: 6 }, /compressed with Implode/],
		['LZMA', { name: 'a', method: 14 }, /compressed with LZMA/],
		['Deflate64', { name: 'a', method: 9 }, /compressed with Deflate64/],
		['bzip2', { name: 'a', method: 12 }, /bzip2/],
		['Zstandard', { name: 'a', method: 93 }, /Zstandard/],
		['something new', { name: 'a', method: 77 }, /method 77/],
	])('%s', async (_, entry, message) => {
		const zip = await zipOf({ entries: [entry, { name: 'plain', content: 'plain' }] });
		await expect(zip.open(zip.entries[0])).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringMatching(message) as string });
		expect(await read(zip, 1)).toBe('plain');
	});

	test.each<[string, RawArchive, RegExp]>([
		['strong encryption', { entries: [{ name: 'a', flags: 0x841 }] }, /Strong Encryption \(SES\)/],
	])('%s', async (_, archive, message) => {
		await expect(zipOf(archive)).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringMatching(message) as string });
	});

	test('a folder, or an entry of another archive, is no file', async () => {
		const zip = await zipOf({ entries: [{ name: 'x/', method: 0 }] });
		await expect(zip.open(zip.entries[0])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
		await expect(zip.open({ ...zip.entries[0], isFolder: false })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
	});
});

describe('how it is read', () => {
	/** Counts what is asked for. */
	const watched = (bytes: Buffer) => {
		const inner = bufferAccess(bytes);
		const asked: [number, number][] = [];
		const access: RandomAccess = {
			...inner,
			read: async (offset, lengthBytes) => {
				asked.push([offset, lengthBytes]);
				return await inner.read(offset, lengthBytes);
			},
			stream: (start, end) => {
				asked.push([start, end - start]);
				return inner.stream(start, end);
			},
		};
		return { access, asked };
	};

	test('one table of a large archive costs its own bytes, and three requests', async () => {
		const large = randomBytes(3_000_000);
		const bytes = rawZip({ entries: [{ name: 'large', content: large, method: 0 }, { name: 'small', content: 'x' }, { name: 'other', content: large, method: 0 }] });
		const { access, asked } = watched(bytes);
		const zip = await openZip(access);
		expect(await read(zip, 1)).toBe('x');
		expect(asked.length).toBeLessThanOrEqual(3);
		expect(asked.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(200_000);
	});

	test('small files come with the header of the first of them', async () => {
		const entries = Array.from({ length: 50 }, (_, at): RawEntry => ({ name: `${at}.xml`, content: `content ${at}`, method: at % 2 ? 0 : 8 }));
		const { access, asked } = watched(Buffer.concat([rawZip({ entries })]));
		const zip = await openZip(access);
		for (let at = 0; at < entries.length; at++) expect(await read(zip, at)).toBe(`content ${at}`);
		expect(asked.length).toBeLessThanOrEqual(2);
	});

	test('a small file that is larger than it declares', async () => {
		const lie = { sizeBytes: 10 };
		const zip = await zipOf({ entries: [{ name: 'a', content: 'x'.repeat(20_000), central: lie, local: lie }, { name: 'b', content: 'x', central: { sizeBytes: 0 }, local: { sizeBytes: 0 } }] });
		for (const at of [0, 1]) await expect(read(zip, at)).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED', message: expect.stringMatching(/larger than the \d+ bytes/) as string });
	});

	test('what fails underneath is told as it is', async () => {
		const { access } = watched(rawZip({ entries: [{ name: 'a', content: randomBytes(100_000) }] }));
		const cut = Object.assign(new Error('cut'), { name: 'RecordingError', code: 'CONNECTION_FAILED', operation: 'read' });
		const zip = await openZip({ ...access, stream: () => new Readable({ read() { this.destroy(cut); } }) });
		await expect(read(zip)).rejects.toBe(cut);
		await expect(openZip({ ...access, read: async () => await Promise.reject(cut) })).rejects.toBe(cut);
	});

	test('who stops reading leaves nothing open', async () => {
		const bytes = rawZip({ entries: [{ name: 'a', content: randomBytes(5_000_000) }] });
		const inner = bufferAccess(bytes);
		const closed: Promise<unknown>[] = [];
		const stream = (start: number, end: number) => {
			const raw = inner.stream(start, end);
			raw.on('error', () => {});
			closed.push(new Promise((resolve) => raw.on('close', resolve)));
			return raw;
		};
		const zip = await openZip({ ...inner, stream });
		for await (const chunk of await zip.open(zip.entries[0])) if (chunk) break;
		expect(closed).toHaveLength(1);
		await Promise.all(closed);
	});

	test('twenty thousand entries, in any order, do not hold the event loop', async () => {
		const count = 20_000;
		const bytes = rawZip({ entries: Array.from({ length: count }, (_, index) => ({ name: `tables/table_${index + 100_000}`, method: 0 })) });
		const [start, end] = [bytes.readUInt32LE(bytes.length - 6), bytes.length - 22];
		const recordBytes = (end - start) / count;
		const random = randomNumbers(5);
		const records = Array.from({ length: count }, (_, index) => ({ order: random(), bytes: bytes.subarray(start + index * recordBytes, start + (index + 1) * recordBytes) }));
		const shuffled = records.sort((a, b) => a.order - b.order).map((record) => record.bytes);
		const archive = Buffer.concat([bytes.subarray(0, start), ...shuffled, bytes.subarray(end)]);
		expect(await longestHoldMs(async () => expect((await zipOf(archive)).entries).toHaveLength(count))).toBeLessThan(200);
	});
});
