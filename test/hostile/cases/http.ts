import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Asked, Opened } from '../places';
import { ACCOUNT_SAS, azureAt, forEachOperation, s3At, SECRETS, SHORT, trialOf } from '../places';
import { sasOf } from '../../conformance/azure-harness';
import { OWN_HEADERS, reply, startHttp, type Answer } from '../http-server';
import type { HostileCase } from '../hostile-case';
import { RawServer } from '../raw-server';
import { pageOf, type Service } from '../pages';

const SERVICES: [name: string, service: Service][] = [['Azure Blob', 'azure'], ['S3', 's3']];
const BLOCK = Buffer.alloc(64 * 1024, 'a');
const MEBIBYTE = 1024 * 1024;

export async function openHttp(service: Service, answer: Answer): Promise<Opened> {
	const { server, requests } = await startHttp(answer);
	const origin = `http://127.0.0.1:${server.port}`;
	const isAzure = service === 'azure';
	return {
		source: isAzure ? await azureAt(origin) : await s3At(origin),
		index: isAzure ? await azureAt(origin, { container: undefined, sas: sasOf(ACCOUNT_SAS) }) : undefined,
		requests: () => requests.length,
		openSockets: () => server.openSockets,
		secrets: SECRETS,
		stop: async () => await server.close(),
	};
}

type Make = (own: string) => Answer;

/** No answer of HTTP at all, or none that ends: whatever is asked for. */
const BROKEN: HostileCase['endings'] = ['CONNECTION_FAILED'];
const ENDLESS: [title: string, make: Make, endings: HostileCase['endings']][] = [
	['a header of 1 GiB', (own) => (socket, _, server) => void (socket.write(`HTTP/1.1 200 OK\r\n${own}X-Long: `), server.flood(socket, BLOCK)), BROKEN],
	['100,000 headers', (own) => (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${own}${Array.from({ length: 100_000 }, (_, at) => `X-${at}: ${at}\r\n`).join('')}\r\n`), BROKEN],
	['a status line without end', () => (socket, _, server) => void (socket.write('HTTP/1.1 200 '), server.flood(socket, BLOCK)), BROKEN],
	['chunk extensions without end', (own) => (socket, _, server) => void (socket.write(`HTTP/1.1 200 OK\r\n${own}ETag: "1"\r\nTransfer-Encoding: chunked\r\n\r\n5;`), server.flood(socket, BLOCK)), ['CONNECTION_FAILED', 'INVALID_RESPONSE', 'handled']],
	['trailers without end', (own) => (socket, _, server) => void (socket.write(`HTTP/1.1 500 X\r\n${own}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Long: `), server.flood(socket, BLOCK)), ['SERVICE_FAILED', 'CONNECTION_FAILED']],
	['interim answers without end', () => (socket, _, server) => server.flood(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(1_000))), ['TIMED_OUT']],
	['an error of many GiB', (own) => (socket, _, server) => void (socket.write(`HTTP/1.1 500 X\r\n${own}\r\n`), server.flood(socket, BLOCK)), ['SERVICE_FAILED']],
	['an error that is a gzip bomb', (own) => (socket) => void socket.write(reply(500, `${own}Content-Encoding: gzip\r\n`, BOMB)), ['SERVICE_FAILED']],
	['a length below zero', (own) => (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${own}ETag: "1"\r\nContent-Length: -1\r\n\r\n`), BROKEN],
	['a length beyond all numbers', (own) => (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${own}ETag: "1"\r\nContent-Length: 99999999999999999999999\r\n\r\n`), BROKEN],
	['two lengths', (own) => (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${own}ETag: "1"\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`), BROKEN],
	['headers, a byte at a time', () => (socket, _, server) => server.trickle(socket, `HTTP/1.1 200 OK\r\n${'X-A: 1\r\n'.repeat(1_000)}`, 100), ['TIMED_OUT']],
];

const BOMB = gzipSync(Buffer.alloc(64 * MEBIBYTE));
const PAGE = '<!doctype html><html><head><title>Sign in to the hotel network</title></head><body>please</body></html>';

/** 200, in the service's own name: what takes no body must not take this one. */
function endlessSuccess(service: Service): HostileCase[] {
	const answer: Answer = (socket, _, server) => void (socket.write(`HTTP/1.1 200 OK\r\n${OWN_HEADERS[service]}ETag: "1"\r\nContent-Type: application/xml\r\n\r\n`), server.flood(socket, Buffer.alloc(64 * 1024, ' ')));
	const service_ = service === 'azure' ? 'Azure Blob' : 'S3';
	const endings = (operation: Asked): HostileCase['endings'] | undefined => (operation === 'read' ? undefined : operation === 'list' || operation === 'find' ? ['INVALID_RESPONSE'] : ['handled', 'INVALID_RESPONSE', 'TIMED_OUT', 'CONNECTION_FAILED', 'SERVICE_FAILED']);
	return forEachOperation({ group: 'protocol', title: 'an answer of many GiB', service: service_, endings }, async () => await openHttp(service, answer));
}

