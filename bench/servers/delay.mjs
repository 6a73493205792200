/**
 * A place 40 ms away: what is said to 127.0.0.2 arrives at the same port of 127.0.0.1 half a round trip later, and so
 * does the answer. A connection costs its round trip before the first byte, as TCP's handshake does.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export const FAR_HOST = '127.0.0.2';
const NEAR_HOST = '127.0.0.1';
const ONE_WAY_MS = 20;
/** On the way in one direction: half of the 6 MiB that Linux gives a connection at most, for half of the round trip. */
const WINDOW_BYTES = 3 * 1024 ** 2;

/** Stands before all of these ports, which may have no listener yet. Throws EADDRINUSE where one of them is taken. */
export async function standBefore(ports) {
	const servers = [];
	try {
		for (const port of ports) {
			const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => relay(client, port));
			servers.push(server);
			server.listen(port, FAR_HOST);
			await once(server, 'listening');
		}
	} catch (error) {
		for (const server of servers) server.close();
		throw error;
	}
}

function relay(client, port) {
	const opensAt = performance.now() + 3 * ONE_WAY_MS;
	const upstream = carry(client, opensAt);
	// The handshake: there, back, and its last packet or the first bytes there again.
	setTimeout(() => {
		const server = connect({ host: NEAR_HOST, port, allowHalfOpen: true, noDelay: true });
		server.on('error', () => client.destroy());
		server.once('close', () => upstream.stop());
		client.once('close', () => downstream.stop());
		const downstream = carry(server, 0);
		upstream.to(server);
		downstream.to(client);
		if (client.destroyed) server.destroy();
	}, 3 * ONE_WAY_MS);
	client.on('error', () => {});
}

/** What comes from a socket, each piece when its time has come; the end too. */
function carry(from, notBefore) {
	const way = { queue: [], bytes: 0, target: undefined, timer: undefined, isBlocked: false, isStopped: false };
	const add = (chunk) => {
		way.queue.push({ chunk, at: Math.max(performance.now() + ONE_WAY_MS, notBefore) });
		way.bytes += chunk?.length ?? 0;
		if (way.bytes >= WINDOW_BYTES) from.pause();
		schedule(way, from);
	};
	from.on('data', add);
	// An end, and a connection that breaks: for the other side both are an end.
	let isEnded = false;
	const end = () => {
		if (!isEnded) add(undefined);
		isEnded = true;
	};
	from.once('end', end).once('close', end);
	return {
		to: (target) => {
			way.target = target;
			target.on('drain', () => {
				way.isBlocked = false;
				schedule(way, from);
			});
			schedule(way, from);
		},
		stop: () => {
			way.isStopped = true;
			way.queue.length = 0;
			clearTimeout(way.timer);
			// Nobody takes it any more.
			from.resume();
		},
	};
}

function schedule(way, from) {
	if (way.timer || way.isBlocked || way.isStopped || !way.target || way.queue.length === 0) return;
	const waitMs = Math.max(0, Math.ceil(way.queue[0].at - performance.now()));
	way.timer = setTimeout(() => {
		way.timer = undefined;
		deliver(way, from);
		schedule(way, from);
	}, waitMs);
}

function deliver(way, from) {
	while (!way.isBlocked && way.queue.length > 0 && way.queue[0].at <= performance.now()) {
		const { chunk } = way.queue.shift();
		if (!chunk) return void way.target.end();
		way.isBlocked = !way.target.write(chunk);
		way.bytes -= chunk.length;
		if (from.isPaused() && way.bytes < WINDOW_BYTES) from.resume();
	}
}
