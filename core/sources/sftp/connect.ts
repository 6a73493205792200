import { Socket } from 'node:net';
import type { Logins, Turn } from '../../connections/logins';
import { assertAllowedHost, guardedLookup, type EgressFilter } from '../../http/egress';
import type { Secret } from '../../secrets/secret';
import { abortError } from '../layers/abort';
import { ALGORITHMS, hostKeysFirst } from './algorithms';
import { SessionError } from './errors';
import { explainFailure } from './failure';
import { Greeting } from './greeting';
import { describeHostKey, refusalOf, type HostKey, type PinnedKeys } from './host-key';
import { joinWrites } from './join-writes';
import { Login } from './login';
import { Requests } from './requests';
import { readKeysOnce, SftpClient, sshOf, type AuthHandlerMiddleware, type Client, type ClientChannel, type ConnectOptions, type ParsedKey } from './sdk';

export interface ConnectTo {
	host: string;
	port: number;
	user: string;
	password?: Secret;
	key?: ParsedKey;
	logins: Logins;
	pinned?: PinnedKeys;
	onHostKey?: (key: HostKey) => void;
	/** Until somebody is logged in and SFTP answers. */
	readyMs: number;
	egress?: EgressFilter;
}

export interface Connected {
	ssh: Client;
	socket: Socket;
	requests: Requests;
	extensions: Map<string, string>;
}

const KEEP_ALIVE = { keepaliveInterval: 15_000, keepaliveCountMax: 3 };

/** Connects, proves who both sides are, and opens the SFTP channel. Leaves nothing open when it fails or is aborted. */
export async function connect(to: ConnectTo, signal?: AbortSignal): Promise<Connected> {
	to.logins.assertNotRefused();
	assertAllowedHost(to.host, to.egress);
	const orders = to.pinned?.types.length === 0 ? HOST_KEY_ORDERS : [to.pinned?.types ?? []];
	for (const [index, types] of orders.entries()) {
		try {
			return await tryOnce(to, types, signal);
		} catch (error) {
			const isOtherKey = error instanceof SessionError && error.trouble === 'hostKey';
			if (!isOtherKey || index === orders.length - 1) throw error;
		}
	}
	throw new Error('there is no host key to ask for');
}

