import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { ErrorCode } from '../../../core/errors/codes';
import { isRecordingError, type RecordingError } from '../../../core/errors/recording-error';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import { withLayers } from '../../../core/sources/layers';
import { Recordings } from '../../../core/sources/recordings';
import { CONTAINER, sasOf } from '../../conformance/azure-harness';

interface Answer {
	status?: number;
	headers?: OutgoingHttpHeaders;
	body?: string;
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in &amp; go</title></head><body><p>Hotel<br></body></html>';
const LISTING = '<?xml version="1.0"?><EnumerationResults><Blobs /><NextMarker /></EnumerationResults>';

let answer: Answer;
let requests: number;
let server: Server;
let recordings: Recordings;

beforeEach(async () => {
	requests = 0;
	server = createServer((request, response) => {
		requests++;
		const { status = 200, headers = {}, body = '' } = answer;
		request.resume().on('end', () => response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/account`;
	const source = await openAzureBlob({ endpoint, container: CONTAINER, sas: sasOf('sr=c&sp=rl&sig=c2ln'), tokenLabel: 'T', maxSockets: 2 });
	recordings = new Recordings(withLayers(source, { concurrency: 2, retry: { attempts: 3, firstDelayMs: 1, maxDelayMs: 2 } }));
});

afterEach(async () => {
	await recordings.close();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const WORKS: Record<string, () => Promise<unknown>> = {
	list: async () => await recordings.listPages().next(),
	stat: async () => await recordings.stat('a.mp3'),
	read: async () => await recordings.read('a.mp3'),
	write: async () => await recordings.write('a.mp3', () => Readable.from([Buffer.from('x')])),
	remove: async () => await recordings.remove('a.mp3'),
};

async function failureOf(work: () => Promise<unknown>): Promise<RecordingError> {
	const error: unknown = await work().then(
		() => new Error('it should have failed'),
		(thrown: unknown) => thrown,
	);
	if (!isRecordingError(error)) throw error;
	return error;
}

describe.each(Object.keys(WORKS))('%s: somebody else answers in the place of Azure', (operation) => {
	test.each<[string, Answer, ErrorCode, number, RegExp]>([
		['a sign-in page', { headers: HTML, body: PAGE }, 'INVALID_RESPONSE', 1, /a web page came instead of .* \(200, text\/html/],
		['a sign-in page that is an ETag richer', { headers: { ...HTML, ETag: '"1"' }, body: PAGE }, 'INVALID_RESPONSE', 1, /a web page came/],
		['a page that forbids', { status: 403, headers: HTML, body: PAGE }, 'INVALID_RESPONSE', 1, /a web page came instead of an answer of Azure Blob Storage \(403/],
		['a page of another server', { status: 404, headers: HTML, body: PAGE }, 'INVALID_RESPONSE', 1, /a web page came.* \(404/],
		['a bare refusal', { status: 403 }, 'INVALID_RESPONSE', 1, /the answer 403 does not come from Azure Blob Storage$/],
		['a gateway that reaches nobody', { status: 502, headers: HTML, body: PAGE }, 'SERVICE_FAILED', 3, /a web page came.* \(502/],
		['a proxy that wants a name', { status: 407, headers: HTML, body: PAGE }, 'CONNECTION_FAILED', 1, /proxy asks for a user name and password \(407\)$/],
		['a redirect', { status: 302, headers: { ...HTML, location: 'https://u:pw@portal.example/x?sig=abc' }, body: PAGE }, 'INVALID_RESPONSE', 1, /leads to another place, "portal\.example" \(redirect 302\)$/],
		['a redirect within the host', { status: 302, headers: { location: '/sign-in' } }, 'INVALID_RESPONSE', 1, /302/],
	])('%s', async (_, given, code, expectedRequests, detail) => {
		answer = given;
		const error = await failureOf(WORKS[operation]);
		expect(error).toMatchObject({ code, detail: expect.stringMatching(detail), httpStatus: given.status ?? 200 });
		expect(error.advice).toMatch(given.status === 407 ? /user:password@host:port/ : /let n8n through to \*\.blob\.core\.windows\.net/);
		expect(requests).toBe(expectedRequests);
	});
});

describe('what is no blob', () => {
	test.each<[string, Answer, RegExp]>([
		['a page that says no type', { body: PAGE }, /a web page came instead of the file \(200, text\/html, "Sign in & go"\)$/],
		['a text from nobody', { headers: { 'content-type': 'text/plain' }, body: 'no' }, /is not from Azure Blob Storage.*\(200\)$/],
		['bytes from nobody', { body: '\u0000\u0001' }, /neither its headers nor an ETag/],
	])('%s', async (_, given, detail) => {
		answer = given;
		expect(await failureOf(WORKS.read)).toMatchObject({ code: 'INVALID_RESPONSE', detail: expect.stringMatching(detail) });
		expect(requests).toBe(1);
	});

	test.each<[string, Answer]>([
		['a blob that is a web page', { headers: { ...HTML, 'x-ms-request-id': '1' }, body: PAGE }],
		['a blob without an ETag', { headers: { 'x-ms-version': '2021-12-02' }, body: PAGE }],
		['a blob by way of a gateway that keeps back the headers of Azure', { headers: { ETag: '"1"' }, body: PAGE }],
	])('but %s is one', async (_, given) => {
		answer = given;
		const { body } = await recordings.read('a.mp3');
		expect(String(await buffer(body))).toBe(PAGE);
	});
});

describe('what is no listing', () => {
	test.each<[string, Answer, number, RegExp]>([
		['a page with its title', { headers: HTML, body: PAGE }, 1, /instead of a listing \(200, text\/html, "Sign in & go"\)$/],
		['a page that says no type', { body: PAGE }, 1, /instead of a listing \(200, text\/html, "Sign in & go"\)$/],
		['a page that says XML', { headers: { 'content-type': 'application/xml' }, body: `\uFEFF <!-- x --><html>${PAGE}` }, 1, /instead of a listing/],
		['a page without a title', { headers: HTML, body: 'Sign in' }, 1, /\(200, text\/html\)$/],
		['a title in two lines, without its secret', { headers: HTML, body: '<title>\n a\u0007b\n?sig=abc </title>' }, 1, /"a b \?sig=\[redacted\]"\)$/],
		['a title without end', { headers: HTML, body: `<title>${'x'.repeat(500)}` }, 1, /"x{80}…"\)$/],
		['a page with the headers of Azure, which may be an accident', { headers: { 'x-ms-version': '1' }, body: PAGE }, 3, /instead of a listing/],
		['XML of another kind', { headers: { 'content-type': 'application/xml' }, body: '<a/>' }, 3, /not a complete listing/],
	])('%s', async (_, given, expectedRequests, detail) => {
		answer = given;
		const error = await failureOf(WORKS.list);
		expect(error).toMatchObject({ code: 'INVALID_RESPONSE', detail: expect.stringMatching(detail), advice: expect.stringContaining('let n8n through') });
		expect(requests).toBe(expectedRequests);
	});

	test('but a listing is one, whatever its headers say', async () => {
		answer = { headers: { 'content-type': 'text/plain' }, body: LISTING };
		expect((await recordings.listPages().next()).done).toBe(true);
	});
});
