import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** `down` from the server to the client. */
export type Direction = 'down' | 'up';

/**
 * What befalls the bytes of a connection from one on. `end`: the connection ends in good order; `reset`: it does not; `stall`: nothing
 * passes any more, and it stays open; `slow`: it goes on drop by drop; `corrupt`: one bit is another; `repeat`: some bytes come twice;
 * `reorder`: some bytes change places.
 */
export const BYTE_FAULTS = ['end', 'reset', 'stall', 'slow', 'corrupt', 'repeat', 'reorder'] as const;

export type Fault =
	| { kind: (typeof BYTE_FAULTS)[number]; direction: Direction; /** Bytes that pass before, of whatever connections. */ at: number }
	/** In the place of what the server would answer; of plain HTTP alone. */
	| { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string; /** Requests that pass before. */ after: number };

type ByteFault = Exclude<Fault, { kind: 'answer' }>;

const DROP_BYTES = 256;
const DROP_EVERY_MS = 5;
const MOST_SLOW_BYTES = 8 * 1024;
const MIXED_BYTES = 16;
const UNUSED_PORT_MS = 30_000;
const REQUEST = /^(?:GET|PUT|POST|HEAD|DELETE) \//;

/** Between a client and a server in TCP: does to them what networks, firewalls and balancers do. It knows nothing of what it passes on. */
export class FaultProxy {
	static async start(port: number): Promise<FaultProxy> {
		const proxy = new FaultProxy();
		proxy.port = await proxy.portFor(port);
		return proxy;
	}

	port = 0;
	/** Since it was armed. */
	readonly passed: Record<Direction, number> = { down: 0, up: 0 };
	requests = 0;
	#armed: Fault[] = [];
	readonly #listeners = new Set<Server>();
	readonly #links = new Set<Link>();
	#isAway = false;

	private constructor() {}

	get openLinks(): number {
		return this.#links.size;
	}

	/** Faults that have not struck. */
	get armed(): number {
		return this.#armed.length;
	}

	/** Each strikes once, when the one before it has; bytes and requests are counted from there. */
	arm(...faults: Fault[]): void {
		this.#armed = faults;
		this.#countAnew();
	}