/** A server shows one of its keys, of the type that we name first; a fingerprint does not say of which type it is. */
const HOST_KEY_ORDERS = [['ssh-ed25519'], ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'], ['ssh-rsa']];

async function tryOnce(to: ConnectTo, hostKeyTypes: readonly string[], signal?: AbortSignal): Promise<Connected> {
	if (signal?.aborted) throw abortError();
	const attempt = new Attempt(to, hostKeyTypes);
	const abort = () => attempt.fail(abortError());
	const timer = setTimeout(() => attempt.fail(attempt.silence()), to.readyMs);
	signal?.addEventListener('abort', abort, { once: true });
	try {
		return await attempt.run();
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', abort);
	}
}

class Attempt {
	readonly #greeting = new Greeting();
	readonly #login: Login;
	readonly #socket: Socket;
	readonly #client = new SftpClient('', { error: () => {}, end: () => {}, close: () => {} });
	#isConnected = false;
	#isLoggedIn = false;
	#hostKey?: HostKey;
	#isTrusted = false;
	#turn?: Turn;
	readonly #over = new AbortController();
	#end: (reason: unknown) => void = () => {};
	readonly #ended = new Promise<never>((_, reject) => (this.#end = reject));

	constructor(
		private readonly to: ConnectTo,
		private readonly hostKeyTypes: readonly string[],
	) {
		this.#login = new Login({ user: to.user, password: to.password?.reveal(), key: to.key });
		this.#socket = new Socket().setNoDelay(true).setKeepAlive(true).connect({ host: to.host, port: to.port, ...guardedLookup(to.egress) });
		this.#ended.catch(() => {});
	}

	fail(reason: unknown): void {
		this.#end(reason);
		this.#over.abort();
		this.#socket.destroy();
	}

	silence(): SessionError {
		if (!this.#isConnected) return new SessionError('silent', 'no connection within the time allowed', { advice: 'Check host and port in the credential, and that a firewall lets n8n through: one that drops packets looks like this.' });
		if (!this.#greeting.isEmpty) return new SessionError('silent', 'the server began to speak SSH and then kept silent', { advice: 'Try again later.' });
		return new SessionError('silent', 'the server takes connections and says nothing, which an SSH server does at once', {
			advice: 'Check host and port in the credential. A server of FTP over TLS waits like this on port 990: choose that in Protocol.',
		});
	}

	async run(): Promise<Connected> {
		try {
			return await Promise.race([this.#connect(), this.#ended]);
		} catch (error) {
			this.#socket.destroy();
			throw this.#explain(error);
		} finally {
			this.#over.abort();
			this.#turn?.end();
		}
	}

	async #connect(): Promise<Connected> {
		await this.#untilConnected();
		const ssh = sshOf(this.#client);
		const channel = await this.#logIn(ssh);
		readKeysOnce(ssh);
		const requests = new Requests(channel);
		const cut = () => requests.fail(new SessionError('cut', 'the server closed the connection'));
		channel.once('close', cut);
		ssh.once('close', cut).on('error', (error) => requests.fail(new SessionError('cut', `the connection was cut: ${error.message}`)));
		const extensions = await requests.start();
		return { ssh, socket: this.#socket, requests, extensions };
	}

	async #untilConnected(): Promise<void> {
		await new Promise<void>((resolve, reject) => this.#socket.once('connect', resolve).once('error', reject));
		this.#isConnected = true;
		joinWrites(this.#socket);
	}

	/**
	 * The library opens its own SFTP channel as soon as somebody is logged in; it is given the bare one in its place, since
	 * it asks for one thing at a time and takes every name for UTF-8.
	 */
	async #logIn(ssh: Client): Promise<ClientChannel> {
		// After the signature, and before anything else: a server can say that somebody is logged in without being asked.
		ssh.once('handshake', () => this.#trustHostKey());
		ssh.sftp = ((ready: (error: Error | undefined, channel: ClientChannel) => void) => {
			if (!this.#isTrusted) return this.fail(new SessionError('malformed', 'the server lets somebody in before it has proven who it is', { retryable: false }));
			this.#isLoggedIn = true;
			this.#turn?.accepted();
			return ssh.subsys('sftp', ready as never);
		}) as never;
		// Before the library's own listeners, which keep the text of an error and little else.
		ssh.prependListener('error', (error) => this.#end(error));
		ssh.once('change password', () => this.fail(this.#refused(() => this.#login.expired())));
		const connecting = this.#client.connect(this.#options());
		const listen = (chunk: Buffer) => {
			const somebodyElse = this.#greeting.take(chunk);
			if (somebodyElse) this.fail(somebodyElse);
		};
		this.#socket.prependListener('data', listen);
		const channel = (await connecting) as unknown as ClientChannel;
		this.#socket.off('data', listen);
		return channel;
	}

	#options(): ConnectOptions {
		const { user } = this.to;
		return {
			...KEEP_ALIVE,
			sock: this.#socket,
			username: user,
			authHandler: this.#logInInTurn,
			readyTimeout: 0,
			algorithms: { ...ALGORITHMS, serverHostKey: hostKeysFirst(this.hostKeyTypes) } as ConnectOptions['algorithms'],
			// What is shown is not proven yet: a damaged key must neither be remembered nor be taken for somebody else's.
			hostVerifier: (key: Buffer) => {
				const shown = describeHostKey(key);
				const isFirst = this.#hostKey === undefined;
				this.#hostKey ??= shown;
				return isFirst || this.#hostKey.fingerprint === shown.fingerprint;
			},
		};
	}

	/** The server has signed for its key; of us it knows nothing yet. */
	#trustHostKey(): void {
		const { host, port, pinned, onHostKey } = this.to;
		const key = this.#hostKey;
		const refusal = key === undefined ? new SessionError('malformed', 'the server has shown no host key', { retryable: false }) : refusalOf(key, `${host}:${port}`, pinned);
		if (refusal) return this.fail(refusal);
		this.#isTrusted = true;
		if (key) onHostKey?.(key);
	}

	#explain(error: unknown): unknown {
		return explainFailure(error, {
			isConnected: this.#isConnected,
			isLoggedIn: this.#isLoggedIn,
			greeting: this.#greeting,
			refusal: () => this.#refused((mayPass) => this.#login.refusal(mayPass)),
		});
	}

	/** The first question, what the server takes, needs no turn: only what may count as a failed login does. */
	readonly #logInInTurn: AuthHandlerMiddleware = (methodsLeft, partialSuccess, next) => {
		const isBegin = (methodsLeft as unknown) === null;
		if (!this.#isTrusted) return this.fail(new SessionError('malformed', 'the server asks for a login before it has proven who it is', { retryable: false }));
		if (isBegin || this.#turn) {
			this.#login.handler(methodsLeft, partialSuccess, next);
			return;
		}
		void this.#takeTurn().then((isOurs) => isOurs && this.#login.handler(methodsLeft, partialSuccess, next));
	};

	async #takeTurn(): Promise<boolean> {
		try {
			this.#turn = await this.to.logins.turn(this.#over.signal);
		} catch (error) {
			this.fail(error);
			return false;
		}
		if (this.#over.signal.aborted) this.#turn.end();
		return !this.#over.signal.aborted;
	}

	#refused(make: (mayPass: boolean) => SessionError): SessionError {
		return this.#turn?.refused(make) ?? make(false);
	}
}
