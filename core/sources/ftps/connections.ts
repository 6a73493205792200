import { Logins } from '../../connections/logins';
import { ConnectionPool, type Lease } from '../../connections/pool';
import { RefusedBefore } from '../../connections/refused-before';
import { abortError } from '../layers/abort';
import { classifyFtpsError } from './classify';
import { FtpConnection } from './ftp-connection';
import { FtpsError } from './ftps-error';
import type { ServerTraits } from './login';
import { DEFAULT_MAX_CONNECTIONS, MAX_CONNECTIONS_FAR, type FtpsOptions } from './options';
import { tlsOptionsFor, type FtpsTls } from './tls';

// Servers hang up after some minutes of silence, most of them after five.
const IDLE_MS = 120_000;
const KEEP_ALIVE_MS = 30_000;
/** A burst of logins must not look like somebody who tries passwords, to the server or to `Logins`. */
const MAX_OPENING = 4;
/** A round trip from here on makes small files wait more than work. */
const FAR_MS = 10;
/** Refusals in a row of a password that was right before: then it is no longer. */
export const MOST_REFUSALS_RETRIED = 5;
/** How long work that nobody waits for may take to leave its connection in a known state. */
const SETTLE_MS = 2_000;

/**
 * Logins at servers that have listed by MLSD in this process, and how often in a row MLSD was denied since. LIST tells other times or
 * none, by which a file would be another one, so that a server which says once that it does not know MLSD is not believed.
 */
const LISTED_BY_MLSD = new Map<string, number>();
const MOST_SERVERS = 1_000;
/** In a row, of however many executions; then it is believed. */
const MOST_DENIALS = 20;

function loginOf({ host, port, user }: FtpsOptions): string {
	return JSON.stringify([host, port, user]);
}

/** Forgets them: for tests. */
export function forgetServers(): void {
	LISTED_BY_MLSD.clear();
}

/** The connections to one server, logged in when they are needed. */
export class FtpConnections {
	readonly traits: ServerTraits;
	readonly #pool: ConnectionPool<FtpConnection>;
	readonly #logins: Logins;
	#tls?: FtpsTls;
	/** Of all connections so far: the clock of one can be wrong. */
	#roundTripMs = Infinity;

	constructor(private readonly options: FtpsOptions) {
		const { host, port, mode, user, password, asksAgain } = options;
		const parts = ['ftps', mode, host, String(port), user, password.reveal()];
		this.#logins = new Logins({ parts, mostRetried: MOST_REFUSALS_RETRIED, asksAgain });
		this.traits = { pipelines: options.pipelining ?? true, epsv: true, listCommand: 'LIST -a', base: '', hasListedByMlsd: LISTED_BY_MLSD.has(loginOf(options)) };
		this.#pool = new ConnectionPool({
			open: async (signal) => await this.#open(signal ?? new AbortController().signal),
			max: () => options.maxConnections ?? (this.#isFar() ? MAX_CONNECTIONS_FAR : DEFAULT_MAX_CONNECTIONS),
			idleMs: IDLE_MS,
			keepAliveMs: KEEP_ALIVE_MS,
			maxOpening: MAX_OPENING,
			isTooMany: wantsFewer,
		});
	}

	/**
	 * Work on a connection, which is given back when it is done; `keep` hands it on instead. On an abort the caller is let go
	 * at once, and the connection is closed if the work does not come to an end soon.
	 */
	async use<Result>(signal: AbortSignal | undefined, work: (lease: Lease<FtpConnection>, keep: () => void) => Promise<Result>): Promise<Result> {
		const lease = await this.#pool.lease(signal);
		let isKept = false;
		const working = work(lease, () => (isKept = true)).finally(() => {
			if (!isKept) this.giveBack(lease);
		});
		return signal ? await letGoOnAbort(signal, working, lease) : await working;
	}

	/** MLSD has listed a folder: known of this login from now on, whoever opens it. */
	noteMlsd(): void {
		this.traits.hasListedByMlsd = true;
		if (LISTED_BY_MLSD.size >= MOST_SERVERS) LISTED_BY_MLSD.clear();
		LISTED_BY_MLSD.set(loginOf(this.options), 0);
	}

	/** It says that it does not know MLSD. Whether that is to be believed: a server can be replaced by another one. */
	isMlsdGone(): boolean {
		const login = loginOf(this.options);
		const denials = (LISTED_BY_MLSD.get(login) ?? MOST_DENIALS) + 1;
		if (denials <= MOST_DENIALS) LISTED_BY_MLSD.set(login, denials);
		else LISTED_BY_MLSD.delete(login);
		return denials > MOST_DENIALS;
	}

	/** Transfers at once: each holds a connection of its own. */
	get capacity(): number {
		return this.#pool.capacity;
	}

	giveBack(lease: Lease<FtpConnection>): void {
		if (this.#pool.waitingCount > 0) lease.connection.prepare();
		lease.release();
	}

	async close(): Promise<void> {
		await this.#pool.close();
	}

	#isFar(): boolean {
		return Number.isFinite(this.#roundTripMs) && this.#roundTripMs >= FAR_MS;
	}

	async #open(signal: AbortSignal): Promise<FtpConnection> {
		this.#tls ??= tlsOptionsFor(this.options);
		const connection = await FtpConnection.open(this.options, this.#tls, this.traits, this.#logins, signal);
		this.#roundTripMs = Math.min(this.#roundTripMs, connection.roundTripMs);
		return connection;
	}
}

/** Whether to make do with the connections that there are: a server that turns one more away does not say why, as a rule. */
function wantsFewer(error: unknown, isIn: boolean): boolean {
	// Those that are there logged in with the same password.
	if (error instanceof RefusedBefore || (error instanceof FtpsError && error.problem.kind === 'reply' && error.problem.isProven)) return true;
	if (!(error instanceof FtpsError)) return false;
	const { code } = classifyFtpsError(error);
	// Some say that of one connection too many as well: the password was right for those that are in.
	return ['THROTTLED', 'CONNECTION_FAILED', 'TIMED_OUT', 'SERVICE_FAILED'].includes(code) || (isIn && code === 'CREDENTIAL_REFUSED');
}

async function letGoOnAbort<Result>(signal: AbortSignal, working: Promise<Result>, lease: Lease<FtpConnection>): Promise<Result> {
	return await new Promise<Result>((resolve, reject) => {
		const cancel = () => {
			const timer = setTimeout(() => lease.discard(), SETTLE_MS).unref();
			const settled = () => clearTimeout(timer);
			working.then(settled, settled);
			reject(abortError());
		};
		const settle = () => signal.removeEventListener('abort', cancel);
		working.then(resolve, reject).finally(settle);
		if (signal.aborted) cancel();
		else signal.addEventListener('abort', cancel, { once: true });
	});
}
