/** What the servers that speak HTTP share. They check no token and no signature. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { sendContent } from './content.mjs';
import { FAR_HOST, standBefore } from './delay.mjs';

/** What came and went so far, of all servers of this process; bytes as they were on the wire. */
const counts = { requests: 0, receivedBytes: 0, sentBytes: 0 };
const connections = new Set();

export function traffic() {
	for (const socket of connections) countBytes(socket);
	return { ...counts };
}

/** Gives the origin, near and 40 ms away. */
export async function listen(answer, tls) {
	const counted = (request, response) => {
		counts.requests++;
		answer(request, response);
	};
	const server = tls ? createTlsServer(tls, counted) : createServer(counted);
	server.on('connection', watch);
	server.keepAliveTimeout = 60_000;
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address();
	await standBefore([port]);
	const [near, far] = ['127.0.0.1', FAR_HOST].map((host) => `${tls ? 'https' : 'http'}://${host}:${port}`);
	return { near, far };
}

/** Below TLS. */
function watch(socket) {
	socket.counted = { received: 0, sent: 0 };
	connections.add(socket);
	socket.once('close', () => {
		countBytes(socket);
		connections.delete(socket);
	});
}

function countBytes(socket) {
	const { received, sent } = socket.counted;
	socket.counted = { received: socket.bytesRead, sent: socket.bytesWritten };
	counts.receivedBytes += socket.bytesRead - received;
	counts.sentBytes += socket.bytesWritten - sent;
}

export function respond(response, status, body, headers) {
	response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
	response.end(body);
}

/** The bytes of a file, or the range of them that was asked for; `headersOf` is told which of the two. */
export function respondWithFile(request, response, sizeBytes, headersOf) {
	const range = /bytes=(\d+)-(\d*)/.exec(request.headers['x-ms-range'] ?? request.headers.range ?? '');
	const start = range ? Number(range[1]) : 0;
	const end = range?.[2] ? Math.min(Number(range[2]) + 1, sizeBytes) : sizeBytes;
	response.writeHead(range ? 206 : 200, {
		'content-length': end - start,
		'accept-ranges': 'bytes',
		...(range ? { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` } : {}),
		...headersOf(range !== null),
	});
	if (request.method === 'HEAD') response.end();
	else sendContent(response, start, end);
}

/** Pages of listings: made once, and kept. */
export class PageStore {
	#pages = new Map();

	constructor(make) {
		this.make = make;
	}

	page(folder, start, length) {
		const key = `${folder} ${start} ${length}`;
		if (!this.#pages.has(key)) this.#pages.set(key, this.make(folder, start, length));
		return this.#pages.get(key);
	}

	prepare(folder, count, length) {
		for (let start = 0; start < count; start += length) this.page(folder, start, length);
	}
}
