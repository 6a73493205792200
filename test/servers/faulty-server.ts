import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { seeContent } from '../secrets/seen.js';
import type { Fault } from './faults';

export interface LoggedRequest {
	method: string;
	query: URLSearchParams;
	headers: IncomingMessage['headers'];
	status: number;
	/** Bytes of the body that were handed to the connection. */
	bodyBytes: number;
	startedAt: number;
}

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

/** What came in with a request, beside what is logged of it. */
export interface Received {
	headers: IncomingMessage['headers'];
	content: Buffer;
	/** Answers a range that lies so many bytes from the one that was asked for. */
	shift?: number;
}

export interface Tls {
	key: string;
	cert: string;
}

interface Injection<Request> {
	fault: Fault;
	strikes: (request: Request) => boolean;
	left: number;
}

/** A server in this process that can answer in every wrong way. What it answers when all goes right is its heir's. */
export abstract class FaultyServer<Request extends LoggedRequest> {
	readonly requests: Request[] = [];
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #scheme: string;
	#injections: Injection<Request>[] = [];

	protected constructor(tls?: Tls) {
		this.#scheme = tls ? 'https' : 'http';
		const handle = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
		this.#server = tls ? createTlsServer(tls, handle) : createServer(handle);
		this.#server.on('connection', (socket) => {
			this.#sockets.add(socket);
			socket.once('close', () => this.#sockets.delete(socket));
		});
	}

	/** What is to be remembered of a request. */
	protected abstract log(message: IncomingMessage): Request;
	/** The right answer. */
	protected abstract answer(request: Request, received: Received): Answer;
	/** How the service says this error. */
	protected abstract failure(status: number, code: string): Answer;
	/** What stands in each answer of the service. */
	protected abstract get commonHeaders(): Record<string, string>;

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get origin(): string {
		return `${this.#scheme}://127.0.0.1:${this.port}`;
	}

	get openSockets(): number {
		return this.#sockets.size;
	}

	get bodyBytes(): number {
		return this.requests.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
	}

	/** Strikes the next requests that `on` accepts; after the faults that were injected before it. */
	inject(fault: Fault, { times = 1, on = () => true }: { times?: number; on?: (request: Request) => boolean } = {}): void {
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

	protected async listen(): Promise<this> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return this;
	}

	async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const logged = this.log(request);
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
		if (fault.awayMs !== undefined) await delay(fault.awayMs);
		if (content.length > 0) seeContent('targets', `${request.method} ${request.url?.split('?')[0]}`, content);
		const headers = { ...request.headers, ...(fault.ignoresRange ? { range: undefined } : {}) };
		// What is refused is not done.
		const answer = fault.answer ? this.#instead(fault.answer) : this.answer(logged, { headers, content, shift: fault.rangeShift });
		this.#send(response, logged, edited(answer, fault), fault);
	}

	#faultFor(request: Request): Fault {
		const striking = this.#injections.find(({ left, strikes }) => left > 0 && strikes(request));
		if (striking) striking.left--;
		return striking?.fault ?? {};
	}

	#instead({ status, code, headers, body }: NonNullable<Fault['answer']>): Answer {
		const failure = code === undefined ? undefined : this.failure(status, code);
		const chosenBody = body === undefined ? failure?.body : Buffer.from(body);
		return { status, headers: { ...failure?.headers, ...headers }, body: chosenBody ?? Buffer.alloc(0) };
	}

	#send(response: ServerResponse, logged: Request, { status, headers, body }: Answer, fault: Fault): void {
		logged.status = status;
		const isChunked = fault.headers !== undefined && 'Content-Length' in fault.headers && !fault.headers['Content-Length'];
		const length = { 'Content-Length': headers['Content-Length'] ?? body.length + (fault.lengthDelta ?? 0) };
		const all = { ...this.commonHeaders, ...headers, ...(isChunked ? {} : length), ...fault.headers };
		if ('Date' in all && all.Date === undefined) response.sendDate = false;
		response.writeHead(status, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
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
		logged: Request,
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

function edited(answer: Answer, { editBody, headers, rots }: Fault): Answer {
	const kept = Object.entries({ ...answer.headers, ...headers }).filter(([, value]) => value !== undefined);
	const body = editBody ? Buffer.from(editBody(answer.body.toString())) : rots ? rotten(answer.body) : answer.body;
	return { status: answer.status, headers: Object.fromEntries(kept) as Record<string, string>, body };
}

function rotten(bytes: Buffer): Buffer {
	const copy = Buffer.from(bytes);
	if (copy.length > 0) copy[Math.floor(copy.length / 2)] ^= 0x10;
	return copy;
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