function protocolCases(): HostileCase[] {
	const cases = SERVICES.flatMap(([service, kind]) => [
		...ENDLESS.flatMap(([title, make, endings]) => forEachOperation({ group: 'protocol', title, service, endings }, async () => await openHttp(kind, make(OWN_HEADERS[kind])), endings[0] === 'TIMED_OUT' ? SHORT : undefined)),
		...forEachOperation({ group: 'protocol', title: 'a login page in the place of the answer', service, endings: ['INVALID_RESPONSE'] }, async () => await openHttp(kind, (socket) => void socket.write(reply(200, 'Content-Type: text/html\r\n', PAGE)))),
		...endlessSuccess(kind),
	]);
	return cases;
}

/** XML that would cost its reader more than its sender. */
const XML: [title: string, start: string, block: string][] = [
	['entities that multiply', '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;', '&b;'],
	['elements in one another without end', '', '<a>'],
	['the name of an element without end', '<', 'a'],
	['an attribute without end', '<a b="', 'a'],
	['attributes without end', '<a ', ''],
	['a comment without end', '<!--', 'a'],
	['an instruction without end', '<?a ', 'a'],
	['CDATA without end', '<a><![CDATA[', 'a'],
	['a name of 1 MiB, and more', '<a>', 'a'],
	['an entity without end', '<a>&', 'a'],
];

function xmlCases(): HostileCase[] {
	return SERVICES.flatMap(([service, kind]) =>
		XML.flatMap(([title, start, block]) => {
			const isOfList = (operation: Asked) => (operation === 'list' || operation === 'find' ? (['INVALID_RESPONSE'] as HostileCase['endings']) : undefined);
			let count = 0;
			const flood = block === '' ? () => Buffer.from(Array.from({ length: 500 }, () => `a${count++}="x" `).join('')) : Buffer.from(block.repeat(Math.ceil(65_536 / block.length)));
			const root = kind === 'azure' ? 'EnumerationResults' : 'ListBucketResult';
			const opening = start.startsWith('<!DOCTYPE') ? start : `<${root}>${start}`;
			const answer: Answer = (socket, _, server) => void (socket.write(`HTTP/1.1 200 OK\r\n${OWN_HEADERS[kind]}Content-Type: application/xml\r\n\r\n<?xml version="1.0"?>${opening}`), server.flood(socket, flood));
			return forEachOperation({ group: 'listings', title: `XML: ${title}`, service, endings: isOfList }, async () => await openHttp(kind, answer));
		}),
	);
}

const ELSEWHERE: [title: string, target: (port: number) => string][] = [
	['another host', (port) => `http://127.0.0.2:${port}/stolen?x=1`],
	['another port', (port) => `http://127.0.0.1:${port}/stolen`],
	['the address of metadata services', () => 'http://169.254.169.254/latest/meta-data/'],
	['a file of this machine', () => 'file:///etc/passwd'],
];

function redirectCases(): HostileCase[] {
	const endings: HostileCase['endings'] = ['INVALID_RESPONSE'];
	return SERVICES.flatMap(([service, kind]) =>
		[301, 302, 303, 307, 308].flatMap((status) =>
			ELSEWHERE.filter((_, at) => at === 0 || status === 307).flatMap(([where, target]) =>
				forEachOperation({ group: 'redirects', title: `${status} to ${where}`, service, endings }, async () => {
					const thief = await RawServer.start(() => {});
					const opened = await openHttp(kind, (socket) => void socket.write(reply(status, `${OWN_HEADERS[kind]}Location: ${target(thief.port)}\r\n`)));
					return {
						...opened,
						after: () => assert.equal(thief.visits.length, 0, 'somebody else was asked'),
						stop: async () => {
							await opened.stop();
							await thief.close();
						},
					};
				}),
			),
		),
	);
}

function loopCases(): HostileCase[] {
	return SERVICES.flatMap(([service, kind]) =>
		forEachOperation({ group: 'redirects', title: 'to itself, without end', service, endings: ['INVALID_RESPONSE'], mostRequests: 24 }, async () =>
			await openHttp(kind, (socket, { url }) => void socket.write(reply(307, `${OWN_HEADERS[kind]}Location: ${url}\r\n`)))),
	);
}

