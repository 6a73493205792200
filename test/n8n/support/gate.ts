import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const REFUSAL = '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message></Error>';

/** Stands before a storage account, and refuses its tokens for a while, as when one has expired. */
export class Gate {
	isShut = false;
	readonly #server = createServer((request, response) => this.#pass(request, response));

	/** @param port of the account, on this machine */
	constructor(private readonly port: number) {}

	/** Gives the address to ask in the place of the account's. */
	async start(): Promise<string> {
		this.#server.listen(0, '127.0.0.1');
		await once(this.#server, 'listening');
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}

	#pass(request: IncomingMessage, response: ServerResponse): void {
		if (this.isShut) {
			request.resume();
			response.writeHead(403, { 'content-type': 'application/xml', 'x-ms-error-code': 'AuthenticationFailed' }).end(REFUSAL);
			return;
		}
		const { method, url: path, headers } = request;
		const onward = send({ host: '127.0.0.1', port: this.port, method, path, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.once('error', () => response.destroy());
		request.pipe(onward);
	}
}
