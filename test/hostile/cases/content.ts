import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import { openS3 } from '../../../core/sources/s3';
import { download } from '../../../core/transfer/download';
import { CONTAINER, sasOf } from '../../conformance/azure-harness';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import { FILES } from '../../faults/operations';
import { BlobServer } from '../../servers/blob-server';
import * as faults from '../../servers/faults';
import type { Fault } from '../../servers/faults';
import { S3Server } from '../../servers/s3-server';
import type { Ending, HostileCase } from '../hostile-case';
import { OWN_HEADERS, startHttp } from '../http-server';
import { azureAt, s3At, SECRETS, trialOf, type Opened } from '../places';

const LARGE = 'calls/large.wav';
const CONTENT = FILES[LARGE];
const PAGE = '<!doctype html><html><head><title>Sign in</title></head></html>';
const WRONG_MD5 = Buffer.alloc(16, 7).toString('base64');

async function open(service: 'Azure Blob' | 'S3'): Promise<Opened & { inject(fault: Fault, times?: number): void }> {
	const opened = async (server: BlobServer | S3Server, source: Opened['source']) => ({
		source,
		inject: (fault: Fault, times = 1) => server.inject(fault, { times, on: ({ method }: { method: string }) => method === 'GET' }),
		requests: () => server.requests.length,
		openSockets: () => server.openSockets,
		secrets: SECRETS,
		stop: async () => await server.close(),
	});
	if (service === 'S3') {
		const server = await S3Server.start();
		server.store.createBucket(BUCKET);
		server.seed(BUCKET, { [LARGE]: { content: CONTENT } });
		return await opened(server, await openS3(s3Options(server)));
	}
	const server = await BlobServer.start();
	server.store.createContainer(CONTAINER);
	server.seed(CONTAINER, { [LARGE]: { content: CONTENT } });
	return await opened(server, await openAzureBlob({ endpoint: server.endpoint, container: CONTAINER, sas: sasOf(server.containerSas()), tokenLabel: 'The token', maxSockets: 4 }));
}

const { cut, wrongLength, wrongRange, wholeForRange } = faults;
const everlasting = Infinity;

/** What befalls a download, one answer after the other. It may begin anew; whatever is handed out as right has to be right. */
const LIES: [title: string, faults: [Fault, number?][], endings: Ending[]][] = [
	['shorter than it says', [[wrongLength(1_000), everlasting]], ['CONNECTION_FAILED', 'CORRUPTED', 'CHANGED']],
	['without a length, and cut', [[{ ...cut(1_000), headers: { 'Content-Length': undefined } }]], ['handled', 'CONNECTION_FAILED', 'CORRUPTED']],
	['another version after a cut', [[cut(70_000)], [{ headers: { ETag: '"0xOTHER"' } }, everlasting]], ['handled', 'CHANGED']],
	['another range than was asked for after a cut', [[cut(70_000)], [wrongRange(100), everlasting]], ['INVALID_RESPONSE']],
	['the whole for a range after a cut', [[cut(70_000)], [wholeForRange(), everlasting]], ['handled', 'RANGE_IGNORED']],
	['a login page', [[{ headers: { 'Content-Type': 'text/html', ETag: undefined, 'x-ms-request-id': undefined, 'x-ms-version': undefined, 'x-amz-request-id': undefined, 'x-amz-id-2': undefined, 'Content-Length': String(PAGE.length) }, editBody: () => PAGE }, everlasting]], ['INVALID_RESPONSE']],
	['packed by gzip, which nobody asked for', [[{ headers: { 'Content-Encoding': 'gzip', 'Content-Length': undefined }, editBody: () => gzipSync(CONTENT).toString('latin1') }, everlasting]], ['CORRUPTED']],
	['with a checksum that is not its own', [[{ headers: { 'Content-MD5': WRONG_MD5, 'x-ms-blob-content-md5': WRONG_MD5, ETag: `"${'0'.repeat(32)}"` } }, everlasting]], ['CORRUPTED']],
	['with a checksum that is none', [[{ headers: { 'Content-MD5': 'none', 'x-ms-blob-content-md5': '%%%' } }, everlasting]], ['CORRUPTED', 'handled']],
];

