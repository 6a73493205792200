import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open as openFile, symlink, truncate } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { bufferAccess, fileAccess, openZip, unpack, writeZip, type NewZipFile, type WriteZipOptions } from '../../../core/archive';
import { centralHeader, endOfDirectory, localHeader } from '../../../core/archive/zip/write/records';
import { Secret } from '../../../core/secrets/secret';
import { randomNumbers } from '../../random';
import { SevenZip } from '../../servers/seven-zip';

// Both directions, with a program that was written by others: what it packs is unpacked here, and the other way round.
let sevenZip: SevenZip;
/** 7-Zip takes no other letters when it packs, but does when it unpacks. */
const PASSWORD = `pass-${randomBytes(6).toString('hex')}`;
const WITH_UMLAUT = `${PASSWORD}-ü`;
const WRONG = 'another one';

const CONTENTS: Record<string, Buffer> = {
	empty: Buffer.alloc(0),
	'one byte': Buffer.from('x'),
	'folder/index.csv': Buffer.from('Call ID,Start\r\n'.repeat(20_000)),
	'folder/deeper/call.wav': randomBytes(700_001),
	'blanks.wav': Buffer.alloc(3_000_000),
	'Zürich 通話 🎧.mp3': randomBytes(70_000),
};

beforeAll(async () => {
	sevenZip = await SevenZip.start();
	for (const [name, content] of Object.entries(CONTENTS)) await sevenZip.write(`in/${name}`, content);
});

afterAll(async () => await sevenZip.stop());

async function read(name: string, password?: string): Promise<Record<string, Buffer>> {
	const access = await fileAccess(await openFile(sevenZip.path(name)));
	const found: Record<string, Buffer> = {};
	try {
		for await (const { path, open } of unpack(access, { password: password === undefined ? undefined : new Secret(password), path: name })) found[path] = await buffer(await open());
	} finally {
		await access.close();
	}
	return found;
}

function expectContents(found: Record<string, Buffer>, expected = CONTENTS): void {
	expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
	for (const [name, content] of Object.entries(expected)) expect([name, found[name].equals(content)]).toEqual([name, true]);
}

/** What it is called, and how 7-Zip is told so. */
const LOCKS: [string, string[]][] = [
	['no encryption', []],
	...['ZipCrypto', 'AES128', 'AES192', 'AES256'].map((kind): [string, string[]] => [kind, [`-mem=${kind}`, `-p${PASSWORD}`]]),
];
const METHODS: [string, string[]][] = [
	['stored', ['-mx=0']],
	['Deflate, fast', ['-mx=1']],
	['Deflate, small', ['-mx=9']],
];

