import fc from 'fast-check';
import { partsOf, readElement } from '../../../core/crypto/asn1/element';
import { algorithmOf, countOf, integerBytesOf, oidOf } from '../../../core/crypto/asn1/values';
import { mediaTypeOf } from '../../../core/crypto/media-type';
import { LastRecord } from '../../../core/sources/ftps/last-record';
import { LineReader } from '../../../core/sources/ftps/listing/lines';
import { readAttributes, readNames } from '../../../core/sources/sftp/attributes';
import { Greeting } from '../../../core/sources/sftp/greeting';
import { describeHostKey } from '../../../core/sources/sftp/host-key';
import { PacketSplitter } from '../../../core/sources/sftp/packets';
import { FieldReader } from '../../../core/sources/sftp/wire';
import { readWavHeader } from '../../../core/vendors/eight-by-eight/wav';
import { mp3 } from '../../core/crypto/stage';
import { makeRecordingCertificate } from '../../core/crypto/writer';
import { assert, assertPlain, assertSame, attempt, named, type Subject } from '../subject';

const UNIX = 'total 8\r\n-rw-r--r-- 1 owner group 1234 Nov 21 09:52 call.mp3\r\ndrwxr-xr-x 2 a b c 4096 21 Nov 2025 folder name\r\nlrwxrwxrwx 1 o g 3 Nov 21 2025 link -> ../x\r\n-rw-rw-rw-+ 1 0 0 99 2025-11-21 09:52:01.123 +0100  two blanks\r\n';
const DOS = '11-21-25  09:52AM  1234 call.mp3\r\n11-21-2025  09:52PM  <DIR>  folder\r\n2025-11-21  09:52  1,234 x y\r\n';
const MLSD = 'type=cdir;perm=el; .\r\ntype=file;size=1234;modify=20210310174042.123; call.mp3\r\nType=dir;Modify=20210310174042; folder\r\ntype=OS.unix=slink:/x;size=3; link\r\n';
const listLine = fc.tuple(fc.constantFrom('-', 'd', 'l', 'c', 'b', 'x'), fc.constantFrom('rw-r--r--', 'rwxrwxrwxt', 'rwsr-xr-x+'), fc.nat(99), fc.constantFrom('owner group', 'Domain Users', '', 'o'), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.constantFrom('Nov 21 09:52', '21 Nov 2025', '2025-11-21 09:52', '11月 21日 09:52'), fc.string({ minLength: 1, maxLength: 12 })).map(([kind, rights, links, owners, size, date, name]) => `${kind}${rights} ${links} ${owners} ${size} ${date} ${name}\r\n`);

const number = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value >>> 0);
	return bytes;
};
const field = (text: string) => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);
const attributes = fc.tuple(fc.constantFrom(0, 1, 4, 5, 0xd, 0xf, 0x8000000f, 0xffffffff), fc.nat(), fc.constantFrom(0o100644, 0o40755, 0o120777, 0)).map(([flags, size, mode]) => Buffer.concat([number(flags), ...(flags & 1 ? [number(0), number(size)] : []), ...(flags & 2 ? [number(1), number(2)] : []), ...(flags & 4 ? [number(mode)] : []), ...(flags & 8 ? [number(1), number(1_615_397_000)] : []), ...(flags & 0x80000000 ? [number(1), field('a'), field('b')] : [])]));
const names = fc.array(fc.tuple(fc.string({ maxLength: 12 }), attributes), { maxLength: 5 }).map((list) => Buffer.concat([number(list.length), ...list.flatMap(([name, attribute]) => [field(name), field(`-rw-r--r-- 1 o g 1 Nov 21 09:52 ${name}`), attribute])]));

