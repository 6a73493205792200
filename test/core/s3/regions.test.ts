import { buffer } from 'node:stream/consumers';
import { inspect } from 'node:util';
import type { RecordingError } from '../../../core/errors/recording-error';
import { openS3 } from '../../../core/sources/s3';
import type { Recordings } from '../../../core/sources/recordings';
import { bodyOf } from '../../conformance/checks/tools';
import { s3Options } from '../../conformance/s3-harness';
import { S3Server, type S3ServerOptions } from '../../servers/s3-server';
import * as faults from '../../servers/s3-faults';
import { AwsStage } from '../../conformance/aws-stage';

let stage: AwsStage;
let buckets = 0;
/** A name that no test before has used: regions are remembered for as long as the process lives. */
let bucket: string;

async function start(options: S3ServerOptions = {}): Promise<void> {
	stage = await AwsStage.start(options);
	bucket = `recordings-${++buckets}`;
	stage.server.store.createBucket(bucket, 'eu-central-1');
	stage.server.seed(bucket, { 'mytenant/call.mp3': 'content' });
}

afterEach(async () => await stage.close());

const CALLS: [string, (recordings: Recordings) => Promise<unknown>][] = [
	['list', async (recordings) => await recordings.listPages().next()],
	['list folders', async (recordings) => await recordings.listFolders().next()],
	['stat', async (recordings) => await recordings.stat('mytenant/call.mp3')],
	['read', async (recordings) => await buffer((await recordings.read('mytenant/call.mp3')).body)],
	['read a range', async (recordings) => await buffer((await recordings.read('mytenant/call.mp3', { offset: 3 })).body)],
	['write', async (recordings) => await recordings.write('mytenant/new.mp3', bodyOf('new'))],
	['write in parts', async (recordings) => await recordings.write('mytenant/new.mp3', bodyOf(Buffer.alloc(9_000_000)))],
	['remove', async (recordings) => await recordings.remove('mytenant/call.mp3')],
];

/** Hosts without the bucket, with how often each refused. */
const refusals = () => stage.server.requests.filter(({ status }) => status >= 300);

describe('a bucket in another region', () => {
	test.each(CALLS)('is found by %s, at the price of one refused request', async (_, call) => {
		await start();
		const recordings = await stage.recordings('mytenant/', { bucket });
		await call(recordings);
		expect(refusals()).toHaveLength(1);
		expect(refusals()[0]).toMatchObject({ status: 301, hostRegion: 'us-east-1' });
		await call(await stage.recordings('mytenant/', { bucket }));
		expect(refusals()).toHaveLength(1);
	});

	test.each(CALLS)('is found by %s when the signature alone is refused', async (_, call) => {
		await start({ wrongRegion: 'AuthorizationHeaderMalformed' });
		// The host name leads to the right place, as DNS does for a bucket that has moved.
		stage.server.anyHost = true;
		await call(await stage.recordings('mytenant/', { bucket }));
		const refused = refusals().map(({ status, operation }) => `${status} ${operation}`);
		// Answers to HEAD have no body to say the region in: a listing of the folder is asked.
		expect(refused.slice(1)).toEqual(refused[0] === '400 HeadObject' ? ['400 ListObjectsV2'] : []);
		for (const { operation, query } of refusals()) if (operation === 'ListObjectsV2') expect(query.get('prefix')).toBe('mytenant/');
	});

	test.each(CALLS)('is found by %s where regions are opted into', async (_, call) => {
		await start({ wrongRegion: 'IllegalLocationConstraintException' });
		stage.server.anyHost = true;
		await call(await stage.recordings('mytenant/', { bucket }));
		expect(refusals()).toHaveLength(1);
	});

	test('is looked for where it is likely first', async () => {
		await start();
		await (await stage.recordings('', { bucket, likelyRegion: 'eu-central-1' })).listPages().next();
		expect(refusals()).toEqual([]);
	});

	test('is not asked for elsewhere when its region is given', async () => {
		await start();
		await (await stage.recordings('', { bucket, region: 'eu-central-1' })).listPages().next();
		expect(stage.server.requests.map(({ hostRegion }) => hostRegion)).toEqual(['eu-central-1']);
	});

	test('is found by the keys of a folder', async () => {
		await start();
		const key = stage.server.createKey({ bucket, prefix: 'mytenant/' });
		const recordings = await stage.recordings('mytenant/', { bucket }, key);
		expect(await recordings.stat('mytenant/call.mp3')).toMatchObject({ sizeBytes: 7 });
		expect(stage.server.requests.every(({ status }) => status === 200 || status === 301)).toBe(true);
	});

	test('that moves once more is found once more', async () => {
		await start();
		const recordings = await stage.recordings('', { bucket });
		await recordings.stat('mytenant/call.mp3');
		stage.server.store.createBucket(bucket, 'me-south-1');
		stage.server.seed(bucket, { 'mytenant/call.mp3': 'moved' });
		expect(await recordings.stat('mytenant/call.mp3')).toMatchObject({ sizeBytes: 5 });
	});

	test('is found once by many requests at the same time', async () => {
		await start();
		const recordings = await stage.recordings('', { bucket });
		const sizes = await Promise.all(Array.from({ length: 8 }, async () => (await recordings.stat('mytenant/call.mp3')).sizeBytes));
		expect(new Set(sizes)).toEqual(new Set([7]));
		expect(new Set(stage.server.requests.map(({ hostRegion }) => hostRegion))).toEqual(new Set(['us-east-1', 'eu-central-1']));
	});

	test('with the same name on another server is another bucket', async () => {
		await start();
		await (await stage.recordings('', { bucket })).listPages().next();
		const other = await S3Server.start();
		other.store.createBucket(bucket, 'me-south-1');
		const source = await openS3(s3Options(other, { bucket, region: undefined }));
		await source.listPage({ prefix: '' });
		await source.close();
		await other.close();
		expect(other.requests.map(({ status }) => status)).toEqual([400, 200]);
		// Signed for the first region, not for that of the bucket at Amazon.
		expect(other.requests[0].headers.authorization).toContain('/us-east-1/');
	});
});

