import { createHash } from 'node:crypto';
import { openS3 } from '../../../core/sources/s3';
import type { Source, SourceEntry } from '../../../core/sources/source';
import { patternBytes } from '../../conformance/checks/tools';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import { crc32, crc32c, crc64nvme } from '../../servers/crc';
import { S3Server } from '../../servers/s3-server';
import type { NewObject } from '../../servers/s3-store';

const CONTENT = patternBytes(100_000);
const hash = (algorithm: string) => createHash(algorithm).update(CONTENT).digest('base64');
const MD5 = hash('md5');

let server: S3Server;
let source: Source;

beforeEach(async () => {
	server = await S3Server.start();
	server.store.createBucket(BUCKET);
	source = await openS3(s3Options(server));
});

afterEach(async () => {
	await source.close();
	await server.close();
});

async function opened(options: { offset?: number; lengthBytes?: number } = {}): Promise<SourceEntry> {
	const { body, entry } = await source.read('call', { offset: 0, ...options });
	body.destroy();
	return entry;
}

const RANGES = [{}, { offset: 10 }, { offset: 0, lengthBytes: 10 }];

describe('the MD5 of an object is stated', () => {
	test.each<[string, NewObject, Record<string, string | undefined>, string | undefined]>([
		['when it came in one piece', {}, {}, MD5],
		['under the keys of S3 itself', { encryption: 'AES256' }, {}, MD5],
		['by a server that says nothing of encryption', {}, { 'x-amz-server-side-encryption': undefined }, MD5],
		['not when it came in parts', { partBytes: 30_000 }, {}, undefined],
		['not when it came in one part', { partBytes: 200_000 }, {}, undefined],
		['not under KMS', { encryption: 'aws:kms' }, {}, undefined],
		['not under KMS with two layers', { encryption: 'aws:kms:dsse' }, {}, undefined],
		['not in parts under KMS', { encryption: 'aws:kms', partBytes: 30_000 }, {}, undefined],
		['not under a key of the customer', {}, { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }, undefined],
		['not without an ETag', {}, { ETag: undefined }, undefined],
		['not by an ETag of another make', {}, { ETag: '"0x8D91C20AE6F18A7"' }, undefined],
		['not by an ETag in capitals, which S3 does not write', {}, { ETag: `"${Buffer.from(MD5, 'base64').toString('hex').toUpperCase()}"` }, undefined],
		['not by a weak ETag', {}, { ETag: `W/"${Buffer.from(MD5, 'base64').toString('hex')}"` }, undefined],
	])('%s', async (_, options, headers, expected) => {
		server.seed(BUCKET, { call: { content: CONTENT, ...options } });
		server.inject({ headers }, { times: Infinity });
		for (const range of RANGES) expect((await opened(range)).contentMd5).toBe(expected);
		expect((await source.stat('call', {})).contentMd5).toBe(expected);
	});
});

