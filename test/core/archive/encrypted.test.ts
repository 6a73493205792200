import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { bufferAccess, openZip, unpack, type RandomAccess, type Zip } from '../../../core/archive';
import { Secret } from '../../../core/secrets/secret';
import { longestHoldMs } from '../../longest-hold';
import { randomNumbers } from '../../random';
import { rawZip, type RawEntry } from './raw-zip';
import { KINDS, sealed, type Kind, type SealedOptions } from './sealed';

const PASSWORD = `pass-${randomBytes(6).toString('hex')}-ü`;
const WRONG = 'another one';
const TEXT = 'a call of five minutes\r\n'.repeat(400);

const zipOf = async (entries: RawEntry[], password: string | undefined = PASSWORD): Promise<Zip> => {
	return await openZip(bufferAccess(rawZip({ entries })), { path: 'export.zip', password: password === undefined ? undefined : new Secret(password) });
};
const read = async (zip: Zip, index = 0): Promise<Buffer> => await buffer(await zip.open(zip.entries[index]));
const failure = (code: string, message: RegExp) => ({ name: 'RecordingError', code, path: 'export.zip', message: expect.stringMatching(message) as string });

const EACH_KIND = KINDS.map((kind) => [kind] as const);

describe.each(EACH_KIND)('%s', (kind) => {
	test.each<[string, string | Buffer, SealedOptions]>([
		['Deflate', TEXT, {}],
		['stored', TEXT, { method: 0 }],
		['a CRC-32 beside it (AE-1)', TEXT, { aeVersion: 1 }],
		['a data descriptor', TEXT, { hasDescriptor: true }],
		['one byte', 'x', { method: 0 }],
		['nothing', '', { method: 0 }],
		['nothing, as Deflate', '', {}],
		['a length that is no multiple of a block', 'x'.repeat(65_537), { method: 0 }],
		['more than one chunk', Buffer.from(TEXT.repeat(30)), { method: 0 }],
	])('is read: %s', async (_, content, options) => {
		const entries = [sealed(kind, 'a.wav', content, PASSWORD, options), { name: 'plain', content: 'plain' }];
		const zip = await zipOf(entries);
		expect(zip.entries[0]).toMatchObject({ encryption: kind, sizeBytes: Buffer.byteLength(content) });
		expect((await read(zip)).equals(Buffer.from(content))).toBe(true);
		expect((await read(zip, 1)).toString()).toBe('plain');
	});

	test('however the bytes come in', async () => {
		const content = randomBytes(3_000);
		const bytes = rawZip({ entries: [sealed(kind, 'a', content, PASSWORD)] });
		for (const size of [1, 7, 16, 17, 1_000]) {
			const inner = bufferAccess(bytes);
			const stream = (start: number, end: number) => Readable.from((function* () {
				for (let at = start; at < end; at += size) yield bytes.subarray(at, Math.min(at + size, end));
			})(), { objectMode: false });
			const zip = await openZip({ ...inner, stream }, { password: new Secret(PASSWORD) });
			expect((await read(zip)).equals(content)).toBe(true);
		}
	});

	const three = () => ['a', 'b', 'c', 'd'].map((name) => sealed(kind, name, `${name} ${TEXT}`, PASSWORD));
	test.each<[string, string | undefined, RegExp]>([
		['a wrong password', WRONG, /the password does not open "a"/],
		['the password in capitals', PASSWORD.toUpperCase(), /does not open/],
		['a blank behind it', `${PASSWORD} `, /does not open/],
		['no password', undefined, new RegExp(`"a" is encrypted \\(${kind}\\), and no password was given`)],
		['an empty one', '', /no password was given/],
	])('%s is told before anything is handed on', async (_, password, message) => {
		// As a wrong one passes the check of one entry by luck, not that of four.
		const access = bufferAccess(rawZip({ entries: [...three(), { name: 'plain', content: 'plain' }] }));
		const options = { path: 'export.zip', password: password === undefined ? undefined : new Secret(password) };
		const zip = await openZip(access, options);
		const expected = failure('ARCHIVE_PASSWORD', message);
		await expect(zip.checkPassword()).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD', advice: expect.stringMatching(/password/) as string });
		if (password === undefined || password === '') await expect(zip.open(zip.entries[0])).rejects.toMatchObject(expected);
		await expect(unpack(access, options).next()).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD' });
		expect((await read(zip, 4)).toString()).toBe('plain');
	});

	// The check of one entry is 8 or 16 bits: these let a wrong password pass.
	test.each<[string, Buffer, SealedOptions]>([
		['a small file', Buffer.from(TEXT), {}],
		['a small stored file', Buffer.from(TEXT), { method: 0 }],
		['an empty file, as Deflate', Buffer.alloc(0), {}],
		['a large file', Buffer.concat([randomBytes(70_000), Buffer.alloc(1_000_000)]), {}],
	])('a wrong password that gets past the check of %s hands on nothing', async (...[, content, options]) => {
		const zip = await zipOf([sealed(kind, 'a', content, PASSWORD, { ...options, alsoPasses: WRONG })], WRONG);
		await zip.checkPassword();
		let arrived = 0;
		const reading = async () => {
			for await (const chunk of await zip.open(zip.entries[0])) arrived += (chunk as Buffer).length;
		};
		await expect(reading()).rejects.toMatchObject(failure('ARCHIVE_PASSWORD', /does not open "a", or that file is damaged/));
		expect(arrived).toBe(0);
	});

	test('several passwords: files of the other one are told, and nothing else', async () => {
		const zip = await zipOf([...three(), sealed(kind, 'other', 'x', 'quite another')]);
		for (const index of [0, 1, 2, 3]) expect((await read(zip, index)).toString()).toContain('a call');
		const reading = async () => await read(zip, 4);
		await expect(reading()).rejects.toMatchObject({ code: expect.stringMatching(/ARCHIVE_PASSWORD|CORRUPTED/) as string });
	});

	test.each<[string, SealedOptions, (raw: Buffer) => number]>([
		['the middle of Deflate', {}, (raw) => raw.length / 2],
		['the middle of a stored file', { method: 0 }, (raw) => raw.length / 2],
		['its last byte', { method: 0 }, (raw) => raw.length - 1],
	])('a bit turned in %s is damage, not a wrong password, when the password is known to be right', async (_, options, where) => {
		const entries = [...three(), sealed(kind, 'e', randomBytes(5_000), PASSWORD, options)];
		const raw = entries[4].raw as Buffer;
		raw[Math.floor(where(raw))] ^= 1;
		const zip = await zipOf(entries);
		await expect(read(zip, 4)).rejects.toMatchObject(failure('CORRUPTED', /"e"/));
		expect((await read(zip, 0)).toString()).toContain('a call');
	});

	test('an entry that has no room for its encryption', async () => {
		const entry = sealed(kind, 'a', 'x', PASSWORD);
		const raw = (entry.raw as Buffer).subarray(0, 9);
		const zip = await zipOf([{ ...entry, raw, central: { ...entry.central, compressedBytes: 9 }, local: { ...entry.local, compressedBytes: 9 } }]);
		await expect(zip.open(zip.entries[0])).rejects.toMatchObject(failure('CORRUPTED', /fewer than its encryption takes/));
	});

	test('where a bit is turned, the content is right or there is an error', async () => {
		const random = randomNumbers(7);
		const whole = rawZip({ entries: [sealed(kind, 'a', 'first', PASSWORD), sealed(kind, 'b', TEXT, PASSWORD), sealed(kind, 'c', 'last', PASSWORD, { method: 0 })] });
		for (let round = 0; round < 150; round++) {
			const bytes = Buffer.from(whole);
			bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
			const texts: string[] = [];
			try {
				for await (const { open } of unpack(bufferAccess(bytes), { password: new Secret(PASSWORD) })) texts.push((await buffer(await open())).toString());
				expect(texts).toEqual(['first', TEXT, 'last']);
			} catch (error) {
				expect((error as { code?: string }).code).toMatch(/^(CORRUPTED|ARCHIVE_REFUSED|ARCHIVE_PASSWORD|UNSUPPORTED)$/);
			}
		}
	});
});

