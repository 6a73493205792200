/** Stands before a server, at another address of this machine, and counts what goes through: bytes on the wire, TLS included. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export const COUNTED_HOST = '127.0.0.3';
const HOST = '127.0.0.1';

/**
 * @param {number[]} ports of the server; those for data too
 * @returns `take()` gives what went through since the last time, and `close()`
 */
export async function countBefore(ports) {
	let counts = none();
	const relay = (client, port) => {
		counts.connections++;
		const server = connect({ host: HOST, port, noDelay: true });
		client.on('data', (bytes) => (counts.sentBytes += bytes.length));
		server.on('data', (bytes) => (counts.receivedBytes += bytes.length));
		client.pipe(server);
		server.pipe(client);
		for (const [one, other] of [[client, server], [server, client]]) one.on('error', () => other.destroy()).once('close', () => other.destroy());
	};
	const servers = ports.map((port) => createServer({ noDelay: true }, (client) => relay(client, port)).listen(port, COUNTED_HOST));
	await Promise.all(servers.map(async (server) => await once(server, 'listening')));
	return {
		take: () => {
			const taken = counts;
			counts = none();
			return taken;
		},
		close: () => servers.forEach((server) => server.close()),
	};
}

function none() {
	return { connections: 0, sentBytes: 0, receivedBytes: 0 };
}
