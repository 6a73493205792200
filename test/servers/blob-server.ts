import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { answerTo, type Answer } from './blob-answers';
import type { Fault } from './blob-faults';
import { BlobStore, type NewBlob } from './blob-store';

export interface LoggedRequest {
	method: string;
	/** Decoded; empty for the account and for a container. */
	blob: string;
	container: string;
	query: URLSearchParams;
	headers: IncomingMessage['headers'];
	status: number;
	/** Bytes of the body that were handed to the connection. */
	bodyBytes: number;
	startedAt: number;
}

interface Injection {
	fault: Fault;
	strikes: (request: LoggedRequest) => boolean;
	left: number;
}

export interface BlobServerOptions {
	tls?: { key: string; cert: string };
	account?: string;
}

/**
 * Azure Blob Storage in this process, small, for unit runs: enough of the protocol for the conformance suite, and
 * every way of answering wrongly. Knows nothing of the code that it tests.
 */
export class BlobServer {
	readonly store = new BlobStore();
	readonly requests: LoggedRequest[] = [];
	readonly account: string;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #scheme: string;
	#injections: Injection[] = [];

	static async start(options: BlobServerOptions = {}): Promise<BlobServer> {
		const server = new BlobServer(options);
		await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
		return server;
	}

	private constructor({ tls, account = 'devstoreaccount1' }: BlobServerOptions) {
		this.account = account;
		this.#scheme = tls ? 'https' : 'http';
		const handle = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
		this.#server = tls ? createTlsServer(tls, handle) : createServer(handle);
		this.#server.on('connection', (socket) => {
			this.#sockets.add(socket);
			socket.once('close', () => this.#sockets.delete(socket));
		});
	}

	get origin(): string {
		return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	get endpoint(): string {
		return `${this.origin}/${this.account}`;
	}

	get openSockets(): number {
		return this.#sockets.size;
	}

	get bodyBytes(): number {
		return this.requests.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
	}

	/** What a container's administrator would hand out; the signature is not checked, the rights are. */
	containerSas(permissions = 'racwdlt'): string {
		return `sv=2020-02-10&st=2020-01-01T00%3A00%3A00Z&se=2099-01-01T00%3A00%3A00Z&sr=c&sp=${permissions}&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D`;
	}

	accountSas(permissions = 'f'): string {
		return `sv=2020-08-04&ss=b&srt=sco&se=2099-01-01T00%3A00%3A00Z&sp=${permissions}&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D`;
	}

	seed(container: string, blobs: Record<string, NewBlob | string>): void {
		for (const [name, blob] of Object.entries(blobs)) {
			this.store.put(container, name, typeof blob === 'string' ? { content: blob } : blob);
		}
	}

	/** Strikes the next requests that `on` accepts; after the faults that were injected before it. */
	inject(fault: Fault, { times = 1, on = () => true }: { times?: number; on?: (request: LoggedRequest) => boolean } = {}): void {
		this.#injections.push({ fault, strikes: on, left: times });
	}

	heal(): void {
		this.#injections = [];
	}

	async close(): Promise<void> {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#server.closeAllConnections();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const logged = log(request, this.account);
		this.requests.push(logged);
		response.on('error', () => {});
		const fault = this.#faultFor(logged);
		if (fault.hangUp) return void request.socket.destroy();
		if (fault.isSilent) return void request.resume();
		let content: Buffer;
		try {
			content = await buffer(request);
		} catch {
			return; // The client went away: what it did not send whole was never there.
		}
		const headers = { ...request.headers, ...(fault.ignoresRange ? { range: undefined } : {}) };
		const answer = answerTo({ ...logged, headers, content, endpoint: this.endpoint, shift: fault.rangeShift }, this.store);
		this.#send(response, logged, faulty(answer, fault), fault);
	}

	#faultFor(request: LoggedRequest): Fault {
		const striking = this.#injections.find(({ left, strikes }) => left > 0 && strikes(request));
		if (striking) striking.left--;
		return striking?.fault ?? {};
	}

	#send(response: ServerResponse, logged: LoggedRequest, { status, headers, body }: Answer, fault: Fault): void {
		logged.status = status;
		const isChunked = fault.headers !== undefined && 'Content-Length' in fault.headers && !fault.headers['Content-Length'];
		const length = { 'Content-Length': headers['Content-Length'] ?? body.length + (fault.lengthDelta ?? 0) };
		response.writeHead(status, {
			'x-ms-version': '2021-12-02',
			'x-ms-request-id': '4c0f3d5c-001e-0013-7e2d-5a9f1a000000',
			Date: new Date().toUTCString(),
			...headers,
			...(isChunked ? {} : length),
			...Object.fromEntries(Object.entries(fault.headers ?? {}).filter(([, value]) => value !== undefined)),
		});
		if (logged.method === 'HEAD') return void response.end();
		const limit = fault.cutAfterBytes ?? fault.stallAfterBytes ?? body.length;
		const sent = body.subarray(0, limit);
		const finish = () => this.#finish(response, fault, body.length);
		if (fault.drip) this.#drip(response, logged, sent, fault.drip, finish);
		else void pour(response, logged, sent).then(finish);
	}

	#finish(response: ServerResponse, fault: Fault, bodyBytes: number): void {
		if (fault.stallAfterBytes !== undefined && fault.stallAfterBytes <= bodyBytes) return;
		if (fault.cutAfterBytes !== undefined || (fault.lengthDelta ?? 0) > 0) response.socket?.destroySoon();
		else response.end();
	}

	#drip(
		response: ServerResponse,
		logged: LoggedRequest,
		bytes: Buffer,
		{ chunkBytes, everyMs }: { chunkBytes: number; everyMs: number },
		finish: () => void,
	): void {
		let start = 0;
		const timer = setInterval(() => {
			const chunk = bytes.subarray(start, (start += chunkBytes));
			logged.bodyBytes += chunk.length;
			response.write(chunk);
			if (start < bytes.length && !response.destroyed) return;
			clearInterval(timer);
			this.#timers.delete(timer);
			finish();
		}, everyMs);
		this.#timers.add(timer);
	}
}

