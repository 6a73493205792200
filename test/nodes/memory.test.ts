import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { N8n } from './n8n';
import { SIGNATURE } from './tenant';

const MIB = 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 'one recording, never twice in memory ');
const LARGE_BYTES = 256 * MIB;
/** One file keeps the memory at its level; what a run may add to it. */
const GROWTH_ALLOWED_BYTES = 64 * MIB;

let n8n: N8n;
let server: Server;

beforeAll(async () => {
	n8n = await N8n.start();
	server = createServer(({ url = '' }, response) => {
		const bytes = Number(/(\d+)\.mp3/.exec(url)?.[1]) * MIB;
		response.writeHead(200, {
			'Content-Length': bytes,
			'Content-MD5': md5Of(bytes),
			ETag: '"0x8D1"',
			'Last-Modified': 'Fri, 30 Jan 2026 08:00:00 GMT',
		});
		Readable.from(chunks(bytes), { objectMode: false }).pipe(response);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
});

afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await n8n.stop();
});

test('a file of 256 MiB comes through the node, and memory stays flat', async () => {
	await download(32); // Whatever is loaded at first use is loaded now.
	const growth = await peakGrowthDuring(async () => {
		const [item] = await download(LARGE_BYTES / MIB);
		expect(item.json).toMatchObject({ sizeBytes: LARGE_BYTES, verifiedBy: 'md5' });
		expect(item.binary?.data.bytes).toBe(LARGE_BYTES);
	});
	expect(growth).toBeLessThan(GROWTH_ALLOWED_BYTES);
});

async function download(sizeMib: number) {
	const { port } = server.address() as AddressInfo;
	const recordingsSecretUrl = `http://127.0.0.1:${port}/account/recordings?sr=c&sp=rl&sig=${SIGNATURE}`;
	const { items } = await n8n.run({
		parameters: { resource: 'recording', operation: 'download', path: `${sizeMib}.mp3` },
		credential: { recordingsSecretUrl, allowHttp: true },
	});
	return items;
}

async function peakGrowthDuring(work: () => Promise<void>): Promise<number> {
	const before = process.memoryUsage.rss();
	let peak = before;
	const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
	await work();
	clearInterval(timer);
	return peak - before;
}

function* chunks(bytes: number): Generator<Buffer> {
	for (let sent = 0; sent < bytes; sent += CHUNK.length) yield CHUNK;
}

function md5Of(bytes: number): string {
	const hash = createHash('md5');
	for (const chunk of chunks(bytes)) hash.update(chunk);
	return hash.digest('base64');
}
