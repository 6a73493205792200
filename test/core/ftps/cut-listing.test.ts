import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { LastRecord, WatchedSocket } from '../../../core/sources/ftps/last-record';
import { FaultProxy } from '../../faults/fault-proxy';
import { closeAll, contentOf, failureOf, listed, setUp } from './stage';

/** A listing has no size: that its connection ended in the middle is told by TLS alone. */
const FILES = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`day/call ${String(at).padStart(5, '0')}.wav`, 'x']));
const NAMES = Object.keys(FILES).sort();
const relays: (FaultProxy | Server)[] = [];

afterEach(async () => {
	await closeAll();
	for (const relay of relays.splice(0)) await relay.close();
});

/** A server whose connections for data go through a proxy. */
async function proxied() {
	const opened: { proxy?: FaultProxy } = {};
	const place = await setUp(FILES, { passivePort: async (port) => await opened.proxy!.portFor(port) }, { maxConnections: 1 });
	const proxy = (opened.proxy = await FaultProxy.start(place.server.port));
	relays.push(proxy);
	return { ...place, proxy };
}

/** `close_notify` of TLS 1.3: its header, two bytes, their type and the tag. */
const FAREWELL_BYTES = 5 + 2 + 1 + 16;

/** A server that hangs up without a word, as some do: a relay swallows what it says. */
async function impolite() {
	const portFor = async (port: number) => {
		const relay = createServer((client) => {
			const server = connect({ port, host: '127.0.0.1' });
			let held = Buffer.alloc(0);
			client.on('error', () => {}).on('data', (chunk: Buffer) => server.write(chunk));
			client.on('close', () => server.destroy());
			server.on('error', () => {}).on('data', (chunk: Buffer) => {
				const all = Buffer.concat([held, chunk]);
				held = all.subarray(Math.max(0, all.length - FAREWELL_BYTES));
				client.write(all.subarray(0, all.length - held.length));
				// What a handshake ends with must not wait for more.
				setTimeout(() => {
					if (server.readableEnded || held.length === 0) return;
					client.write(held);
					held = Buffer.alloc(0);
				}, 20);
			});
			server.on('end', () => client.end());
		});
		relay.listen(0, '127.0.0.1');
		await once(relay, 'listening');
		relays.push(relay);
		return (relay.address() as AddressInfo).port;
	};
	return await setUp(FILES, { passivePort: portFor }, { maxConnections: 1 });
}

describe('a listing that is cut in good order', () => {
	test('anywhere: never passes for a whole one, and the next one is whole', async () => {
		const { source, proxy } = await proxied();
		// A login asks for things too; from now on there is the data connection alone.
		proxy.arm();
		expect(await listed(source, 'day/')).toEqual(NAMES);
		const whole = proxy.passed.down;
		let failures = 0;
		for (let at = 1; at < whole; at += 997) {
			proxy.arm({ kind: 'end', direction: 'down', at });
			try {
				expect(await listed(source, 'day/')).toEqual(NAMES);
			} catch (error) {
				expect(await failureOf(source, async () => await Promise.reject(error as Error))).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
				failures++;
			}
			proxy.arm();
			expect(await listed(source, 'day/')).toEqual(NAMES);
		}
		expect(failures).toBeGreaterThan(whole / 997 / 2);
	}, 60_000);

	test('at the very first listing: the server is asked again, and seen to end its connections otherwise', async () => {
		const { server, source, proxy } = await proxied();
		proxy.arm({ kind: 'end', direction: 'down', at: 20_000 });
		expect(await failureOf(source, async () => await listed(source, 'day/'))).toMatchObject({ code: 'CONNECTION_FAILED' });
		expect(server.count('MLSD')).toBe(2);
		expect(await listed(source, 'day/')).toEqual(NAMES);
	});

	test('a server that never says farewell is found out once, and believed', async () => {
		const { server, source } = await impolite();
		expect(await listed(source, 'day/')).toEqual(NAMES);
		expect(server.count('MLSD')).toBe(2);
		expect(await listed(source, 'day/')).toEqual(NAMES);
		expect(server.count('MLSD')).toBe(3);
		expect(String(await contentOf(source, NAMES[0]))).toBe('x');
	});
});

describe('the last record', () => {
	const record = (type: number, length: number) => Buffer.concat([Buffer.of(type, 3, 3, length >> 8, length & 0xff), Buffer.alloc(length, 7)]);

	test.each<[string, Buffer[], boolean]>([
		['nothing', [], false],
		['data', [record(23, 500)], false],
		['a sealed alert', [record(23, 500), record(23, 19)], true],
		['an alert of TLS 1.2', [record(23, 500), record(21, 26)], true],
		['a sealed alert that is cut', [record(23, 500), record(23, 19).subarray(0, 23)], false],
		['a header without its record', [record(23, 500), record(23, 19).subarray(0, 5)], false],
		['data after an alert', [record(23, 19), record(23, 20)], false],
		['an empty record', [record(23, 500), record(23, 0)], true],
	])('%s', (_, records, isFarewell) => {
		const bytes = Buffer.concat(records);
		for (const size of [1, 2, 3, 7, 1_000]) {
			const last = new LastRecord();
			for (let at = 0; at < bytes.length; at += size) last.take(bytes.subarray(at, at + size));
			expect({ size, isFarewell: last.isFarewell }).toEqual({ size, isFarewell });
		}
	});
});

test('a connection that was read after it had ended on both sides ends without an error', async () => {
	const server = createServer((client) => client.end('all there is'));
	relays.push(server.listen(0, '127.0.0.1'));
	await once(server, 'listening');
	const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
	const watched = new WatchedSocket(socket, () => {});
	// Nobody reads yet: Node.js ends our side, since the other one has.
	await once(socket, 'finish');
	let text = '';
	for await (const piece of watched) text += String(piece);
	expect(text).toBe('all there is');
	expect(watched.errored).toBeNull();
});