const CHUNK_BYTES = 64 * 1024;

/** Writes with back-pressure, so that the log counts what a slow or gone reader really took. */
async function pour(response: ServerResponse, logged: LoggedRequest, bytes: Buffer): Promise<void> {
	if (bytes.length === 0) response.flushHeaders();
	for (let start = 0; start < bytes.length && !response.destroyed; start += CHUNK_BYTES) {
		const chunk = bytes.subarray(start, start + CHUNK_BYTES);
		logged.bodyBytes += chunk.length;
		if (!response.write(chunk)) await drained(response);
	}
}

async function drained(response: ServerResponse): Promise<void> {
	await new Promise<void>((resolve) => {
		const done = () => {
			response.off('drain', done).off('close', done);
			resolve();
		};
		response.on('drain', done).on('close', done);
	});
}

function faulty(answer: Answer, { answer: instead, editBody, headers }: Fault): Answer {
	const chosen = instead
		? {
				status: instead.status,
				headers: { ...(instead.code ? { 'x-ms-error-code': instead.code } : {}), ...instead.headers },
				body: Buffer.from(instead.body ?? ''),
			}
		: answer;
	const kept = Object.entries({ ...chosen.headers, ...headers }).filter(([, value]) => value !== undefined);
	const body = editBody ? Buffer.from(editBody(chosen.body.toString())) : chosen.body;
	return { status: chosen.status, headers: Object.fromEntries(kept) as Record<string, string>, body };
}

function log({ method = '', url = '', headers }: IncomingMessage, account: string): LoggedRequest {
	const { pathname, searchParams } = new URL(url, 'http://server');
	const [container = '', ...blob] = pathname.replace(`/${account}`, '').split('/').slice(1).map(decodeURIComponent);
	const place = { container, blob: blob.join('/') };
	return { method, ...place, query: searchParams, headers, status: 0, bodyBytes: 0, startedAt: performance.now() };
}
