/** What the servers that speak HTTP share. They check no token and no signature. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { sendContent } from './content.mjs';

/** Gives the origin. */
export async function listen(answer, tls) {
	const server = tls ? createTlsServer(tls, answer) : createServer(answer);
	server.keepAliveTimeout = 60_000;
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
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