describe('a region that is given and wrong', () => {
	test.each(CALLS)('is said by %s', async (_, call) => {
		await start();
		const error = await call(await stage.recordings('mytenant/', { bucket, region: 'us-east-1' })).catch((thrown: RecordingError) => thrown);
		expect(error).toMatchObject({
			code: 'CREDENTIAL_INVALID',
			httpStatus: 301,
			retryable: false,
			detail: expect.stringContaining('the bucket lies in the region eu-central-1'),
			advice: 'Set the region in the credential to eu-central-1, or leave it empty.',
		});
	});

	test.each(CALLS)('is said by %s when the signature alone is refused', async (_, call) => {
		await start();
		stage.server.anyHost = true;
		const error = await call(await stage.recordings('mytenant/', { bucket, region: 'us-east-1' })).catch((thrown: RecordingError) => thrown);
		expect(error).toMatchObject({ code: 'CREDENTIAL_INVALID', httpStatus: 400 });
		expect(inspect(error)).toContain('eu-central-1');
	});
});

test.each([
	['no region', ''],
	['another host in its place', 'evil.example/x'],
	['the region that was tried', 'us-east-1'],
	['a very long region', 'a'.repeat(100)],
])('an answer that names %s leads nowhere', async (_, region) => {
	await start();
	const redirect = faults.refusal(301, 'PermanentRedirect', 'Elsewhere.', region ? { Region: region } : {});
	stage.server.inject(redirect, { times: Infinity });
	const error = await (await stage.recordings('', { bucket })).listPages().next().catch((thrown: RecordingError) => thrown);
	expect(stage.server.requests).toHaveLength(1);
	expect(error).toMatchObject({ code: 'INVALID_RESPONSE', httpStatus: 301, retryable: false });
});

test('a refusal that names the region where it was asked means something else', async () => {
	await start();
	const recordings = await stage.recordings('', { bucket, region: 'eu-central-1' });
	stage.server.inject({ ...faults.status(400), headers: { 'x-amz-bucket-region': 'eu-central-1' } }, { times: Infinity, on: ({ method }) => method === 'HEAD' });
	const error = await recordings.stat('mytenant/call.mp3').catch((thrown: RecordingError) => thrown);
	expect(error).toMatchObject({ code: 'INVALID_REQUEST', httpStatus: 400 });
});

test('a HEAD that is refused without a word says what a listing is told in its place', async () => {
	await start();
	stage.server.inject(faults.status(400, 'ExpiredToken'), { times: Infinity });
	const error = await (await stage.recordings('', { bucket })).stat('mytenant/call.mp3').catch((thrown: RecordingError) => thrown);
	expect(error).toMatchObject({ code: 'CREDENTIAL_EXPIRED', serviceCode: 'ExpiredToken' });
	expect(stage.server.operations).toEqual(['HeadObject', 'ListObjectsV2']);
});

test('two regions that send to each other end', async () => {
	await start();
	stage.server.inject(faults.refusal(301, 'PermanentRedirect', 'There.', { Region: 'eu-central-1' }), { times: Infinity, on: ({ hostRegion }) => hostRegion === 'us-east-1' });
	stage.server.inject(faults.refusal(301, 'PermanentRedirect', 'There.', { Region: 'us-east-1' }), { times: Infinity, on: ({ hostRegion }) => hostRegion === 'eu-central-1' });
	const error = await (await stage.recordings('', { bucket })).listPages().next().catch((thrown: RecordingError) => thrown);
	expect(stage.server.requests).toHaveLength(2);
	expect(error).toMatchObject({ httpStatus: 301 });
});
