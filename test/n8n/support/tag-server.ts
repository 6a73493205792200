import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A blob service that knows one thing: Find Blobs by Tags, in pages whose sizes the test chooses, an empty one with a
 * marker among them, as Azure may send. Markers hold what has to be encoded, like those on the vendor's page.
 */
export class TagServer {
	readonly requests: URL[] = [];
	readonly #server: Server;

	constructor(private readonly pageSizes: number[]) {
		this.#server = createServer((request, response) => this.#answer(request, response));
	}

	async start(): Promise<string> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/account`;
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	static pathOf(index: number): string {
		return `mytenant/recording ${String(index).padStart(6, '0')}.mp3`;
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? '/', 'http://127.0.0.1');
		this.requests.push(url);
		const page = pageOf(url.searchParams.get('marker') ?? '');
		const isFind = url.pathname === '/account/' && url.searchParams.get('comp') === 'blobs';
		if (!isFind || page === undefined || page >= this.pageSizes.length) response.writeHead(400).end();
		else response.writeHead(200, { 'content-type': 'application/xml' }).end(this.#body(page));
	}

	#body(page: number): string {
		const first = this.pageSizes.slice(0, page).reduce((sum, size) => sum + size, 0);
		const blobs = Array.from({ length: this.pageSizes[page] }, (_, index) => blobXml(first + index)).join('');
		const marker = page + 1 < this.pageSizes.length ? `<NextMarker>${markerOf(page + 1)}</NextMarker>` : '<NextMarker />';
		return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://127.0.0.1/account"><Blobs>${blobs}</Blobs>${marker}</EnumerationResults>`;
	}
}

function blobXml(index: number): string {
	const tag = '<Tags><TagSet><Tag><Key>RecordingType</Key><Value>CALL</Value></Tag></TagSet></Tags>';
	return `<Blob><Name>${TagServer.pathOf(index)}</Name><ContainerName>recordings</ContainerName>${tag}</Blob>`;
}

function markerOf(page: number): string {
	return `2!356!MDAw+/=${page}--`;
}

function pageOf(marker: string): number | undefined {
	if (marker === '') return 0;
	const digits = /^2!356!MDAw\+\/=(\d+)--$/.exec(marker)?.[1];
	return digits === undefined ? undefined : Number(digits);
}
