import {
	CompleteMultipartUploadCommand,
	CreateMultipartUploadCommand,
	GetBucketLocationCommand,
	GetObjectCommand,
	HeadBucketCommand,
	HeadObjectCommand,
	ListBucketsCommand,
	ListObjectsCommand,
	ListObjectsV2Command,
	PutObjectCommand,
	S3Client,
	UploadPartCommand,
	type CompletedPart,
	type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from './crc';
import { S3Server, type S3Key } from './s3-server';

// The server as the plain SDK sees it, with the SDK's own defaults: what it does must not be known from our source alone.
const Bucket = 'recordings';
let server: S3Server;
const clients: S3Client[] = [];

beforeEach(async () => {
	server = await S3Server.start();
	server.store.createBucket(Bucket);
	server.seed(Bucket, { 'folder/a': 'content', 'folder0/b': 'x', c: 'x' });
});

afterEach(async () => {
	for (const client of clients.splice(0)) client.destroy();
	await server.close();
});

function client(key: S3Key = server.key, config: S3ClientConfig = {}): S3Client {
	const { accessKeyId, secretAccessKey } = key;
	const made = new S3Client({ region: 'us-east-1', endpoint: server.origin, forcePathStyle: true, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey }, ...config });
	clients.push(made);
	return made;
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
	return await work.then(
		() => 'none',
		(error: { name: string; $metadata: { httpStatusCode: number } }) => `${error.$metadata.httpStatusCode} ${error.name}`,
	);
}

describe('a key that a policy holds to a folder', () => {
	let restricted: S3Client;
	beforeEach(() => (restricted = client(server.createKey({ bucket: Bucket, prefix: 'folder/' }))));

	test.each<[string, () => Promise<unknown>, string]>([
		['lists the folder', async () => await restricted.send(new ListObjectsV2Command({ Bucket, Prefix: 'folder/' })), 'none'],
		['lists in the folder', async () => await restricted.send(new ListObjectsV2Command({ Bucket, Prefix: 'folder/a' })), 'none'],
		['does not list the folder without its slash', async () => await restricted.send(new ListObjectsV2Command({ Bucket, Prefix: 'folder' })), '403 AccessDenied'],
		['does not list the root', async () => await restricted.send(new ListObjectsV2Command({ Bucket })), '403 AccessDenied'],
		['does not list the root the old way', async () => await restricted.send(new ListObjectsCommand({ Bucket })), '403 AccessDenied'],
		['does not look at the bucket', async () => await restricted.send(new HeadBucketCommand({ Bucket })), '403 Unknown'],
		['does not ask where the bucket lies', async () => await restricted.send(new GetBucketLocationCommand({ Bucket })), '403 AccessDenied'],
		['does not list buckets', async () => await restricted.send(new ListBucketsCommand({})), '403 AccessDenied'],
		['reads in the folder', async () => await restricted.send(new HeadObjectCommand({ Bucket, Key: 'folder/a' })), 'none'],
		['is told nothing of what is missing', async () => await restricted.send(new GetObjectCommand({ Bucket, Key: 'folder/missing' })), '403 AccessDenied'],
		['does not read beside the folder', async () => await restricted.send(new GetObjectCommand({ Bucket, Key: 'folder0/b' })), '403 AccessDenied'],
		['does not write beside the folder', async () => await restricted.send(new PutObjectCommand({ Bucket, Key: 'd', Body: 'x' })), '403 AccessDenied'],
	])('%s', async (_, call, refusal) => {
		expect(await refusalOf(call())).toBe(refusal);
	});
});

describe('signatures', () => {
	test.each<[string, () => S3Client, string]>([
		['of an unknown key', () => client({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }), '403 InvalidAccessKeyId'],
		['with another secret', () => client({ ...server.key, secretAccessKey: 'x' }), '403 SignatureDoesNotMatch'],
		['for another region', () => client(server.key, { region: 'eu-west-1' }), '400 AuthorizationHeaderMalformed'],
	])('%s are refused', async (_, make, refusal) => {
		expect(await refusalOf(make().send(new ListObjectsV2Command({ Bucket })))).toBe(refusal);
	});

	test('of a request that was changed on the way are refused', async () => {
		const changing = client();
		changing.middlewareStack.add(
			(next) => async (args) => {
				(args.request as { query: Record<string, string> }).query.prefix = 'c';
				return await next(args);
			},
			{ step: 'finalizeRequest', priority: 'low' },
		);
		expect(await refusalOf(changing.send(new ListObjectsV2Command({ Bucket, Prefix: 'folder/' })))).toBe('403 SignatureDoesNotMatch');
	});
});

