import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** What came to it, from the first byte on. */
export interface Visit {
	socket: Socket;
	received: Buffer;
}

/** A server that says whatever a test wants, byte by byte, and notes all that it is told. */
export class RawServer {
	static async start(greet: (visit: Visit, server: RawServer) => void, tls?: TlsOptions): Promise<RawServer> {
		const raw = new RawServer();
		const listen = (socket: Socket) => raw.#take(socket, greet);
		raw.#server = tls ? createTlsServer(tls, listen) : createServer(listen);
		raw.#server.on('tlsClientError', () => {});
		raw.#server.listen(0, '127.0.0.1');
		await once(raw.#server, 'listening');
		return raw;
	}

	readonly visits: Visit[] = [];
	readonly #sockets = new Set<Socket>();
	readonly #timers = new Set<NodeJS.Timeout>();
	#server!: Server;

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get openSockets(): number {
		return this.#sockets.size;
	}

	get sentBytes(): number {
		return this.visits.reduce((sum, { socket }) => sum + socket.bytesWritten, 0);
	}

	/** All that anybody told it. */
	get heard(): string {
		return this.visits.map(({ received }) => received.toString('latin1')).join('\n');
	}

	/** Says the same for ever, as fast as it is taken. */
	flood(socket: Socket, block: Buffer | (() => Buffer)): void {
		const next = () => (typeof block === 'function' ? block() : block);
		const more = () => {
			// A turn in between: the other side lives in this process too.
			for (let count = 0; count < 16 && !socket.destroyed; count++) {
				if (!socket.write(next())) return void socket.once('drain', more);
			}
			if (!socket.destroyed) setImmediate(more);
		};
		more();
	}

	/** Says a text a byte at a time. */
	trickle(socket: Socket, text: string, everyMs: number): void {
		let at = 0;
		const timer = setInterval(() => {
			if (socket.destroyed || at >= text.length) clearInterval(timer);
			else socket.write(text[at++]);
		}, everyMs);
		this.#timers.add(timer);
	}

	async close(): Promise<void> {
		for (const timer of this.#timers) clearInterval(timer);
		for (const socket of this.#sockets) socket.destroy();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	#take(socket: Socket, greet: (visit: Visit, server: RawServer) => void): void {
		const visit = { socket, received: Buffer.alloc(0) };
		this.visits.push(visit);
		this.#sockets.add(socket);
		socket.on('error', () => {}).once('close', () => this.#sockets.delete(socket));
		socket.on('data', (chunk: Buffer) => {
			if (visit.received.length < MOST_KEPT_BYTES) visit.received = Buffer.concat([visit.received, chunk]);
		});
		greet(visit, this);
	}
}

const MOST_KEPT_BYTES = 512 * 1024;