describe('another checksum of an object is stated', () => {
	const parts = { partBytes: 30_000 };
	test.each<[string, NewObject, SourceEntry['checksum']]>([
		['CRC32', { checksum: { algorithm: 'CRC32' } }, { algorithm: 'crc32', value: crc32(CONTENT) }],
		['CRC32C', { checksum: { algorithm: 'CRC32C' } }, { algorithm: 'crc32c', value: crc32c(CONTENT) }],
		['CRC64NVME', { checksum: { algorithm: 'CRC64NVME' } }, { algorithm: 'crc64nvme', value: crc64nvme(CONTENT) }],
		['SHA1', { checksum: { algorithm: 'SHA1' } }, { algorithm: 'sha1', value: hash('sha1') }],
		['SHA256', { checksum: { algorithm: 'SHA256' } }, { algorithm: 'sha256', value: hash('sha256') }],
		['of all of it, where it came in parts', { ...parts, checksum: { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' } }, { algorithm: 'crc64nvme', value: crc64nvme(CONTENT) }],
		['under KMS, where there is no MD5', { encryption: 'aws:kms', checksum: { algorithm: 'CRC32' } }, { algorithm: 'crc32', value: crc32(CONTENT) }],
		['not one of the checksums of its parts', { ...parts, checksum: { algorithm: 'SHA256', type: 'COMPOSITE' } }, undefined],
		['not one of the checksums of one part', { partBytes: 200_000, checksum: { algorithm: 'CRC32C', type: 'COMPOSITE' } }, undefined],
		['none, where none is stored', {}, undefined],
	])('%s', async (_, options, expected) => {
		server.seed(BUCKET, { call: { content: CONTENT, ...options } });
		expect((await opened()).checksum).toEqual(expected);
		// Of a range it would be said of bytes that are not the range's.
		expect((await opened({ offset: 10 })).checksum).toBeUndefined();
		expect((await opened({ lengthBytes: 10 })).checksum).toBeUndefined();
	});

	test.each<[string, Record<string, string>, SourceEntry['checksum']]>([
		['composite, and says so elsewhere', { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-type': 'COMPOSITE' }, undefined],
		['composite without saying so', { 'x-amz-checksum-crc32': 'AAAAAA==-3' }, undefined],
		['several, of which the strongest counts', { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha256': 'BBBB' }, { algorithm: 'sha256', value: 'BBBB' }],
		['several, of which one is of the parts', { 'x-amz-checksum-sha256': 'BBBB-2', 'x-amz-checksum-crc32c': 'AAAAAA==' }, { algorithm: 'crc32c', value: 'AAAAAA==' }],
		['one that is not known here', { 'x-amz-checksum-xxhash128': 'AAAA' }, undefined],
	])('a server that states %s', async (_, headers, expected) => {
		server.seed(BUCKET, { call: CONTENT.toString('latin1') });
		server.inject({ headers }, { times: Infinity });
		expect((await opened()).checksum).toEqual(expected);
		expect((await opened({ offset: 1 })).checksum).toBeUndefined();
	});

	test('is asked for with the whole object alone, and not computed a second time on the way', async () => {
		server.seed(BUCKET, { call: { content: CONTENT, checksum: { algorithm: 'SHA256' } } });
		server.inject({ editBody: () => 'x'.repeat(CONTENT.length) });
		const { body } = await source.read('call', { offset: 0 });
		// Whether the bytes are those of the checksum is for the download to say.
		expect(Buffer.concat(await body.toArray())).toHaveLength(CONTENT.length);
		await opened({ offset: 1 });
		await source.stat('call', {});
		expect(server.requests.map(({ headers }) => headers['x-amz-checksum-mode'])).toEqual(['ENABLED', undefined, undefined]);
	});
});

describe('what a service forgets to say, or says oddly', () => {
	test.each<[string, Record<string, string | undefined>, Partial<SourceEntry>]>([
		['no ETag', { ETag: undefined }, { etag: undefined }],
		['no time', { 'Last-Modified': undefined }, { lastModified: undefined }],
		['a time that is none', { 'Last-Modified': 'yesterday' }, { lastModified: undefined }],
		['a time of another form', { 'Last-Modified': '2026-01-30T08:15:00+02:00' }, { lastModified: '2026-01-30T06:15:00Z' }],
		['no content type', { 'Content-Type': undefined }, { contentType: undefined }],
		['no length', { 'Content-Length': undefined }, { sizeBytes: undefined }],
		['an expiry that is none', { Expires: '0' }, { sizeBytes: CONTENT.length }],
		['an ETag without quotes', { ETag: 'abc' }, { etag: 'abc' }],
		['an object that says it is a web page', { 'Content-Type': 'text/html' }, { contentType: 'text/html' }],
	])('%s', async (_, headers, expected) => {
		server.seed(BUCKET, { call: { content: CONTENT } });
		server.inject({ headers });
		const { entry, body } = await source.read('call', { offset: 0 });
		for (const [field, value] of Object.entries(expected)) expect(entry[field as keyof SourceEntry]).toBe(value);
		expect(Buffer.concat(await body.toArray()).equals(CONTENT)).toBe(true);
	});
});