describe.each(LOCKS)('packed by 7-Zip: %s', (kind, lock) => {
	const isEncrypted = lock.length > 0;

	test.each(METHODS)('%s', async (_, method) => {
		const name = `${kind}${method.join('')}.zip`;
		await sevenZip.run(['a', '-tzip', ...method, ...lock, `../${name}`, '.'], { within: 'in' });
		expectContents(await read(name, PASSWORD));
		if (!isEncrypted) return;
		await expect(read(name, WRONG)).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD', path: name });
		await expect(read(name)).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD', message: expect.stringMatching(/no password was given/) as string });
	});

	test.each(['Deflate64', 'BZip2', 'LZMA', 'PPMd'])('what is compressed by %s is named', async (method) => {
		const name = `${kind}-${method}.zip`;
		await sevenZip.run(['a', '-tzip', `-mm=${method}`, ...lock, `../${name}`, 'folder/index.csv'], { within: 'in' });
		await expect(read(name, PASSWORD)).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringMatching(new RegExp(`is compressed with ${method}`, 'i')) as string });
	});

	test('mutated: the content is right, or there is an error of ours', async () => {
		const name = `${kind}-mutated.zip`;
		await sevenZip.run(['a', '-tzip', ...lock, `../${name}`, 'folder/index.csv', 'one byte', 'empty'], { within: 'in' });
		const whole = await sevenZip.read(name);
		const random = randomNumbers(kind.length);
		const place = () => Math.floor(random() * whole.length);
		const expected = { empty: CONTENTS.empty, 'one byte': CONTENTS['one byte'], 'folder/index.csv': CONTENTS['folder/index.csv'] } as Record<string, Buffer>;
		let errors = 0;
		for (let round = 0; round < 300; round++) {
			const bytes = [
				() => Buffer.from(whole.map((byte, at) => (at === place() ? byte ^ (1 << (round % 8)) : byte))),
				() => whole.subarray(0, place()),
				() => whole.subarray(place()),
				() => Buffer.concat([whole.subarray(0, place()), whole.subarray(place())]),
				() => Buffer.concat([whole.subarray(0, place()), randomBytes(20), whole.subarray(place())]),
				() => whole.copyWithin.call(Buffer.from(whole), place(), place(), place()) as Buffer,
			][round % 6]();
			try {
				for await (const { path, open } of unpack(bufferAccess(bytes), { password: new Secret(PASSWORD) })) expect((await buffer(await open())).equals(expected[path] ?? Object.values(expected).find(({ length }) => length > 0))).toBe(true);
			} catch (error) {
				if ((error as Error).name !== 'RecordingError') throw error;
				errors++;
			}
		}
		expect(errors).toBeGreaterThan(150);
	});
});

describe('packed by 7-Zip', () => {
	test.each(LOCKS)('through a pipe, with fields of ZIP64: %s', async (kind, lock) => {
		const content = CONTENTS['folder/deeper/call.wav'];
		await sevenZip.run(['a', '-tzip', ...lock, '-sicall.wav', `${kind}-piped.zip`], { input: content });
		expectContents(await read(`${kind}-piped.zip`, PASSWORD), { 'call.wav': content });
	});

	test('names beside old ones (Info-ZIP)', async () => {
		await sevenZip.run(['a', '-tzip', '-mcl=on', '../beside.zip', '.'], { within: 'in' });
		expectContents(await read('beside.zip'));
	});

	test('its time', async () => {
		await sevenZip.run(['a', '-tzip', '../time.zip', 'one byte'], { within: 'in' });
		const listing = await sevenZip.run(['l', '-slt', 'time.zip']);
		const zip = await openZip(bufferAccess(await sevenZip.read('time.zip')));
		const [, shown] = /^Modified = (\S+ [\d:]{8})/m.exec(listing) ?? [];
		expect(zip.entries[0].lastModified).toBe(`${shown.replace(' ', 'T')}Z`);
	});

	test('a symbolic link is refused, and told', async () => {
		await symlink('/etc/passwd', sevenZip.path('link'));
		await sevenZip.run(['a', '-tzip', '-snl', 'link.zip', 'link']);
		await expect(read('link.zip')).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED', message: expect.stringMatching(/symbolic link/) as string });
	});

	test('a part of a split archive is told', async () => {
		await sevenZip.run(['a', '-tzip', '-mx=0', '-v300k', '../split.zip', 'folder/deeper/call.wav'], { within: 'in' });
		await expect(read('split.zip.001')).rejects.toMatchObject({ code: 'CORRUPTED', message: expect.stringMatching(/first part of a split archive/) as string });
		await expect(read('split.zip.003')).rejects.toMatchObject({ code: 'CORRUPTED', message: expect.stringMatching(/part of a split archive/) as string });
	});
});

async function pack(name: string, files: Iterable<NewZipFile>, options: WriteZipOptions = {}): Promise<void> {
	await pipeline(writeZip(files, options), createWriteStream(sevenZip.path(name)));
}

const ours = (isKnown: boolean) => Object.entries(CONTENTS).map(([name, { length }]) => ({ name, lastModified: '2026-01-31T08:15:03Z', content: createReadStream(sevenZip.path(`in/${name}`)), sizeBytes: isKnown ? length : undefined }));

