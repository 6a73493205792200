import { RecordingError } from '../errors/recording-error';
import { abortError } from '../sources/layers/abort';

export interface PoolConnection {
	/** False once it can carry no further work. */
	readonly isUsable: boolean;
	close(): void | Promise<void>;
	/** Keeps an idle connection alive. */
	keepAlive?(): Promise<void>;
}

export interface PoolOptions<C extends PoolConnection> {
	/** The signal aborts when nobody wants the connection any more; then it must leave nothing open. */
	open(signal?: AbortSignal): Promise<C>;
	/** Connections at once; a function where it can become another number. */
	max: number | (() => number);
	/** An idle connection is closed after this. */
	idleMs?: number;
	/** An idle connection is kept alive this often. */
	keepAliveMs?: number;
	/** Being opened at once; default: any number. Servers count refused logins. */
	maxOpening?: number;
	/**
	 * Whether the server wants fewer connections. Then the pool makes do with those that it has, if there are any: open ones (`isIn`), or
	 * others that are being opened.
	 */
	isTooMany(error: unknown, isIn: boolean): boolean;
}

export interface Lease<C> {
	readonly connection: C;
	release(): void;
	/** Instead of `release`, when the connection is broken or its state unknown. */
	discard(): void;
}

interface Waiter<C> {
	take(lease: Lease<C>): void;
	fail(error: unknown): void;
}

interface Idle<C> {
	connection: C;
	timer?: NodeJS.Timeout;
}

/** A server that wanted fewer connections is asked for more again after this. */
export const SHRUNK_FOR_MS = 60_000;

/** Connections to one server: opened when they are needed, used again, and closed. Who waits is served in turn. */
export class ConnectionPool<C extends PoolConnection> {
	/** The latest last, so that those beyond what is needed grow old. */
	readonly #idle: Idle<C>[] = [];
	/** Leased, or being kept alive. */
	readonly #busy = new Set<C>();
	readonly #opening = new Map<AbortController, Promise<void>>();
	readonly #waiters = new Set<Waiter<C>>();
	#shrunk?: { to: number; at: number };
	#closing?: Promise<void>;

	constructor(private readonly options: PoolOptions<C>) {}

	/** Connections that are open or being opened. */
	get openCount(): number {
		return this.#idle.length + this.#busy.size + this.#opening.size;
	}

	/** Connections that there may be at once now: fewer than asked for after the server wanted fewer. */
	get capacity(): number {
		return this.#limit();
	}

	/** How many wait for a connection. */
	get waitingCount(): number {
		return this.#waiters.size;
	}

