import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordingError } from '../../../core/errors/recording-error';
import { withLayers } from '../../../core/sources/layers';
import { Recordings } from '../../../core/sources/recordings';
import { openS3, type S3Options } from '../../../core/sources/s3';
import type { WriteOptions } from '../../../core/sources/source';
import { bodyOf, patternBytes } from '../../conformance/checks/tools';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import * as faults from '../../servers/s3-faults';
import { S3Server, type S3Request } from '../../servers/s3-server';

const MIB = 1024 * 1024;
const PART = 8 * MIB;
const LARGE = patternBytes(20 * MIB + 7);

let server: S3Server;
let recordings: Recordings;

async function open(options: Partial<S3Options> = {}): Promise<Recordings> {
	return new Recordings(await openS3(s3Options(server, { conditionalWrites: true, ...options })));
}

beforeEach(async () => {
	server = await S3Server.start();
	server.store.createBucket(BUCKET);
	recordings = await open();
});

afterEach(async () => {
	await recordings.close();
	await server.close();
});

const isA = (...operations: S3Request['operation'][]) => ({ operation }: S3Request) => operations.includes(operation);
const count = (operation: string) => server.operations.filter((name) => name === operation).length;
const objects = () => [...(server.store.objectsOf(BUCKET)?.keys() ?? [])];

async function failureOf(work: Promise<unknown>): Promise<RecordingError> {
	return await work.then(
		() => {
			throw new Error('it should have failed');
		},
		(error: unknown) => error as RecordingError,
	);
}

/** Gives pieces of 64 KiB and notes how far it came. */
function tracked(totalBytes: number, failAfter = Infinity): { body: Readable; state: { givenBytes: number } } {
	const state = { givenBytes: 0 };
	const body = new Readable({
		read() {
			if (state.givenBytes >= failAfter) return void this.destroy(new Error('the body failed'));
			const bytes = Math.min(64 * 1024, totalBytes - state.givenBytes);
			state.givenBytes += bytes;
			this.push(bytes === 0 ? null : Buffer.alloc(bytes));
		},
	});
	return { body, state };
}

/** Waits until a count has grown, and then stands still for as long as a busy machine may need for a step. */
async function heldUp(count: () => number): Promise<void> {
	for (let last = 0; count() === 0 || count() > last; ) {
		last = count();
		await delay(500);
	}
}

describe('what is sent', () => {
	test.each<[string, number, string[]]>([
		['nothing', 0, ['PutObject']],
		['one byte', 1, ['PutObject']],
		['just a part', PART, ['PutObject']],
		['one byte more than a part', PART + 1, ['CreateMultipartUpload', 'UploadPart', 'UploadPart', 'CompleteMultipartUpload']],
		['just two parts', 2 * PART, ['CreateMultipartUpload', 'UploadPart', 'UploadPart', 'CompleteMultipartUpload']],
	])('%s', async (_, bytes, operations) => {
		const content = patternBytes(bytes);
		const entry = await recordings.write('call', bodyOf(content));
		expect(server.operations).toEqual([...operations, 'HeadObject']);
		expect(server.store.get(BUCKET, 'call')?.content.equals(content)).toBe(true);
		const md5 = createHash('md5').update(content).digest('base64');
		expect(entry).toMatchObject({ path: 'call', sizeBytes: bytes });
		expect(entry.contentMd5).toBe(operations.length === 1 ? md5 : undefined);
		expect(server.store.uploads.size).toBe(0);
	});

	test('its type and tags, so that every server reads them alike', async () => {
		const tags = { Queue: 'a b+c=d&e', 'Ünique': '%' };
		for (const bytes of [1, PART + 1]) {
			await recordings.write('call', bodyOf(Buffer.alloc(bytes)), { contentType: 'audio/mpeg', tags });
			expect(server.store.get(BUCKET, 'call')).toMatchObject({ contentType: 'audio/mpeg', tags });
		}
		for (const { headers } of server.requests) expect(String(headers['x-amz-tagging'] ?? '')).not.toContain('+');
	});

	test.each([1, PART + 1])('the condition with what makes the object visible, for %i bytes', async (bytes) => {
		await recordings.write('call', bodyOf(Buffer.alloc(bytes)), { ifAbsent: true });
		const conditional = server.requests.filter(({ headers }) => headers['if-none-match'] === '*').map(({ operation }) => operation);
		expect(conditional).toEqual([bytes === 1 ? 'PutObject' : 'CompleteMultipartUpload']);
	});

	test('no more of a body than fits into two parts at once', async () => {
		server.inject(faults.silence(), { times: Infinity, on: isA('UploadPart') });
		const { body, state } = tracked(200 * MIB);
		const controller = new AbortController();
		const work = failureOf(recordings.write('call', () => body, { signal: controller.signal }));
		await heldUp(() => state.givenBytes);
		expect(state.givenBytes).toBeLessThan(4 * PART);
		controller.abort();
		expect((await work).code).toBe('CANCELLED');
	});
});

