import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A company's web proxy: passes plain requests on, and tunnels by CONNECT. Notes what it was asked for. */
export class ProxyServer {
	/** `GET http://host:port/path` without the query, or `CONNECT host:port`. */
	readonly requests: string[] = [];
	readonly authorizations: (string | undefined)[] = [];
	readonly #server: Server = createServer();
	readonly #sockets = new Set<Socket>();

	/** With `leadsTo`, a port on this machine where every tunnel ends, whatever host was asked for. */
	static async start({ leadsTo }: { leadsTo?: number } = {}): Promise<ProxyServer> {
		const proxy = new ProxyServer(leadsTo);
		proxy.#server.on('connection', (socket) => proxy.#keep(socket));
		proxy.#server.on('request', (request, response) => proxy.#forward(request, response));
		proxy.#server.on('connect', (request, socket: Socket, head: Buffer) => proxy.#tunnel(request, socket, head));
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		return proxy;
	}

	private constructor(private readonly leadsTo?: number) {}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get openSockets(): number {
		return this.#sockets.size;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, 'close');
	}

	#keep(socket: Socket): void {
		this.#sockets.add(socket);
		socket.on('error', () => {});
		socket.once('close', () => this.#sockets.delete(socket));
	}

	#forward(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? '', 'http://nowhere');
		this.#note(`${request.method} ${url.origin}${url.pathname}`, request);
		const onward = sendRequest(url, { method: request.method, headers: request.headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.writeHead(502).end());
		request.pipe(onward);
	}

	#tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
		this.#note(`CONNECT ${request.url}`, request);
		const [host, port] = (request.url ?? '').split(':');
		const place = this.leadsTo === undefined ? { port: Number(port), host } : { port: this.leadsTo, host: '127.0.0.1' };
		const onward = connect(place, () => {
			socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			onward.write(head);
			socket.pipe(onward).pipe(socket);
		});
		this.#keep(onward);
		socket.once('close', () => onward.destroy());
	}

	#note(line: string, { headers }: IncomingMessage): void {
		this.requests.push(line);
		this.authorizations.push(headers['proxy-authorization']);
	}
}