	/** A connection for the caller alone, until it is given back. */
	async lease(signal?: AbortSignal): Promise<Lease<C>> {
		if (signal?.aborted) throw abortError();
		if (this.#closing) throw closed();
		return await new Promise<Lease<C>>((resolve, reject) => {
			const leave = () => {
				signal?.removeEventListener('abort', cancel);
				this.#waiters.delete(waiter);
			};
			const cancel = () => {
				waiter.fail(abortError());
				this.#abortSurplus();
			};
			const waiter: Waiter<C> = {
				take: (lease) => {
					leave();
					resolve(lease);
				},
				fail: (error) => {
					leave();
					reject(error as Error);
				},
			};
			this.#waiters.add(waiter);
			signal?.addEventListener('abort', cancel, { once: true });
			this.#serve();
		});
	}

	/** Runs work on a connection, which is used again if it is still usable afterwards. */
	async use<R>(work: (connection: C) => Promise<R>, signal?: AbortSignal): Promise<R> {
		const lease = await this.lease(signal);
		try {
			return await work(lease.connection);
		} finally {
			lease.release();
		}
	}

	/** Idempotent. Whoever waits is refused, and every connection is closed, those in use and being opened too. */
	async close(): Promise<void> {
		this.#closing ??= this.#closeAll();
		await this.#closing;
	}

	async #closeAll(): Promise<void> {
		for (const waiter of [...this.#waiters]) waiter.fail(closed());
		for (const controller of this.#opening.keys()) controller.abort();
		const connections = [...this.#idle.splice(0).map(withoutTimer), ...this.#busy];
		this.#busy.clear();
		await Promise.all([...connections.map(closeQuietly), ...this.#opening.values()]);
	}

	#serve(): void {
		if (this.#closing) return;
		for (const waiter of [...this.#waiters]) {
			const connection = this.#takeIdle();
			if (!connection) break;
			waiter.take(this.#lend(connection));
		}
		const { maxOpening = Infinity } = this.options;
		while (this.#opening.size < Math.min(this.#waiters.size, maxOpening) && this.openCount < this.#limit()) this.#open();
	}

	#limit(): number {
		if (this.#shrunk && performance.now() - this.#shrunk.at > SHRUNK_FOR_MS) this.#shrunk = undefined;
		const { max } = this.options;
		return Math.min(typeof max === 'number' ? max : max(), this.#shrunk?.to ?? Infinity);
	}

	#takeIdle(): C | undefined {
		for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
			const connection = withoutTimer(idle);
			if (connection.isUsable) return connection;
			void closeQuietly(connection);
		}
		return undefined;
	}

	#lend(connection: C): Lease<C> {
		this.#busy.add(connection);
		const back = (isSound: boolean) => {
			// The second time, or after the pool was closed.
			if (!this.#busy.delete(connection)) return;
			if (isSound && connection.isUsable) this.#rest(connection, performance.now());
			else void closeQuietly(connection);
			this.#serve();
		};
		return { connection, release: () => back(true), discard: () => back(false) };
	}

	#open(): void {
		const controller = new AbortController();
		const opened = this.options.open(controller.signal).then(
			(connection) => {
				this.#opening.delete(controller);
				if (this.#closing || controller.signal.aborted) void closeQuietly(connection);
				else this.#rest(connection, performance.now());
			},
			(error: unknown) => {
				this.#opening.delete(controller);
				if (!controller.signal.aborted) this.#failed(error);
			},
		);
		this.#opening.set(controller, opened.then(() => this.#serve()));
	}

	#failed(error: unknown): void {
		const [first] = this.#waiters;
		const isIn = this.#idle.length + this.#busy.size > 0;
		if (this.openCount > 0 && this.options.isTooMany(error, isIn)) {
			this.#shrunk = { to: this.openCount, at: performance.now() };
		} else {
			first?.fail(error);
		}
	}

	/** What was being opened for one who no longer waits is wanted by nobody. */
	#abortSurplus(): void {
		const surplus = this.#opening.size - this.#waiters.size;
		if (surplus <= 0) return;
		for (const controller of [...this.#opening.keys()].slice(-surplus)) controller.abort();
	}

	#rest(connection: C, since: number): void {
		const { idleMs = Infinity, keepAliveMs = Infinity } = this.options;
		const idle: Idle<C> = { connection };
		const leftMs = since + idleMs - performance.now();
		const pauseMs = Math.min(leftMs, keepAliveMs);
		if (Number.isFinite(pauseMs)) {
			idle.timer = setTimeout(() => this.#afterRest(idle, since, pauseMs === leftMs), Math.max(0, pauseMs)).unref();
		}
		this.#idle.push(idle);
	}

	#afterRest(idle: Idle<C>, since: number, isOver: boolean): void {
		const index = this.#idle.indexOf(idle);
		if (index < 0) return;
		this.#idle.splice(index, 1);
		if (isOver) void closeQuietly(idle.connection);
		else void this.#keepAlive(idle.connection, since);
	}

	async #keepAlive(connection: C, since: number): Promise<void> {
		this.#busy.add(connection);
		const isAlive = await Promise.resolve(connection.keepAlive?.()).then(
			() => connection.isUsable,
			() => false,
		);
		if (!this.#busy.delete(connection)) return;
		if (isAlive) this.#rest(connection, since);
		else void closeQuietly(connection);
		this.#serve();
	}
}

function withoutTimer<C>({ connection, timer }: Idle<C>): C {
	clearTimeout(timer);
	return connection;
}

async function closeQuietly(connection: PoolConnection): Promise<void> {
	try {
		await connection.close();
	} catch {
		// It is given up in any case.
	}
}

function closed(): RecordingError {
	return new RecordingError({ code: 'CLOSED', operation: 'connect' });
}