describe('a write of several parts that fails leaves nothing behind:', () => {
	test.each<[string, () => Readable, string]>([
		['the body fails in the first part', () => tracked(30 * MIB, MIB).body, 'UNKNOWN'],
		['the body fails in a later part', () => tracked(30 * MIB, 20 * MIB).body, 'UNKNOWN'],
		['the body fails at its end', () => tracked(30 * MIB, 30 * MIB).body, 'UNKNOWN'],
	])('%s', async (_, body, code) => {
		const error = await failureOf(recordings.write('call', body));
		expect(error).toMatchObject({ code, message: expect.stringContaining('the body failed') });
		expect([objects(), server.store.uploads.size]).toEqual([[], 0]);
	});

	test.each<[string, S3Request['operation'], faults.Fault, Partial<RecordingError>]>([
		['it may not begin', 'CreateMultipartUpload', faults.status(403, 'AccessDenied'), { code: 'PERMISSION_DENIED' }],
		['a part is refused', 'UploadPart', faults.status(403, 'AccessDenied'), { code: 'PERMISSION_DENIED' }],
		['a part is lost', 'UploadPart', faults.hangUp(), { code: 'CONNECTION_FAILED' }],
		['the service is busy', 'UploadPart', faults.status(503, 'SlowDown'), { code: 'THROTTLED' }],
		['a part comes without its ETag', 'UploadPart', { headers: { ETag: undefined } }, {}],
		['its end is refused', 'CompleteMultipartUpload', faults.status(400, 'InvalidPart'), { code: 'INVALID_REQUEST' }],
		['its end is an error that looks well', 'CompleteMultipartUpload', faults.refusal(200, 'InternalError', 'We encountered an internal error.'), { code: 'SERVICE_FAILED', serviceCode: 'InternalError' }],
		['its end is empty', 'CompleteMultipartUpload', faults.body(''), { code: 'SERVICE_FAILED' }],
		['its end is lost', 'CompleteMultipartUpload', faults.hangUp(), { code: 'CONNECTION_FAILED' }],
	])('%s', async (_, operation, fault, expected) => {
		server.inject(fault, { on: isA(operation) });
		if (operation === 'CompleteMultipartUpload') server.inject(fault, { on: isA(operation) });
		const { body, state } = tracked(200 * MIB);
		const large = operation === 'UploadPart' ? () => body : bodyOf(LARGE);
		const error = await failureOf(recordings.write('call', large));
		expect(error).toMatchObject(expected);
		expect(server.store.uploads.size).toBe(0);
		if (operation === 'UploadPart') expect(state.givenBytes).toBeLessThan(6 * PART);
	});

	test('the first reason is told, not that it could not be taken back', async () => {
		server.inject(faults.status(503, 'SlowDown'), { on: isA('UploadPart') });
		server.inject(faults.status(403, 'AccessDenied'), { on: isA('AbortMultipartUpload') });
		expect(await failureOf(recordings.write('call', bodyOf(LARGE)))).toMatchObject({ code: 'THROTTLED', serviceCode: 'SlowDown' });
	});

	test.each<[string, S3Request['operation']]>([
		['while a part is on its way', 'UploadPart'],
		['while it ends', 'CompleteMultipartUpload'],
	])('an abort %s', async (_, operation) => {
		server.inject(faults.silence(), { times: Infinity, on: isA(operation) });
		const controller = new AbortController();
		const work = failureOf(recordings.write('call', bodyOf(LARGE), { signal: controller.signal }));
		while (count(operation) === 0) await delay(5);
		controller.abort();
		// What is silent stays so: nothing else would end it in the time that a test has.
		expect((await work).code).toBe('CANCELLED');
		expect([objects(), server.store.uploads.size]).toEqual([[], 0]);
	});

	test('an abort does not wait long for a service that is away', async () => {
		server.inject(faults.silence(), { times: Infinity, on: isA('UploadPart', 'AbortMultipartUpload') });
		const controller = new AbortController();
		const work = failureOf(recordings.write('call', bodyOf(LARGE), { signal: controller.signal }));
		while (count('UploadPart') === 0) await delay(5);
		controller.abort();
		// The service never answers, and a test does not last as long as a request may.
		expect((await work).code).toBe('CANCELLED');
	});
});

