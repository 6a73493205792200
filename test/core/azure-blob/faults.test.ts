import { buffer } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import { withLayers } from '../../../core/sources/layers';
import type { RecordingError } from '../../../core/errors/recording-error';
import type { ErrorCode } from '../../../core/errors/codes';
import { Recordings } from '../../../core/sources/recordings';
import { CONTAINER, sasOf } from '../../conformance/azure-harness';
import * as faults from '../../servers/blob-faults';
import { BlobServer, type LoggedRequest } from '../../servers/blob-server';
import { HOPELESS, PATIENT, timeoutsFor } from '../../timeouts';

const NAMES = Array.from({ length: 40 }, (_, index) => `mytenant/${String(index).padStart(2, '0')}.mp3`);
const SIGNATURE = 'c2VjcmV0LXNpZ25hdHVyZQ';
const isList = ({ query }: LoggedRequest) => query.get('comp') === 'list';

let server: BlobServer;
let recordings: Recordings;

async function open(sas: string, timeouts = PATIENT): Promise<Recordings> {
	const bare = await openAzureBlob({ endpoint: server.endpoint, container: CONTAINER, sas: sasOf(sas), tokenLabel: 'Recordings token', maxSockets: 2 });
	const retry = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2 };
	return new Recordings(withLayers(bare, { concurrency: 2, retry, timeouts }));
}

beforeEach(async () => {
	server = await BlobServer.start();
	server.store.createContainer(CONTAINER);
	server.seed(CONTAINER, Object.fromEntries(NAMES.map((name) => [name, `content of ${name}`])));
	recordings = await open(server.containerSas());
});

afterEach(async () => {
	await recordings.close();
	await server.close();
});

async function listed(pageSize?: number, subject = recordings): Promise<string[]> {
	const paths: string[] = [];
	for await (const page of subject.listPages({ pageSize })) paths.push(...page.map(({ path }) => path));
	return paths;
}

async function failureOf(work: Promise<unknown>): Promise<RecordingError> {
	return await work.then(
		() => {
			throw new Error('it should have failed');
		},
		(error: unknown) => error as RecordingError,
	);
}

describe('a listing survives', () => {
	test.each<[string, faults.Fault]>([
		['a page that is cut', faults.cut(700)],
		['a page that is cut before its first byte', faults.cut(0)],
		['a page that ends too early, in good order', faults.truncatedXml()],
		['a page of a proxy in its place', faults.garbageXml()],
		['a connection that is closed', faults.hangUp()],
		['a page that stops in the middle', faults.stall(700)],
		['a page that never comes', faults.silence()],
		['a busy service', faults.status(503, 'ServerBusy', { 'Retry-After': '0' })],
		['an error of the service', faults.status(500, 'InternalError')],
		['too many requests', faults.status(429)],
		['a huge page of an error', faults.hugeError(8 * 1024 * 1024)],
		['a page that drips', faults.drip(2_000, 1)],
		['an empty page with a marker', faults.emptyPages()],
	])('%s', async (_, fault) => {
		server.inject(fault, { on: ({ query }) => query.get('comp') === 'list' && query.get('marker') === null });
		const subject = await open(server.containerSas(), timeoutsFor(fault));
		expect(await listed(15, subject)).toEqual(NAMES);
		await subject.close();
	});
});

describe('a listing ends', () => {
	test.each<[string, faults.Fault, ErrorCode, number]>([
		['when the service repeats a marker', faults.repeatedMarker(), 'LISTING_ENDLESS', 5],
		['when its pages stay cut', faults.truncatedXml(), 'INVALID_RESPONSE', 3],
		['when the right is missing', faults.status(403, 'AuthorizationPermissionMismatch'), 'PERMISSION_DENIED', 1],
		['when the container is gone', faults.status(404, 'ContainerNotFound'), 'CONTAINER_NOT_FOUND', 1],
		['when the service asks for an hour of patience', faults.status(503, 'ServerBusy', { 'Retry-After': '3600' }), 'THROTTLED', 1],
		['when it is sent elsewhere', faults.redirectTo('https://elsewhere.example/'), 'INVALID_RESPONSE', 1],
	])('%s', async (_, fault, code, mostRequests) => {
		server.inject(fault, { times: Infinity, on: isList });
		expect((await failureOf(listed())).code).toBe(code);
		expect(server.requests.length).toBeLessThanOrEqual(mostRequests);
	});
});

describe('the token', () => {
	test('does not follow a redirect', async () => {
		const elsewhere = await BlobServer.start();
		try {
			server.inject(faults.redirectTo(`${elsewhere.origin}/x`), { times: Infinity });
			for (const work of [recordings.stat(NAMES[0]), recordings.read(NAMES[0]), recordings.remove(NAMES[0]), listed()]) {
				expect((await failureOf(work)).httpStatus).toBe(307);
			}
			expect(elsewhere.requests).toEqual([]);
		} finally {
			await elsewhere.close();
		}
	});

	test.each<[string, faults.Fault]>([
		['a refusal', faults.status(403, 'AuthenticationFailed')],
		['a closed connection', faults.hangUp()],
		['silence', faults.silence()],
		['a redirect', faults.redirectTo('https://elsewhere.example/')],
		['garbage', faults.garbageXml()],
	])('is in no error: %s', async (_, fault) => {
		server.inject(fault, { times: Infinity });
		const subject = await open(server.containerSas(), HOPELESS);
		const works = [subject.stat('a'), subject.remove('a'), listed(undefined, subject)];
		for (const error of await Promise.all(works.map(async (work) => await failureOf(work)))) {
			expect(inspect(error, { depth: 20, showHidden: true }) + String(error.stack)).not.toContain(SIGNATURE);
		}
		await subject.close();
	});
});

describe('rights', () => {
	test.each<[string, string, (subject: Recordings) => Promise<unknown>, ErrorCode | undefined]>([
		['list with rl', 'rl', async (subject) => await subject.listPages().next(), undefined],
		['read with rl', 'rl', async (subject) => await subject.stat(NAMES[0]), undefined],
		['list with r', 'r', async (subject) => await subject.listPages().next(), 'PERMISSION_DENIED'],
		['read with l', 'l', async (subject) => await subject.read(NAMES[0]), 'PERMISSION_DENIED'],
		['describe with l', 'l', async (subject) => await subject.stat(NAMES[0]), 'PERMISSION_DENIED'],
		['remove with rl', 'rl', async (subject) => await subject.remove(NAMES[0]), 'PERMISSION_DENIED'],
	])('%s', async (_, permissions, call, code) => {
		const limited = await open(server.containerSas(permissions));
		const outcome = await call(limited).then(
			() => undefined,
			(error: RecordingError) => error.code,
		);
		await limited.close();
		expect(outcome).toBe(code);
	});
});

describe('what a service forgets to say', () => {
	test.each<[string, Record<string, string | undefined>, object]>([
		['its MD5', { 'Content-MD5': undefined }, { contentMd5: undefined, sizeBytes: 26 }],
		['its ETag', { ETag: undefined }, { etag: undefined }],
		['its times', { 'Last-Modified': undefined, 'x-ms-creation-time': undefined }, { lastModified: undefined, createdAt: undefined }],
		['a date that is one', { 'Last-Modified': 'yesterday' }, { lastModified: undefined }],
	])('%s is absent', async (_, headers, expected) => {
		server.inject({ headers });
		const { body, entry } = await recordings.read(NAMES[0]);
		expect(entry).toMatchObject(expected);
		expect(String(await buffer(body))).toBe(`content of ${NAMES[0]}`);
	});
});
