import { ConnectionPool, type Lease } from '../../connections/pool';
import { RefusedBefore } from '../../connections/refused-before';
import { isAbort } from '../../errors/classify';
import { isRecordingError } from '../../errors/recording-error';
import { textOf } from '../../errors/text-of';
import { abortError } from '../layers/abort';
import { SessionError } from './errors';
import type { Session } from './session';

/** Files at once on one connection, before another one is opened beside it. */
export const FILES_PER_SESSION = 16;
/** After a further connection failed, those that are there have to do for so long. */
const GROW_AGAIN_AFTER_MS = 10_000;
const UNUSED_FOR_MS = 1_000;

export interface Held {
	readonly session: Session;
	release(): void;
}

export interface SessionsOptions {
	open(signal?: AbortSignal): Promise<Session>;
	max: number;
	idleMs: number;
}

interface Shared {
	lease: Lease<Session>;
	users: number;
}

interface Growth {
	controller: AbortController;
	done: Promise<void>;
}

/**
 * A few connections shared by many files: SFTP answers many requests at once, and a connection costs several round trips
 * and a good deal of arithmetic. Connections come from the pool, and go back there when nobody uses them.
 */
export class Sessions {
	readonly #pool: ConnectionPool<Session>;
	readonly #shared = new Set<Shared>();
	readonly #growing = new Set<Growth>();
	#waiting = 0;
	#growAgainAt = 0;

	constructor(private readonly options: SessionsOptions) {
		this.#pool = new ConnectionPool({
			open: async (signal) => await options.open(signal),
			max: options.max,
			idleMs: options.idleMs,
			isTooMany: (error) => error instanceof SessionError && ['tooMany', 'closedEarly'].includes(error.trouble),
		});
	}

	async use<Result>(work: (session: Session) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
		const held = await this.hold(signal);
		try {
			return await work(held.session);
		} finally {
			held.release();
		}
	}

	/** The session with the fewest users, until it is released. */
	async hold(signal?: AbortSignal): Promise<Held> {
		if (signal?.aborted) throw abortError();
		this.#waiting++;
		try {
			for (;;) {
				this.#dropBroken();
				this.#growIfNeeded();
				const shared = this.#leastUsed();
				if (shared) return this.#join(shared);
				await this.#untilGrown(signal);
			}
		} finally {
			this.#waiting--;
			if (this.#waiting === 0 && this.#shared.size === 0) for (const { controller } of this.#growing) controller.abort();
		}
	}

	async close(): Promise<void> {
		await this.#pool.close();
	}

	#join(shared: Shared): Held {
		shared.users++;
		let isReleased = false;
		return {
			session: shared.lease.connection,
			release: () => {
				if (isReleased) return;
				isReleased = true;
				shared.users--;
				if (shared.users === 0 && this.#shared.delete(shared)) shared.lease.release();
			},
		};
	}

	#leastUsed(): Shared | undefined {
		let least: Shared | undefined;
		for (const shared of this.#shared) {
			if (!least || shared.users < least.users) least = shared;
		}
		return least;
	}

	#dropBroken(): void {
		for (const shared of this.#shared) {
			if (shared.lease.connection.isUsable) continue;
			this.#shared.delete(shared);
			shared.lease.discard();
		}
	}

	#growIfNeeded(): void {
		const users = [...this.#shared].reduce((sum, shared) => sum + shared.users, this.#waiting);
		const wanted = Math.min(this.options.max, Math.ceil(users / FILES_PER_SESSION));
		const isTooSoon = this.#shared.size > 0 && performance.now() < this.#growAgainAt;
		while (!isTooSoon && this.#shared.size + this.#growing.size < wanted) this.#grow();
	}

	#grow(): void {
		const controller = new AbortController();
		const growth: Growth = { controller, done: this.#add(controller.signal).finally(() => this.#growing.delete(growth)) };
		this.#growing.add(growth);
		// Where there are others, they have to do; who has none is told.
		growth.done.catch(() => (this.#growAgainAt = performance.now() + GROW_AGAIN_AFTER_MS));
	}

	async #add(signal: AbortSignal): Promise<void> {
		const lease = await this.#pool.lease(signal);
		const shared: Shared = { lease, users: 0 };
		this.#shared.add(shared);
		// Who asked for it may have joined another one meanwhile; the next one to come joins this.
		setTimeout(() => {
			if (shared.users === 0 && this.#shared.delete(shared)) lease.release();
		}, UNUSED_FOR_MS).unref();
	}

	async #untilGrown(signal: AbortSignal | undefined): Promise<void> {
		const growths = [...this.#growing].map(({ done }) => done);
		let leave: () => void = () => {};
		const aborted = new Promise<never>((_, reject) => {
			const abort = () => reject(abortError());
			signal?.addEventListener('abort', abort, { once: true });
			leave = () => signal?.removeEventListener('abort', abort);
		});
		try {
			await Promise.race([Promise.any(growths), aborted]);
		} catch (error) {
			if (!(error instanceof AggregateError)) throw error;
			if (this.#shared.size === 0) throw ownError(error.errors[0]);
		} finally {
			leave();
		}
	}
}

// Several may wait for one connection, and the attempts of each are counted by its error.
function ownError(error: unknown): unknown {
	if (error instanceof SessionError || error instanceof RefusedBefore) return error.copy();
	return isRecordingError(error) || isAbort(error) ? error : new Error(textOf(error), { cause: error });
}
