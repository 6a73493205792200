import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { FtpServer } from './ftp-server';

/** A passive port, and the connection that comes to it. */
export class PassivePort {
	static async open(server: FtpServer): Promise<PassivePort> {
		const listener = createServer();
		listener.listen(0, '127.0.0.1');
		await once(listener, 'listening');
		return new PassivePort(server, listener);
	}

	readonly port: number;
	readonly #connected: Promise<Socket>;
	#isClosed = false;

	private constructor(
		private readonly server: FtpServer,
		private readonly listener: Server,
	) {
		this.port = (listener.address() as AddressInfo).port;
		this.#connected = new Promise<Socket>((resolve, reject) => {
			listener.once('connection', (socket) => {
				server.track(socket);
				listener.close();
				resolve(socket);
				if (this.#isClosed) server.drop(socket);
			});
			listener.once('close', () => reject(new Error('nobody came')));
		});
		this.#connected.catch(() => {});
	}

	/** The connection, secured; undefined where its TLS session is not that of a login and has to be. */
	async accept(): Promise<Socket | undefined> {
		const socket = await this.#connected;
		if (this.server.options.mode === 'plain' || this.server.options.dataInClear) return socket;
		const secure = this.server.secure(socket, true);
		await new Promise<void>((resolve, reject) => {
			secure.once('secure', resolve).once('close', () => reject(new Error('no TLS')));
		});
		this.server.reusedSessions += secure.isSessionReused() ? 1 : 0;
		this.server.newSessions += secure.isSessionReused() ? 0 : 1;
		if (!this.server.options.requiresReuse || secure.isSessionReused()) return secure;
		secure.destroy();
		return undefined;
	}

	close(): void {
		this.#isClosed = true;
		this.listener.close();
		this.#connected.then((socket) => this.server.drop(socket), () => {});
	}
}

const CHUNK_BYTES = 64 * 1024;

/** Sends with back-pressure; false when the other side went away. */
export async function pour(socket: Socket, bytes: Buffer): Promise<boolean> {
	for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
		if (socket.destroyed) return false;
		if (socket.write(bytes.subarray(start, start + CHUNK_BYTES))) continue;
		await new Promise<void>((resolve) => {
			const done = () => {
				socket.off('drain', done).off('close', done);
				resolve();
			};
			socket.on('drain', done).on('close', done);
		});
	}
	return !socket.destroyed;
}

/** Sends as long as somebody takes it. */
export async function pourForever(socket: Socket, next: () => Buffer): Promise<void> {
	while (await pour(socket, next())) await new Promise((resolve) => setImmediate(resolve));
}

export async function finish(socket: Socket): Promise<boolean> {
	if (socket.destroyed) return false;
	const closed = once(socket, 'close').then(() => true, () => false);
	socket.end();
	socket.resume();
	const isWhole = await closed;
	return isWhole && socket.writableFinished;
}

export async function drain(socket: Socket): Promise<Buffer> {
	const pieces: Buffer[] = [];
	try {
		for await (const piece of socket as AsyncIterable<Buffer>) pieces.push(piece);
	} catch {
		// What has come counts, as on real servers.
	}
	return Buffer.concat(pieces);
}
