import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { RawServer } from './raw-server';

export interface HttpRequest {
	method: string;
	/** Path and query. */
	url: string;
	/** As it came. */
	head: string;
}

export type Answer = (socket: Socket, request: HttpRequest, server: RawServer) => void;

const HEAD_END = '\r\n\r\n';

/** HTTP as far as a server has to read it: each request is answered with bytes of the test's own. */
export async function startHttp(answer: Answer, tls?: TlsOptions): Promise<{ server: RawServer; requests: HttpRequest[] }> {
	const requests: HttpRequest[] = [];
	const server = await RawServer.start(({ socket }, raw) => {
		let rest = '';
		let bodyLeft = 0;
		socket.on('data', (chunk: Buffer) => {
			let text = chunk.toString('latin1');
			const skipped = Math.min(bodyLeft, text.length);
			bodyLeft -= skipped;
			text = text.slice(skipped);
			rest += text;
			for (let end = rest.indexOf(HEAD_END); end >= 0 && bodyLeft === 0; end = rest.indexOf(HEAD_END)) {
				const head = rest.slice(0, end);
				const [method, url] = head.split(' ', 2);
				const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
				const after = rest.slice(end + HEAD_END.length);
				bodyLeft = Math.max(0, length - after.length);
				rest = after.slice(length);
				const request = { method, url, head };
				requests.push(request);
				answer(socket, request, raw);
			}
		});
	}, tls);
	return { server, requests };
}

/** What each service puts into every answer of its own. */
export const OWN_HEADERS = {
	azure: 'x-ms-request-id: 1\r\nx-ms-version: 2021-12-02\r\n',
	s3: 'x-amz-request-id: 1\r\nx-amz-id-2: 2\r\nServer: AmazonS3\r\n',
};

export function reply(status: number, headers: string, body: string | Buffer = ''): Buffer {
	const content = Buffer.from(body);
	return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${headers}Content-Length: ${content.length}\r\n\r\n`), content]);
}