describe('a write that fails', () => {
	test.each([0, 5, PART + 1])('closes its body of %i bytes', async (bytes) => {
		server.inject(faults.status(403, 'AccessDenied'), { times: Infinity });
		const { body } = tracked(bytes);
		await failureOf(recordings.write('call', () => body));
		expect(body.destroyed).toBe(true);
	});

	test('does not put an object in place after an abort', async () => {
		const { body, state } = tracked(MIB);
		const controller = new AbortController();
		server.inject(faults.silence(), { on: isA('PutObject') });
		const work = failureOf(recordings.write('call', () => body, { signal: controller.signal }));
		while (count('PutObject') === 0) await delay(5);
		controller.abort();
		expect((await work).code).toBe('CANCELLED');
		expect([objects(), state.givenBytes]).toEqual([[], MIB]);
	});

	test.each<[string, faults.Fault]>([
		['another write at the same time', faults.status(409, 'ConditionalRequestConflict')],
		['what is there', faults.status(412, 'PreconditionFailed')],
	])('because of %s is a CONFLICT', async (_, fault) => {
		server.inject(fault, { times: Infinity, on: isA('PutObject', 'CompleteMultipartUpload') });
		for (const bytes of [1, PART + 1]) {
			const error = await failureOf(recordings.write('call', bodyOf(Buffer.alloc(bytes)), { ifAbsent: true }));
			expect(error).toMatchObject({ code: 'CONFLICT', retryable: false });
		}
	});

	test('is written again by the retry layer, from a body of its own', async () => {
		const retrying = new Recordings(withLayers(await openS3(s3Options(server)), { concurrency: 2, retry: { firstDelayMs: 1 } }));
		server.inject(faults.status(503, 'SlowDown'), { on: isA('UploadPart') });
		let bodies = 0;
		const entry = await retrying.write('call', () => {
			bodies++;
			return Readable.from([LARGE]);
		});
		await retrying.close();
		expect([bodies, entry.sizeBytes]).toEqual([2, LARGE.length]);
		expect(server.store.get(BUCKET, 'call')?.content.equals(LARGE)).toBe(true);
	});
});

describe('conditions on a server that may overlook them', () => {
	const CALLS: [string, (subject: Recordings, options: WriteOptions & { ifMatch?: string }) => Promise<unknown>][] = [
		['write', async (subject) => await subject.write('call', bodyOf('x'), { ifAbsent: true })],
		['remove', async (subject) => await subject.remove('call', { ifMatch: 'x' })],
	];

	test.each(CALLS)('%s is refused here, and nothing is sent', async (_, call) => {
		const other = await open({ conditionalWrites: undefined });
		expect(await failureOf(call(other, {}))).toMatchObject({ code: 'UNSUPPORTED' });
		await other.close();
		expect(server.requests).toEqual([]);
	});
});

describe('remove', () => {
	test('of what is not there succeeds, with an ETag too, although S3 says that it does not know it', async () => {
		await recordings.remove('call');
		await recordings.remove('call', { ifMatch: 'x' });
		expect(server.requests.map(({ status }) => status)).toEqual([204, 404]);
	});

	test('in a bucket that is not there is told', async () => {
		const other = await open({ bucket: 'missing' });
		expect(await failureOf(other.remove('call'))).toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
		await other.close();
	});
});