describe.each<[string, WriteZipOptions]>([
	['no encryption', {}],
	['ZipCrypto', { encryption: 'ZipCrypto', password: new Secret(WITH_UMLAUT) }],
	['AES-256', { encryption: 'AES-256', password: new Secret(WITH_UMLAUT) }],
])('packed here: %s', (kind, options) => {
	test.each([
		['stored', true],
		['stored', false],
		['Deflate', true],
		['Deflate', false],
	] as const)('%s, sizes known: %s', async (method, isKnown) => {
		const name = `ours-${kind}-${method}-${isKnown}`;
		await pack(`${name}.zip`, ours(isKnown), { ...options, method });
		expect(await sevenZip.run(['t', `-p${WITH_UMLAUT}`, `${name}.zip`])).toMatch(/Everything is Ok/);
		await sevenZip.run(['x', `-p${WITH_UMLAUT}`, `-o${name}`, `${name}.zip`]);
		for (const [file, content] of Object.entries(CONTENTS)) expect([file, (await sevenZip.read(`${name}/${file}`)).equals(content)]).toEqual([file, true]);
		expect(await sevenZip.run(['l', '-slt', `${name}.zip`])).toMatch(/Modified = 2026-01-31 08:15:03/);
		if (options.encryption) await expect(sevenZip.run(['t', `-p${WRONG}`, `${name}.zip`])).rejects.toThrow(/Wrong password/);
	});
});

describe('ZIP64', () => {
	const COUNT = 66_000;

	test('more than 65,535 files, written here, and written anew by 7-Zip', async () => {
		const files = Array.from({ length: COUNT }, (_, index) => ({ name: `${index}`, content: Readable.from([Buffer.from(`${index}`)]) }));
		await pack('many.zip', files, { method: 'stored' });
		expect(await sevenZip.run(['t', 'many.zip'])).toMatch(new RegExp(`Files: ${COUNT}`));
		await sevenZip.run(['d', 'many.zip', '0']);
		const zip = await openZip(bufferAccess(await sevenZip.read('many.zip')));
		expect(zip.entries).toHaveLength(COUNT - 1);
		for (const entry of zip.entries.filter((_, index) => index % 500 === 0)) expect((await buffer(await zip.open(entry))).toString()).toBe(entry.name);
	});

	test('a file of five GiB, and one behind it', async () => {
		const hole = 5 * 1024 ** 3;
		const record = (name: string, sizeBytes: number, headerStart: number, crc32 = 0) => ({ name: Buffer.from(name), flags: 0, method: 0, isAes: false, dosTime: 0, dosDate: 33, crc32, compressedBytes: sizeBytes, sizeBytes, headerStart, isZip64: sizeBytes > 0xffff_ffff });
		const first = record('large', hole, 0);
		const second = record('behind', 1, localHeader(first).length + hole, 0x8cdc1683);
		const directory = Buffer.concat([centralHeader(first), centralHeader(second)]);
		const start = second.headerStart + localHeader(second).length + 1;
		const end = Buffer.concat([localHeader(second), Buffer.from('x'), directory, endOfDirectory({ entries: 2, sizeBytes: directory.length, start })]);
		await sevenZip.write('large.zip', localHeader(first));
		// A hole takes no room on the disk.
		await truncate(sevenZip.path('large.zip'), second.headerStart);
		await pipeline(Readable.from([end]), createWriteStream(sevenZip.path('large.zip'), { flags: 'a' }));
		expect(await sevenZip.run(['l', '-slt', 'large.zip'])).toMatch(new RegExp(`Path = large\\n[^]*Size = ${hole}\\n`));
		await sevenZip.run(['x', 'large.zip', 'behind']);
		expect((await sevenZip.read('behind')).toString()).toBe('x');
		const access = await fileAccess(await openFile(sevenZip.path('large.zip')));
		const zip = await openZip(access);
		expect((await buffer(await zip.open(zip.entries[1]))).toString()).toBe('x');
		await access.close();
	});
});
