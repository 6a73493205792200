import { ContentReader } from '../../../core/crypto/cms/content-reader';
import { Readable } from 'node:stream';
import { decrypt } from '../../../core/crypto/decrypt';
import { failureOf, keysOf, mp3, open } from './stage';
import { der, encryptCms, makeRecordingCertificate } from './writer';

const certificate = makeRecordingCertificate();
const { element, indefinite, integer, objectId, octets, sequence, set, tagged } = der;
const ENVELOPED = objectId('1.2.840.113549.1.7.3');
const AES = sequence(objectId('2.16.840.1.101.3.4.1.42'), octets(Buffer.alloc(16)));
const DATA = objectId('1.2.840.113549.1.7.1');
const begun = (...parts: Buffer[]) => Buffer.concat([Buffer.of(0x30, 0x80), ENVELOPED, Buffer.of(0xa0, 0x80, 0x30, 0x80), integer(0), ...parts]);
const content = (...parts: Buffer[]) => begun(set(), Buffer.of(0x30, 0x80), DATA, AES, ...parts);
const repeated = (bytes: Buffer, times: number) => Buffer.concat(Array.from({ length: times }, () => bytes));

describe('what no program writes is refused, and costs little', () => {
	test.each([
		['constructed elements without end before the content', begun(repeated(Buffer.of(0x31, 0x80), 400_000))],
		['two million recipients', begun(element(0x31, repeated(Buffer.of(5, 0), 500_000)))],
		['recipients that claim 2^52 bytes', begun(Buffer.from('318710000000000000', 'hex'))],
		['recipients that claim 2^64 bytes', begun(Buffer.from('3188ffffffffffffffff', 'hex'))],
		['a length of 127 octets', begun(Buffer.concat([Buffer.of(0x31, 0xff), Buffer.alloc(127, 1)]))],
		['a megabyte of originator', begun(tagged(0, octets(Buffer.alloc(1_200_000))))],
		['a tag of several bytes', begun(Buffer.from('3f818181818100', 'hex'))],
		['a primitive of indefinite length', begun(Buffer.from('0480', 'hex'))],
		['no content at all', Buffer.concat([begun(set()), Buffer.alloc(6)])],
		['content nested without end', content(repeated(Buffer.of(0xa0, 0x80), 1), repeated(Buffer.of(0x24, 0x80), 200_000))],
		['an integer for content', content(integer(5))],
		['an identifier that never ends', Buffer.concat([Buffer.of(0x30, 0x80, 0x06, 0x84, 0xff, 0xff, 0xff, 0xff), Buffer.alloc(200_000, 0xff)])],
	])('%s', async (_, bytes) => {
		const keys = await keysOf(certificate);
		for (const chunkBytes of [1_000, 65_536]) {
			const failure = await failureOf(open(bytes, keys, { name: 'call.mp3.bin', chunkBytes }));
			expect(['DECRYPTION_FAILED', 'UNSUPPORTED']).toContain(failure.code);
		}
	});

	test('a beginning that goes on for ever is not read for ever', async () => {
		let sent = 0;
		function* endless() {
			yield begun(Buffer.of(0x31, 0x80));
			for (;;) {
				sent += 65_536;
				yield Buffer.alloc(65_536, Buffer.from('04026161', 'hex'));
			}
		}
		const work = decrypt(Readable.from(endless(), { objectMode: false }), await keysOf(certificate), { store: async () => {} });
		expect(await failureOf(work)).toMatchObject({ code: 'DECRYPTION_FAILED' });
		expect(sent).toBeLessThan(4_000_000);
	});

	test('nor an end', async () => {
		const message = encryptCms(mp3(1_000), { recipients: [{ to: certificate }] });
		let sent = 0;
		function* endless() {
			yield message;
			for (;;) {
				sent += 65_536;
				yield Buffer.alloc(65_536);
			}
		}
		const work = decrypt(Readable.from(endless(), { objectMode: false }), await keysOf(certificate), {
			store: async (stream) => void (await stream.toArray()),
		});
		expect(await failureOf(work)).toMatchObject({ code: 'DECRYPTION_FAILED' });
		expect(sent).toBeLessThan(4_000_000);
	});
});

describe('what a message lies in ends where it ends', () => {
	const message = encryptCms(mp3(1_000), { recipients: [{ to: certificate }] });
	test.each([
		['the outermost', 0],
		['the explicit tag', 15],
		['the enveloped data', 19],
	])('%s is longer than what is in it', async (_, at) => {
		// One byte more in its length, and a zero at the end, which would pass for padding.
		const bytes = Buffer.concat([message, Buffer.alloc(1)]);
		expect(bytes[at + 1]).toBe(0x82);
		bytes.writeUInt16BE(bytes.readUInt16BE(at + 2) + 1, at + 2);
		expect(await failureOf(open(bytes, await keysOf(certificate), { name: 'call.mp3.bin' }))).toMatchObject({ code: 'DECRYPTION_FAILED' });
	});
});

describe('octet strings in pieces', () => {
	const strings = [octets(Buffer.from('ab')), octets(), element(0x24, octets(Buffer.from('c'))), indefinite(0x24, octets(Buffer.from('de')), element(0x24))];
	const rows: [string, Buffer, string][] = [
		['of indefinite length', indefinite(0xa0, ...strings), 'abcde'],
		['of a known length', element(0xa0, ...strings), 'abcde'],
		['none', element(0xa0), ''],
		['one', element(0x80, Buffer.from('xyz')), 'xyz'],
		['one, empty', element(0x80), ''],
		['with a length of more octets than it takes', Buffer.concat([Buffer.of(0x80, 0x84, 0, 0, 0, 3), Buffer.from('xyz')]), 'xyz'],
	];
	test.each(rows)('%s, in chunks of any size', (_, bytes, expected) => {
		const input = Buffer.concat([bytes, Buffer.from('rest')]);
		for (let chunkBytes = 1; chunkBytes <= input.length; chunkBytes++) {
			const reader = new ContentReader(0, Infinity);
			const found: Buffer[] = [];
			const rest: Buffer[] = [];
			for (let at = 0; at < input.length; at += chunkBytes) rest.push(reader.read(input.subarray(at, at + chunkBytes), found));
			expect(Buffer.concat(found).toString()).toBe(expected);
			expect(Buffer.concat(rest).toString()).toBe('rest');
			expect(reader).toMatchObject({ isDone: true, position: bytes.length });
		}
	});

	test.each([
		['an end mark in a string of known length', element(0xa0, Buffer.of(0, 0))],
		['a string that is longer than what it lies in', element(0xa0, Buffer.of(4, 9, 1))],
		['an integer among them', indefinite(0xa0, integer(1))],
		['longer than the message', element(0x80, Buffer.alloc(200))],
	])('%s', (_, bytes) => {
		expect(() => new ContentReader(0, 100).read(bytes, [])).toThrow();
	});
});