function lieCases(): HostileCase[] {
	return (['Azure Blob', 'S3'] as const).flatMap((service) =>
		LIES.map(([title, befalls, endings]): HostileCase => ({
			group: 'content',
			title,
			service,
			operation: 'download',
			endings,
			mostRequests: 40,
			open: async () => {
				const opened = await open(service);
				for (const [fault, times] of befalls) opened.inject(fault, times);
				return trialOf(opened, async (recordings) => {
					const { stored } = await download(recordings, LARGE, { store: async (body) => await buffer(body) });
					assert.ok(stored.equals(CONTENT), 'other bytes were handed out as right');
				});
			},
		})),
	);
}

/** One hostile file, and others: these are downloaded all the same. */
function batchCases(): HostileCase[] {
	return (['Azure Blob', 'S3'] as const).map((service) => ({
		group: 'content',
		title: 'one file of a batch whose server lies about it',
		service,
		operation: 'download',
		endings: ['handled'],
		mostRequests: 40,
		open: async () => {
			const kind = service === 'S3' ? 's3' : 'azure';
			const { server, requests } = await startHttp((socket, { url }) => {
				const isEvil = url.includes('evil');
				socket.write(`HTTP/1.1 200 OK\r\n${OWN_HEADERS[kind]}ETag: "1"\r\nContent-Length: ${isEvil ? 1_000_000 : 4}\r\n\r\ngood`);
				if (isEvil) socket.end();
			});
			const origin = `http://127.0.0.1:${server.port}`;
			const opened = { source: await (service === 'S3' ? s3At(origin) : azureAt(origin)), requests: () => requests.length, openSockets: () => server.openSockets, secrets: SECRETS, stop: async () => await server.close() };
			return trialOf(opened, async (recordings) => {
				const outcomes = await Promise.allSettled(['good 1', 'evil', 'good 2', 'good 3'].map(async (path) => await download(recordings, path, { store: async (body) => String(await buffer(body)) })));
				assert.deepEqual(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.stored : 'failed')), ['good', 'failed', 'good', 'good']);
			});
		},
	}));
}

/** A byte now and then: a file goes on, since links can be slow; what has to be whole before anybody sees it ends by its time. */
function trickleCases(): HostileCase[] {
	return (['Azure Blob', 'S3'] as const).flatMap((service) => {
		const kind = service === 'S3' ? 's3' : 'azure';
		const trickling = async (): Promise<Opened> => {
			const { server, requests } = await startHttp((socket, _, raw) => {
				socket.write(`HTTP/1.1 200 OK\r\n${OWN_HEADERS[kind]}ETag: "1"\r\nContent-Type: application/xml\r\nContent-Length: 20\r\n\r\n`);
				raw.trickle(socket, (kind === 's3' ? '<ListBucketResult>' : '<EnumerationResults>').padEnd(20), 100);
			});
			const origin = `http://127.0.0.1:${server.port}`;
			return { source: await (service === 'S3' ? s3At(origin) : azureAt(origin)), requests: () => requests.length, openSockets: () => server.openSockets, secrets: SECRETS, stop: async () => await server.close() };
		};
		const common = { group: 'content' as const, title: 'a byte at a time', service };
		return [
			{ ...common, operation: 'read', endings: ['handled'] as Ending[], open: async () => trialOf(await trickling(), async (recordings) => assert.equal((await buffer((await recordings.read('call')).body)).length, 20), { idleMs: 1_500 }) },
			{ ...common, operation: 'list', endings: ['TIMED_OUT'] as Ending[], open: async () => trialOf(await trickling(), async (recordings) => { for await (const _ of recordings.listPages()) void _; }, { pageMs: 500 }) },
		];
	});
}

export const contentCases = (): HostileCase[] => [...lieCases(), ...batchCases(), ...trickleCases()];
