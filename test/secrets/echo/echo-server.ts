import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Echo {
	status: number;
	/** The reason phrase. */
	reason?: string;
	headers?: Record<string, string>;
	body?: string;
}

/** Answers every request, and every CONNECT, with what it was told to say. */
export class EchoServer {
	says: Echo | ((request: IncomingMessage) => Echo) = { status: 500 };
	/** What came. */
	requests: IncomingMessage[] = [];
	/** The server no longer counts them as its connections. */
	readonly #tunnels = new Set<Socket>();
	readonly #server: Server = createServer((request, response) => {
		this.requests.push(request);
		request.resume();
		const { status, reason = 'OK', headers = {}, body = '' } = this.#answerTo(request);
		response.writeHead(status, printable(reason), Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, printable(value)])));
		response.end(request.method === 'HEAD' ? undefined : body);
	});

	static async start(): Promise<EchoServer> {
		const echo = new EchoServer();
		echo.#server.on('connect', (request, socket: Socket) => {
			echo.requests.push(request);
			echo.#tunnels.add(socket);
			socket.once('close', () => echo.#tunnels.delete(socket));
			const { status, reason = '', headers = {}, body = '' } = echo.#answerTo(request);
			const lines = Object.entries(headers).map(([name, value]) => `${name}: ${printable(value)}\r\n`);
			socket.on('error', () => {});
			socket.end(`HTTP/1.1 ${status} ${printable(reason)}\r\n${lines.join('')}\r\n${body}`);
		});
		echo.#server.listen(0, '127.0.0.1');
		await once(echo.#server, 'listening');
		return echo;
	}

	#answerTo(request: IncomingMessage): Echo {
		return typeof this.says === 'function' ? this.says(request) : this.says;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get origin(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async close(): Promise<void> {
		for (const socket of this.#tunnels) socket.destroy();
		this.#server.closeAllConnections();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}
}

/** What a header can hold. */
function printable(text: string): string {
	return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