describe('what a client uploads', () => {
	const content = Buffer.from('0123456789'.repeat(20_000));

	test.each<[string, () => Buffer | Readable]>([
		['as bytes, with the checksum that the SDK adds', () => content],
		['as a stream, in chunks with a trailer', () => Readable.from([content.subarray(0, 70_000), content.subarray(70_000)])],
	])('%s', async (_, Body) => {
		const sdk = client();
		const body = Body();
		await sdk.send(new PutObjectCommand({ Bucket, Key: 'new', Body: body, ContentLength: content.length }));
		const { headers } = server.requests[0];
		expect(headers['content-encoding']).toBe(body === content ? undefined : 'aws-chunked');
		expect(server.store.get(Bucket, 'new')).toMatchObject({ etag: createHash('md5').update(content).digest('hex'), checksum: { algorithm: 'CRC32', value: crc32(content) } });
		// The SDK compares the checksum with the bytes itself.
		const { Body: stored, ChecksumCRC32 } = await sdk.send(new GetObjectCommand({ Bucket, Key: 'new', ChecksumMode: 'ENABLED' }));
		expect([Buffer.from((await stored?.transformToByteArray()) ?? []).equals(content), ChecksumCRC32]).toEqual([true, crc32(content)]);
	});

	test('in parts of different sizes has the ETag of such, which no MD5 is', async () => {
		const sdk = client();
		const parts = [Buffer.alloc(6_000_000, 'a'), Buffer.alloc(5_500_000, 'b'), Buffer.from('c')];
		const { UploadId } = await sdk.send(new CreateMultipartUploadCommand({ Bucket, Key: 'new' }));
		const Parts: CompletedPart[] = [];
		for (const [index, Body] of parts.entries()) {
			const { ETag } = await sdk.send(new UploadPartCommand({ Bucket, Key: 'new', UploadId, PartNumber: index + 1, Body }));
			Parts.push({ ETag, PartNumber: index + 1 });
		}
		expect(server.store.get(Bucket, 'new')).toBeUndefined();
		await sdk.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'new', UploadId, MultipartUpload: { Parts } }));
		const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
		expect(server.store.get(Bucket, 'new')?.etag).toBe(`${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3`);
	});

	test('with an MD5 that is another is refused', async () => {
		const put = new PutObjectCommand({ Bucket, Key: 'new', Body: content, ContentMD5: 'k0DUvvcVv1f+wZXECIy9dw==' });
		expect(await refusalOf(client().send(put))).toBe('400 BadDigest');
		expect(server.store.get(Bucket, 'new')).toBeUndefined();
	});
});

describe('listings', () => {
	beforeEach(() => server.seed(Bucket, { 'a b': '', 'a+b': '', 'a/1': '', 'a/2': '', 'ä(1)': '' }));

	test.each([1, 2, 3, 100])('in pages of %i have everything once', async (MaxKeys) => {
		const keys: (string | undefined)[] = [];
		let ContinuationToken: string | undefined;
		do {
			const page = await client().send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys, ContinuationToken }));
			keys.push(...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
			ContinuationToken = page.NextContinuationToken;
		} while (ContinuationToken !== undefined);
		expect(keys.sort()).toEqual(['a b', 'a+b', 'a/', 'c', 'folder/', 'folder0/', 'ä(1)']);
	});

	test('encode keys like a form, when they are asked to', async () => {
		const { Contents = [], EncodingType } = await client().send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
		expect(EncodingType).toBe('url');
		expect(Contents.map(({ Key }) => Key)).toEqual(['a+b', 'a%2Bb', 'a/1', 'a/2', 'c', 'folder/a', 'folder0/b', '%C3%A4%281%29']);
	});

	test.each<[string, object, string]>([
		['a token that is none', { ContinuationToken: 'x' }, '400 InvalidArgument'],
		['a negative page', { MaxKeys: -1 }, '400 InvalidArgument'],
		['a bucket that is none', { Bucket: 'missing' }, '404 NoSuchBucket'],
	])('refuse %s', async (_, input, refusal) => {
		expect(await refusalOf(client().send(new ListObjectsV2Command({ Bucket, ...input })))).toBe(refusal);
	});

	test('have no more than 1,000 keys in a page', async () => {
		server.seed(Bucket, Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`k${index}`, ''])));
		const page = await client().send(new ListObjectsV2Command({ Bucket, Prefix: 'k', MaxKeys: 5_000 }));
		expect(page).toMatchObject({ KeyCount: 1_000, MaxKeys: 1_000, IsTruncated: true });
	});
});
