import type { RecordingError } from '../../core/errors/recording-error';
import { withLayers } from '../../core/sources/layers';
import { Recordings } from '../../core/sources/recordings';
import { openS3 } from '../../core/sources/s3';
import { removeVersion } from '../../core/transfer/remove';
import { BUCKET, s3Options } from '../conformance/s3-harness';
import * as faults from '../servers/s3-faults';
import { S3Server, type S3Request } from '../servers/s3-server';

const PATH = 'mytenant/a.mp4';
const isDelete = ({ operation }: S3Request) => operation === 'DeleteObject';

describe.each<['aws' | 'other', boolean]>([
	['aws', true],
	['other', false],
])('a server of the kind "%s"', (kind, conditionalWrites) => {
	let server: S3Server;
	let recordings: Recordings;
	const store = (content: string) => server.seed(BUCKET, { [PATH]: content });
	const etag = () => server.store.get(BUCKET, PATH)?.etag;
	const failure = async (work: Promise<unknown>) => await work.then(() => undefined, (error: RecordingError) => error);

	beforeEach(async () => {
		server = await S3Server.start({ kind });
		server.store.createBucket(BUCKET);
		store('one');
		const source = await openS3(s3Options(server, { conditionalWrites }));
		recordings = new Recordings(withLayers(source, { concurrency: 2, retry: { attempts: 2, firstDelayMs: 1 } }));
	});

	afterEach(async () => {
		await recordings.close();
		await server.close();
	});

	test('the version that is named', async () => {
		expect(await removeVersion(recordings, PATH, { etag: etag() })).toEqual({ path: PATH, deleted: true });
		expect(etag()).toBeUndefined();
	});

	test('not another version', async () => {
		const before = etag();
		store('two');
		expect(await failure(removeVersion(recordings, PATH, { etag: before }))).toMatchObject({ code: 'CHANGED' });
		expect(etag()).toBeDefined();
	});

	test('not a version that came between two tries', async () => {
		const before = etag();
		server.inject(faults.status(503, 'SlowDown'), { on: (request) => isDelete(request) && (store('two'), true) });
		const error = await failure(removeVersion(recordings, PATH, { etag: before }));
		expect(error).toMatchObject({ code: 'CHANGED', operation: 'delete', path: PATH });
		expect(error?.advice).toMatch(/Download it again, and delete it then/);
		expect(etag()).toBeDefined();
	});

	test('a refusal as another version is not believed while that version is there', async () => {
		server.inject(faults.status(412, 'PreconditionFailed'), { on: isDelete });
		expect(await failure(removeVersion(recordings, PATH, { etag: etag() }))).toMatchObject({ code: 'INVALID_RESPONSE', operation: 'delete', path: PATH });
		expect(await removeVersion(recordings, PATH, { etag: etag() })).toEqual({ path: PATH, deleted: true });
	});

	test('what vanished between two tries counts as deleted', async () => {
		const before = etag();
		server.inject(faults.status(503, 'SlowDown'), { on: (request) => isDelete(request) && (server.store.delete(BUCKET, PATH), true) });
		expect(await removeVersion(recordings, PATH, { etag: before })).toEqual({ path: PATH, deleted: true });
	});

	test.each<[string, faults.Fault]>([
		['a connection that is cut', faults.hangUp()],
		['a service that fails', faults.status(500, 'InternalError')],
	])('after %s, nobody knows whether it happened', async (_, fault) => {
		server.inject(fault, { times: Infinity, on: isDelete });
		const error = await failure(removeVersion(recordings, PATH, { etag: etag() }));
		expect(error?.message).toMatch(/whether the file was deleted is not known/);
		expect(error?.advice).toMatch(/List again to see what is left/);
	});

	test('when it is cancelled on its way, nobody knows either', async () => {
		const controller = new AbortController();
		server.inject(faults.silence(), { on: (request) => isDelete(request) && (controller.abort(), true) });
		const error = await failure(removeVersion(recordings, PATH, { etag: etag(), signal: controller.signal }));
		expect(error).toMatchObject({ code: 'CANCELLED' });
		expect(error?.message).toMatch(/not known/);
	});
});

test('an empty answer without the headers of Amazon has deleted nothing', async () => {
	const server = await S3Server.start();
	server.store.createBucket(BUCKET);
	server.seed(BUCKET, { [PATH]: 'one' });
	const recordings = new Recordings(await openS3(s3Options(server, { conditionalWrites: true })));
	server.inject({ ...faults.status(204), headers: { 'x-amz-request-id': undefined, 'x-amz-id-2': undefined } }, { on: isDelete });
	const error = await removeVersion(recordings, PATH, {}).then(() => undefined, (thrown: RecordingError) => thrown);
	expect(error).toMatchObject({ code: 'INVALID_RESPONSE' });
	await recordings.close();
	await server.close();
});