test('a cipher that goes on beyond 32 bits of its counter is not needed, one beyond 16 is', async () => {
	const content = Buffer.alloc(65_536 * 16 + 40, 'x');
	const zip = await zipOf([sealed('AES-256', 'a', content, PASSWORD, { method: 0 })]);
	expect((await read(zip)).equals(content)).toBe(true);
});

test('what fails underneath is told as it is, and not as a wrong password', async () => {
	const cut = Object.assign(new Error('cut'), { name: 'RecordingError', code: 'CONNECTION_FAILED', operation: 'read' });
	const access: RandomAccess = { ...bufferAccess(rawZip({ entries: [sealed('AES-256', 'a', Buffer.alloc(100_000, 'x'), PASSWORD, { method: 0 })] })), stream: () => new Readable({ read() { this.destroy(cut); } }) };
	const zip = await openZip(access, { password: new Secret(PASSWORD) });
	await expect(read(zip)).rejects.toBe(cut);
});

test.each<[Kind]>([['ZipCrypto'], ['AES-256']])('%s does not hold the event loop, out of memory too', async (kind) => {
	const one = sealed(kind, 'a', Buffer.alloc(100_000), PASSWORD, { method: 0 });
	const names = Array.from({ length: 100 }, (_, index) => ({ ...one, name: `${index}` }));
	const access = bufferAccess(rawZip({ entries: names }));
	const all = async () => {
		for await (const { open } of unpack(access, { password: new Secret(PASSWORD) })) for await (const chunk of await open()) if (!chunk) break;
	};
	expect(await longestHoldMs(all)).toBeLessThan(200);
});

test('no message has the password in it', async () => {
	const zip = await zipOf(['a', 'b', 'c', 'd'].map((name) => sealed('AES-256', name, TEXT, PASSWORD)), 'a password that is wrong');
	const error = await zip.checkPassword().catch((thrown: Error) => thrown);
	expect(JSON.stringify([String(error), error])).not.toContain('a password that is wrong');
});