	/** Nobody comes through, and whoever is connected is cut off, until it is back. */
	setAway(isAway: boolean): void {
		this.#isAway = isAway;
		if (isAway) for (const link of this.#links) link.destroy();
	}

	/** One more port of the server, such as that of an FTP data connection; `isForOne` closes it behind the first client, or after a while. */
	async portFor(port: number, { isForOne = false }: { isForOne?: boolean } = {}): Promise<number> {
		const listener = createServer({ allowHalfOpen: true }, (client) => {
			if (isForOne) listener.close();
			if (this.#isAway) {
				client.on('error', () => {}).resetAndDestroy();
				return;
			}
			const link = new Link(this, client, connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
			this.#links.add(link);
			void link.closed.then(() => this.#links.delete(link));
		});
		listener.listen(0, '127.0.0.1');
		await once(listener, 'listening');
		this.#listeners.add(listener.once('close', () => this.#listeners.delete(listener)));
		if (isForOne) {
			const timer = setTimeout(() => listener.close(), UNUSED_PORT_MS).unref();
			listener.once('close', () => clearTimeout(timer));
		}
		return (listener.address() as AddressInfo).port;
	}

	async close(): Promise<void> {
		for (const link of this.#links) link.destroy();
		await Promise.all([...this.#listeners].map(async (listener) => await new Promise((resolve) => listener.close(resolve))));
	}

	/** The fault that strikes within some bytes, and where; or, with a request, the answer in its place. */
	struck(chunk: Buffer, direction: Direction): { fault: Fault; at: number } | undefined {
		const before = this.passed[direction];
		this.passed[direction] += chunk.length;
		const isRequest = direction === 'up' && REQUEST.test(chunk.toString('latin1', 0, 10));
		if (isRequest) this.requests++;
		const [fault] = this.#armed;
		if (fault?.kind === 'answer' ? !isRequest || this.requests <= fault.after : fault?.direction !== direction || this.passed[direction] <= fault.at) return undefined;
		this.#armed.shift();
		this.#countAnew();
		return { fault, at: fault.kind === 'answer' ? 0 : fault.at - before };
	}

	#countAnew(): void {
		Object.assign(this.passed, { down: 0, up: 0 });
		this.requests = 0;
	}
}

/** A connection of a client, and the one to the server that belongs to it. */
class Link {
	readonly closed: Promise<unknown>;
	#isStalled = false;

	constructor(
		private readonly proxy: FaultProxy,
		private readonly client: Socket,
		private readonly server: Socket,
	) {
		const both = [client, server];
		for (const socket of both) socket.setNoDelay(true).on('error', () => this.destroy());
		this.closed = Promise.all(both.map(async (socket) => await new Promise((resolve) => socket.once('close', resolve))));
		for (const socket of both) socket.once('close', () => this.destroy());
		void this.#pass(client, server, 'up');
		void this.#pass(server, client, 'down');
	}

	destroy(): void {
		this.client.destroy();
		this.server.destroy();
	}

	async #pass(from: Socket, to: Socket, direction: Direction): Promise<void> {
		try {
			for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
				if (this.#isStalled) continue;
				const struck = this.proxy.struck(chunk, direction);
				if (!struck) await this.#write(to, chunk);
				else if (struck.fault.kind === 'answer') this.#answer(struck.fault, chunk.toString('latin1', 0, 5) === 'HEAD ');
				else await this.#strike(struck.fault, to, chunk.subarray(0, struck.at), chunk.subarray(struck.at));
			}
			if (this.#isStalled) this.destroy();
			else to.end();
		} catch {
			this.destroy();
		}
	}

	async #strike({ kind }: ByteFault, to: Socket, before: Buffer, rest: Buffer): Promise<void> {
		if (before.length > 0) await this.#write(to, before);
		switch (kind) {
			case 'end':
				this.#isStalled = true;
				this.client.end();
				this.server.end();
				return;
			case 'reset':
				// What was written before goes out first.
				await delay(DROP_EVERY_MS);
				this.client.resetAndDestroy();
				this.server.resetAndDestroy();
				return;
			case 'stall':
				this.#isStalled = true;
				return;
			case 'slow':
				return await this.#drip(to, rest);
			default:
				await this.#write(to, damaged(kind, rest));
		}
	}

	async #drip(to: Socket, bytes: Buffer): Promise<void> {
		for (let at = 0; at < Math.min(bytes.length, MOST_SLOW_BYTES); at += DROP_BYTES) {
			await this.#write(to, bytes.subarray(at, Math.min(at + DROP_BYTES, MOST_SLOW_BYTES)));
			await delay(DROP_EVERY_MS);
		}
		await this.#write(to, bytes.subarray(MOST_SLOW_BYTES));
	}

	#answer({ status, headers = {}, body = '' }: Extract<Fault, { kind: 'answer' }>, isHead: boolean): void {
		this.#isStalled = true;
		const lines = Object.entries({ ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
		this.client.end(`HTTP/1.1 ${status} Faulty\r\n${lines.join('\r\n')}\r\n\r\n${isHead ? '' : body}`);
		this.server.destroy();
	}

	async #write(to: Socket, bytes: Buffer): Promise<void> {
		if (bytes.length > 0 && !to.destroyed && !to.write(bytes)) await Promise.race([once(to, 'drain'), this.closed]);
	}
}

function damaged(kind: 'corrupt' | 'repeat' | 'reorder', bytes: Buffer): Buffer {
	const mixed = bytes.subarray(0, MIXED_BYTES);
	if (kind === 'repeat') return Buffer.concat([mixed, bytes]);
	const copy = Buffer.from(bytes);
	if (kind === 'corrupt' || mixed.length === 1) copy[0] ^= 0x10;
	else copy.set([...mixed].reverse());
	return copy;
}
