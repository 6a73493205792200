/**
 * A simulated blob server, so that the clients are measured and not a server: pages of a listing are made once and
 * kept, bodies come from memory. Speaks what the three clients ask of Azure: List Blobs with markers, GET with Range,
 * HEAD. Checks no token. Runs as a process of its own, over TLS when given a certificate and its key; tells its
 * parent the port, on request the CPU time it used, and ends with it.
 */
import { createHash, randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { blobName, FOLDERS } from './jobs.mjs';

const ROOT = '/devstoreaccount1/recordings';
const MAX_RESULTS = 5_000;
const BLOCK = randomFillSync(Buffer.alloc(1024 * 1024));
const ETAG = '0x8D91C20AE6F18A7';
const DATE = 'Fri, 21 May 2021 06:21:34 GMT';
const pages = new Map();
const md5BySize = new Map();

const [certificate, key] = process.argv.slice(2);
const server = certificate
	? createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer)
	: createServer(answer);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit(0));

function answer(request, response) {
	const url = new URL(request.url, 'http://localhost');
	if (url.pathname === ROOT || url.pathname === `${ROOT}/`) onContainer(request, response, url.searchParams);
	else onBlob(request, response, decodeURIComponent(url.pathname.slice(ROOT.length + 1)));
}

function onContainer(request, response, query) {
	if (query.get('comp') !== 'list') {
		respond(response, 200, '', { etag: `"${ETAG}"`, 'last-modified': DATE });
		return;
	}
	const page = Math.min(Number(query.get('maxresults')) || MAX_RESULTS, MAX_RESULTS);
	const xml = listPage(query.get('prefix') ?? '', Number(query.get('marker') ?? 0), page);
	respond(response, 200, xml, { 'content-type': 'application/xml' });
}

function listPage(prefix, start, length) {
	const key = `${prefix} ${start} ${length}`;
	if (!pages.has(key)) pages.set(key, makePage(prefix.replace(/\/$/, ''), start, length));
	return pages.get(key);
}

function makePage(folder, start, length) {
	const { count, sizeBytes } = FOLDERS[folder] ?? { count: 0, sizeBytes: 0 };
	const end = Math.min(start + length, count);
	const md5 = md5Of(sizeBytes);
	let blobs = '';
	for (let index = start; index < end; index++) {
		blobs += blobElement(blobName(folder, index), dateOf(index), sizeBytes, md5);
	}
	const marker = end < count ? `<NextMarker>${end}</NextMarker>` : '<NextMarker />';
	return Buffer.from(
		'\ufeff<?xml version="1.0" encoding="utf-8"?>' +
			'<EnumerationResults ServiceEndpoint="http://127.0.0.1/devstoreaccount1" ContainerName="recordings">' +
			`<Prefix>${folder}/</Prefix><Blobs>${blobs}</Blobs>${marker}</EnumerationResults>`,
	);
}

// Element for element what the vendor's sample shows, so that a parser has the same work to do.
function blobElement(name, date, sizeBytes, md5) {
	return (
		`<Blob><Name>${name}</Name><Properties><Creation-Time>${date}</Creation-Time>` +
		`<Last-Modified>${date}</Last-Modified><Etag>${ETAG}</Etag><Content-Length>${sizeBytes}</Content-Length>` +
		'<Content-Type>application/octet-stream</Content-Type><Content-Encoding /><Content-Language />' +
		`<Content-CRC64 /><Content-MD5>${md5}</Content-MD5><Cache-Control /><Content-Disposition />` +
		'<BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>' +
		'<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>' +
		'</Properties><OrMetadata /></Blob>'
	);
}

// Each blob its own, both times the same: as storage states them for a blob that nobody changed.
function dateOf(index) {
	return new Date(Date.parse(DATE) + index * 1000).toUTCString();
}

function onBlob(request, response, name) {
	const folder = name.slice(0, name.indexOf('/'));
	const known = FOLDERS[folder];
	// No body and a code in a header, as Azure answers a HEAD.
	if (!known || !name.endsWith('.mp3.bin')) return respond(response, 404, '', { 'x-ms-error-code': 'BlobNotFound' });
	sendBody(request, response, known.sizeBytes);
}

function sendBody(request, response, sizeBytes) {
	const range = /bytes=(\d+)-(\d*)/.exec(request.headers['x-ms-range'] ?? request.headers.range ?? '');
	const start = range ? Number(range[1]) : 0;
	const end = range?.[2] ? Math.min(Number(range[2]) + 1, sizeBytes) : sizeBytes;
	response.writeHead(range ? 206 : 200, {
		...commonHeaders(end - start),
		'content-type': 'application/octet-stream',
		etag: `"${ETAG}"`,
		'last-modified': DATE,
		'accept-ranges': 'bytes',
		'x-ms-blob-type': 'BlockBlob',
		'x-ms-creation-time': DATE,
		[range ? 'x-ms-blob-content-md5' : 'content-md5']: md5Of(sizeBytes),
		...(range ? { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` } : {}),
	});
	if (request.method === 'HEAD') response.end();
	else pump(response, start, end);
}

/** Sends bytes `start` to `end` of the endless repetition of one block. */
function pump(response, start, end) {
	let position = start;
	while (position < end) {
		const offset = position % BLOCK.length;
		const chunk = BLOCK.subarray(offset, Math.min(BLOCK.length, offset + end - position));
		position += chunk.length;
		if (position === end) response.end(chunk);
		else if (!response.write(chunk)) return void response.once('drain', () => pump(response, position, end));
	}
}

function md5Of(sizeBytes) {
	if (!md5BySize.has(sizeBytes)) md5BySize.set(sizeBytes, computeMd5(sizeBytes));
	return md5BySize.get(sizeBytes);
}

function computeMd5(sizeBytes) {
	const hash = createHash('md5');
	for (let rest = sizeBytes; rest > 0; rest -= BLOCK.length) hash.update(BLOCK.subarray(0, Math.min(rest, BLOCK.length)));
	return hash.digest('base64');
}

function respond(response, status, body, headers) {
	response.writeHead(status, { ...commonHeaders(Buffer.byteLength(body)), ...headers });
	response.end(body);
}

function commonHeaders(lengthBytes) {
	return {
		'content-length': lengthBytes,
		'x-ms-version': '2021-12-02',
		'x-ms-request-id': '00000000-0000-0000-0000-000000000000',
		server: 'Windows-Azure-Blob/1.0 (simulated)',
	};
}