function wav(dataBytes: number, format = 1): Buffer {
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE((36 + dataBytes) >>> 0, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(format, 20);
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(8_000, 24);
	header.writeUInt32LE(16_000, 28);
	header.writeUInt16LE(2, 32);
	header.writeUInt16LE(16, 34);
	header.write('data', 36);
	header.writeUInt32LE(dataBytes, 40);
	return Buffer.concat([header, Buffer.alloc(Math.min(dataBytes, 500))]);
}

const listing = (name: string, modules: string[], command: string, seeds: string[], structured: fc.Arbitrary<Buffer> | undefined, words: string[]): Subject<Buffer> => ({
	name,
	modules,
	seeds: seeds.map((text) => Buffer.from(text)),
	structured,
	words,
	check(bytes, random) {
		const read = (pieces: Iterable<Buffer>) => attempt(() => {
			const reader = LineReader.for(command);
			const lines = [];
			for (const piece of pieces) lines.push(...reader.take(piece));
			return { lines: [...lines, ...reader.finish()], hasSelf: reader.hasSelf };
		}, named('FtpsError'));
		const whole = read([bytes]);
		assertSame(read(random.pieces(bytes)), whole, 'in pieces and in one');
		if (whole.refused !== undefined) return whole.refused;
		assertPlain(whole.value);
		for (const { name: found, sizeBytes, modifiedMs } of whole.value.lines) {
			assert(!/\n/.test(found) && found !== '.' && found !== '..', () => `the name ${JSON.stringify(found)}`);
			assert(sizeBytes === undefined || (sizeBytes >= 0 && Number.isFinite(sizeBytes)), () => `the size ${sizeBytes}`);
			assert(modifiedMs === undefined || !Number.isNaN(new Date(modifiedMs).getTime()), () => `the time ${modifiedMs}`);
		}
		return whole.value.lines.length > 0 ? 'accepted' : 'no line';
	},
});

/** The same by another way of counting. */
function lastOf(bytes: Buffer): boolean {
	let at = 0;
	let last: [type: number, length: number] | undefined;
	while (at + 5 <= bytes.length) {
		const length = bytes.readUInt16BE(at + 3);
		last = at + 5 + length <= bytes.length ? [bytes[at], length] : undefined;
		at += 5 + length;
	}
	if (at !== bytes.length || !last) return false;
	return last[0] === 21 || (last[0] === 23 && last[1] <= 19);
}

const TLS_SEED = Buffer.concat([Buffer.of(22, 3, 3, 0, 2, 1, 1), Buffer.of(23, 3, 3, 0, 3, 1, 2, 3), Buffer.of(21, 3, 3, 0, 2, 1, 0)]);

export const BYTE_SUBJECTS: Subject<Buffer>[] = [
	listing('LIST', ['core/sources/ftps/listing/lines', 'core/sources/ftps/listing/unix', 'core/sources/ftps/listing/dos'], 'LIST', [UNIX, DOS], fc.array(listLine, { minLength: 1, maxLength: 5 }).map((lines) => Buffer.from(lines.join(''))), ['\r\n', '\n', ' ', '  ', '-rw-r--r-- 1 ', ' Nov 21 09:52 ', '<DIR>', ' -> ', '1234', '..', '\0']),
	listing('MLSD', ['core/sources/ftps/listing/mlsd'], 'MLSD', [MLSD], fc.array(fc.tuple(fc.constantFrom('file', 'dir', 'cdir', 'pdir', 'OS.unix=slink', '__proto__'), fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.string({ minLength: 1, maxLength: 10 })).map(([type, size, name]) => `type=${type};size=${size};modify=20210310174042; ${name}\r\n`), { maxLength: 5 }).map((lines) => Buffer.from(lines.join(''))), ['type=', ';', '=', ' ', '\r\n', 'modify=', 'size=', '..']),
	{
		name: 'SFTP names',
		modules: ['core/sources/sftp/attributes', 'core/sources/sftp/wire'],
		seeds: [Buffer.concat([number(1), field('call.mp3'), field('-rw-r--r-- 1 o g 1 Nov 21 09:52 call.mp3'), number(0)])],
		structured: fc.oneof(names, attributes),
		words: ['\0\0\0\u0001', '-', 'd', '\0'],
		check(bytes) {
			const refusal = named('MalformedReply');
			const alone = attempt(() => readAttributes(new FieldReader(bytes)), refusal);
			assertPlain(alone.value);
			const read = attempt(() => readNames(new FieldReader(bytes)), refusal);
			if (read.refused !== undefined) return read.refused;
			for (const { name, attributes: found } of read.value) {
				assert(Buffer.isBuffer(name), () => 'no name');
				assertPlain(found);
				assert(['file', 'folder', 'link', 'other'].includes(String(found.kind)), () => `the kind ${found.kind}`);
			}
			return 'accepted';
		},
	},
	{
		name: 'SFTP packets',
		modules: ['core/sources/sftp/packets', 'core/sources/sftp/greeting'],
		seeds: [Buffer.concat([number(5), Buffer.of(2, 0, 0, 0, 3), number(3), Buffer.of(101, 1, 2)]), Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), Buffer.from('Welcome to the server\r\n'), Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), number(40), Buffer.of(4, 20), Buffer.alloc(16), field('curve25519-sha256'), field('ssh-ed25519'), field('aes')]), Buffer.from('220 FTP\r\n')],
		structured: fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 4 }).map((packets) => Buffer.concat(packets.flatMap((packet) => [number(packet.length), Buffer.from(packet)]))),
		words: ['SSH-2.0-', '\r\n', '\0\0\0\u0005', 'HTTP/1.1'],
		check(bytes, random) {
			const greeting = new Greeting();
			greeting.take(bytes);
			assert(typeof greeting.software === 'string' && !/[\r\n]/.test(greeting.software), () => 'no line');
			for (const kind of ['key exchange', 'host key', 'cipher', 'MAC']) assertPlain(greeting.offered(`no matching ${kind}`));
			describeHostKey(bytes);
			const read = (pieces: Iterable<Buffer>) => {
				const packets: string[] = [];
				const result = attempt(() => {
					const splitter = new PacketSplitter((packet) => packets.push(packet.toString('hex')));
					for (const piece of pieces) splitter.push(piece);
				}, named('SessionError'));
				return [packets, result.refused];
			};
			const whole = read([bytes]);
			assertSame(read(random.pieces(bytes)), whole, 'in pieces and in one');
			return (whole[1] as string | undefined) ?? 'accepted';
		},
	},
	{
		name: 'records of TLS',
		modules: ['core/sources/ftps/last-record'],
		seeds: [TLS_SEED, TLS_SEED.subarray(0, 15), ...[18, 19, 20].map((length) => Buffer.concat([TLS_SEED, Buffer.of(23, 3, 3, 0, length), Buffer.alloc(length)]))],
		structured: fc.array(fc.tuple(fc.constantFrom(20, 21, 22, 23), fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.uint8Array({ minLength: 18, maxLength: 20 }))), { maxLength: 6 }).map((records) => Buffer.concat(records.flatMap(([type, body]) => [Buffer.of(type, 3, 3, 0, body.length), Buffer.from(body)]))),
		words: ['\u0015\u0003\u0003\0\u0002\u0001\0', '\u0017\u0003\u0003\0\u0013'],
		check(bytes, random) {
			const record = new LastRecord();
			for (const piece of random.pieces(bytes)) record.take(piece);
			assertSame(record.isFarewell, lastOf(bytes), 'whether it ended');
			return record.isFarewell ? 'accepted' : 'no farewell';
		},
	},
	{
		name: 'headers of media',
		modules: ['core/vendors/eight-by-eight/wav', 'core/crypto/media-type', 'core/crypto/mpeg-audio'],
		seeds: [wav(400), wav(0xffffffff, 6), wav(0), mp3(500), Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x7f', 'latin1'), mp3(300)]), Buffer.from('\0\0\0\x18ftypM4A ', 'latin1'), Buffer.from('OggS\0'), Buffer.from('RF64\0\0\0\0WAVEds64')],
		words: ['RIFF', 'WAVE', 'fmt ', 'data', 'ds64', 'ID3', '\xff\xfb', 'ftyp'],
		check(bytes, random) {
			const sizeBytes = random.pick([undefined, bytes.length, random.below(2 ** 31)]);
			const info = readWavHeader(bytes, sizeBytes);
			assertPlain(info);
			assert((info.durationSeconds ?? 0) >= 0 && (info.dataBytes ?? 0) >= 0, () => 'less than nothing');
			assert(info.dataBytes === undefined || sizeBytes === undefined || info.dataBytes <= sizeBytes, () => `${info.dataBytes} bytes of sound in ${sizeBytes}`);
			const type = mediaTypeOf(bytes);
			assertPlain(type);
			return type ? 'accepted' : 'unknown';
		},
	},
	{
		name: 'ASN.1',
		modules: ['core/crypto/asn1/element', 'core/crypto/asn1/values'],
		seeds: () => {
			const { certificate, key } = makeRecordingCertificate({ modulusLength: 1_024 });
			return [certificate, key].map((pem) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'));
		},
		structured: fc.array(fc.tuple(fc.constantFrom(0x30, 0x31, 0xa0, 0x24, 0x04, 0x02, 0x06), fc.uint8Array({ maxLength: 12 })), { maxLength: 6 }).map((parts) => Buffer.concat([Buffer.of(0x30, 0x80), ...parts.flatMap(([tag, body]) => [Buffer.of(tag, body.length), Buffer.from(body)]), Buffer.of(0, 0)])),
		words: ['\u0030\u0080', '\0\0', '\u0002\u0001\u0005', '\u0006\u0003\u002a\u0003\u0004', '\u00a0\u0080', '\u0024\u0080'],
		check(bytes) {
			const refusal = (error: unknown) => (error instanceof Error && /^(IncompleteError|MalformedError)$/.test(error.constructor.name) ? error.constructor.name : undefined);
			const read = attempt(() => readElement(bytes), refusal);
			if (read.refused !== undefined) return read.refused;
			const element = read.value;
			assert(bytes.subarray(0, element.raw.length).equals(element.raw) && element.content.length <= element.raw.length, () => 'another element');
			for (const look of [() => partsOf(element), () => oidOf(element), () => countOf(element), () => integerBytesOf(element), () => algorithmOf(element)]) attempt(look as () => unknown, refusal);
			return 'accepted';
		},
	},
];