/** The region that an answer names decides where the next request goes: never out of Amazon, and not to ever new places. */
function regionCases(): HostileCase[] {
	return ['x.evil.example#', 'eu-west-1', '../..', '169.254.169.254/'].map((region) => ({
		group: 'redirects',
		title: `the bucket is said to be in the region "${region}"`,
		service: 'S3',
		operation: 'read',
		endings: ['INVALID_RESPONSE', 'INVALID_REQUEST', 'CONNECTION_FAILED', 'SERVICE_FAILED'],
		mostRequests: 24,
		open: async () => {
			const { server, requests } = await startHttp((socket) => void socket.write(reply(301, `${OWN_HEADERS.s3}x-amz-bucket-region: ${region}\r\n`, '<Error><Code>PermanentRedirect</Code></Error>')));
			const source = await s3At(`http://127.0.0.1:${server.port}`, { region: undefined });
			return trialOf(
				{ source, requests: () => requests.length, openSockets: () => server.openSockets, secrets: SECRETS, after: () => assert.ok(requests.every(({ head }) => !head.includes('evil.example:'))), stop: async () => await server.close() },
				async (recordings) => {
					for (let at = 0; at < 3; at++) await recordings.read(`call ${at}`).catch(() => {});
					await recordings.read('call');
				},
			);
		},
	}));
}

interface Listing {
	title: string;
	endings: HostileCase['endings'];
	mostRequests: number;
	/** Names and marker of a page, by its number. */
	page(at: number): { names: string[]; next?: string };
	/** The consumer has enough after so many entries. */
	enough?: number;
}

const LISTINGS: Listing[] = [
	{ title: 'pages without end, each with new names', endings: ['handled'], mostRequests: 110, enough: 10_000, page: (at) => ({ names: Array.from({ length: 100 }, (_, name) => `calls/${at}-${name}`), next: `${at + 1}` }) },
	{ title: 'the same names again and again', endings: ['LISTING_ENDLESS'], mostRequests: 8, page: (at) => ({ names: ['a', 'b'], next: `${at + 1}` }) },
	{ title: 'the same marker again', endings: ['LISTING_ENDLESS'], mostRequests: 8, page: (at) => ({ names: [`${at}`], next: 'x' }) },
	{ title: 'markers in a circle of two', endings: ['LISTING_ENDLESS'], mostRequests: 8, page: (at) => ({ names: [`${at}`], next: `${at % 2}` }) },
	{ title: 'markers in a circle of seven', endings: ['LISTING_ENDLESS'], mostRequests: 40, page: (at) => ({ names: [`${at}`], next: `${at % 7}` }) },
	{ title: '100,000 names in one page', endings: ['handled'], mostRequests: 1, page: () => ({ names: Array.from({ length: 100_000 }, (_, at) => `calls/day ${at % 7}/call ${at}.wav`) }) },
	{ title: 'a marker of 1 MiB', endings: ['INVALID_RESPONSE'], mostRequests: 8, page: () => ({ names: ['a'], next: 'x'.repeat(MEBIBYTE) }) },
];

const FULL_LISTINGS: Listing[] = [{ title: 'empty pages without end', endings: ['LISTING_ENDLESS'], mostRequests: 10_002, page: (at) => ({ names: [], next: `${at + 1}` }) }];

function listingCases(isFull: boolean): HostileCase[] {
	return SERVICES.flatMap(([service, kind]) =>
		[...LISTINGS, ...(isFull ? FULL_LISTINGS : [])].flatMap(({ title, endings, mostRequests, page, enough = Infinity }) =>
			(kind === 'azure' ? (['list', 'find'] as const) : (['list'] as const)).map((operation): HostileCase => ({
				group: 'listings',
				title,
				service,
				operation,
				endings,
				mostRequests,
				open: async () => {
					let at = 0;
					const opened = await openHttp(kind, (socket) => void socket.write(reply(200, `${OWN_HEADERS[kind]}Content-Type: application/xml\r\n`, pageOf(kind, page(at++)))));
					return trialOf(opened, async (recordings, index) => {
						let count = 0;
						for await (const entries of operation === 'find' ? (index ?? recordings).findPages("x = 'y'", { pageSize: 1_000 }) : recordings.listPages({ pageSize: 1_000 })) {
							count += entries.length;
							if (count >= enough) break;
						}
					}, { pageMs: 90_000 });
				},
			})),
		),
	);
}

export const httpCases = (isFull: boolean): HostileCase[] => [...listingCases(isFull), ...xmlCases(), ...protocolCases(), ...redirectCases(), ...loopCases(), ...regionCases()];
