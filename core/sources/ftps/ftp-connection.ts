import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Logins } from '../../connections/logins';
import type { PoolConnection } from '../../connections/pool';
import { isCertificateCode } from '../../errors/tls';
import { abortError } from '../layers/abort';
import { connectControl, type SecureControl } from './connect';
import type { Control } from './control';
import { FtpsError, isReply, networkError, passing, replyError } from './ftps-error';
import { LastRecord, WatchedSocket } from './last-record';
import { logIn, PipeliningError, type ServerTraits } from './login';
import type { FtpsOptions } from './options';
import { PassivePorts } from './passive-ports';
import { isOk, isRefused, type Reply } from './reply';
import { openTcp, openTls, type FtpsTls } from './tls';

/** How long a server may take to say that a transfer was broken off, before its connection is given up. */
const RESYNC_MS = 1_500;
/** A transfer that the server has begun. */
export interface Transfer {
	readonly data: TLSSocket;
	/** What the server says at its end; a refusal is thrown. */
	readonly done: Promise<void>;
	/** Where `isWatched`, once the data are at their end: whether the server ended them. Else they may have been cut. */
	wasEnded(): boolean;
	/** What it said at its start. */
	readonly opening: string;
	/** Where it begins in the file. */
	readonly firstByte: number;
}

/** A data connection without TLS yet, made before its transfer was asked for; undefined where it could not be made. */
interface EarlyDial {
	readonly socket: Promise<Socket | undefined>;
	abort(): void;
	/** Of whom nobody wants it: not once TLS runs over it. */
	letGo(): void;
}

interface DataPlace {
	port: number;
	early?: EarlyDial;
}

interface TransferOptions {
	before?: string[];
	check?(replies: Reply[]): void;
	/** It changes nothing at the server, and can be begun before the replies are here. */
	isHarmless?: boolean;
	/** Where in the file to begin, if the server can. */
	offset?: number;
	/** Of what nobody knows the size. */
	isWatched?: boolean;
}

/** One control connection, logged in, and the data connection of one transfer at a time. */
export class FtpConnection implements PoolConnection {
	static async open(options: FtpsOptions, tls: FtpsTls, traits: ServerTraits, logins: Logins, signal: AbortSignal): Promise<FtpConnection> {
		logins.assertNotRefused();
		const secure = await connectControl(options, tls.control, signal);
		const close = () => secure.control.close();
		signal.addEventListener('abort', close, { once: true });
		try {
			secure.control.onDisorder = () => (traits.pipelines = false);
			await logIn(secure.control, options, traits, logins, signal);
			return new FtpConnection(secure, tls, traits);
		} catch (error) {
			close();
			if (!(error instanceof PipeliningError)) throw networkError(error, 'control');
			traits.pipelines = false;
			return await FtpConnection.open(options, tls, traits, logins, signal);
		} finally {
			signal.removeEventListener('abort', close);
		}
	}

	readonly #control: Control;
	readonly #closing = new AbortController();
	#data?: TLSSocket;
	readonly #ports: PassivePorts;

	private constructor(
		private readonly secure: SecureControl,
		private readonly tls: FtpsTls,
		readonly traits: ServerTraits,
	) {
		this.#control = secure.control;
		this.#ports = new PassivePorts(this.#control, traits);
		this.#control.onDisorder = () => this.#ports.noteDisorder();
	}

	/** How long a command and its reply take, on their way alone. */
	get roundTripMs(): number {
		return this.#control.quickestReplyMs;
	}

	get isUsable(): boolean {
		return this.#control.isOpen;
	}

	/** Sends commands together where the server takes that; gives their replies, good or bad. */
	async askAll(...commands: string[]): Promise<Reply[]> {
		if (this.traits.pipelines) return await Promise.all(commands.map(async (command) => await this.#control.ask(command)));
		const replies: Reply[] = [];
		for (const command of commands) replies.push(await this.#control.ask(command));
		return replies;
	}

	/** Sends a command, and throws if it is refused. */
	async ask(command: string): Promise<Reply> {
		const reply = await this.#control.ask(command);
		if (isRefused(reply)) throw replyError(verbOf(command), reply);
		return reply;
	}

	async keepAlive(): Promise<void> {
		await this.ask('NOOP');
	}

	/** Somebody waits for this connection, which has nothing to do. */
	prepare(): void {
		if (this.isUsable) this.#ports.prepare();
	}

	/** All bytes of a transfer are here, and the server has yet to say so. */
	prepareEarly(): void {
		if (this.isUsable) this.#ports.prepareEarly();
	}

	/**
	 * Begins a transfer. The commands in `before` are sent along with the question for a port; `check` throws if the transfer
	 * must not begin after their replies.
	 */
	async transfer(command: string, options: TransferOptions = {}): Promise<Transfer> {
		const prepared = this.#ports.take();
		if (prepared && options.isHarmless && this.traits.pipelines) return await this.#transferAtOnce(command, prepared, options);
		const early = prepared && this.#dialEarly(prepared);
		const port = await this.#makeReady(options, prepared).catch((error: unknown) => {
			early?.letGo();
			throw error;
		});
		return await this.#transferFrom(command, { port, early }, options);
	}

	/** All that is to be said goes out together, once the port is known. */
	async #transferAtOnce(command: string, prepared: Promise<number>, options: TransferOptions): Promise<Transfer> {
		const { before = [], check = () => {} } = options;
		const asking = this.askAll(...before);
		asking.catch(() => {});
		const transfer = await this.#transferFrom(command, { port: await prepared }, options);
		try {
			check(await asking);
			return transfer;
		} catch (error) {
			await this.breakOff(transfer);
			throw error;
		}
	}

	async #transferFrom(command: string, place: DataPlace, { offset = 0, isWatched }: TransferOptions): Promise<Transfer> {
		const restarting = offset > 0 ? this.#control.ask(`REST ${offset}`) : undefined;
		restarting?.catch(() => {});
		if (!this.traits.pipelines) await restarting;
		const transfer = await this.#begin(command, place, isWatched ? new LastRecord() : undefined);
		return { ...transfer, firstByte: (await restarting)?.code === 350 ? offset : 0 };
	}

	/** Gives the port for the data. */
	async #makeReady({ before = [], check = () => {} }: TransferOptions, prepared?: Promise<number>): Promise<number> {
		const asking = this.askAll(...before);
		// Where the server takes one command at a time, the port comes after them.
		if (!this.traits.pipelines) check(await asking);
		const [replies, port] = await Promise.all([asking, prepared ?? this.#ports.ask()]);
		check(replies);
		return port;
	}

	/**
	 * Where the port is known ahead, the data connection is made while the server answers what stands before the transfer. Where that fails,
	 * it is one of those that listen only when the transfer is asked for.
	 */
	#dialEarly(prepared: Promise<number>): EarlyDial {
		const dialling = new AbortController();
		const socket = prepared.then(async (port) => await this.#dialTcp(port, dialling.signal)).catch(() => undefined);
		const abort = () => dialling.abort();
		const letGo = () => {
			abort();
			void socket.then((made) => made?.destroy());
		};
		return { socket, abort, letGo };
	}

	/** Breaks a transfer off; the connection can be used again if the server says soon that it has noticed. */
	async breakOff({ data, done }: Transfer): Promise<void> {
		data.destroy();
		const stop = new AbortController();
		const late = delay(RESYNC_MS, 'late' as const, { signal: stop.signal }).catch(() => {});
		const outcome = await Promise.race([done.then(noted, noted), late]);
		stop.abort();
		if (outcome === 'late') this.close();
	}

	close(): void {
		this.#closing.abort();
		this.#data?.on('error', () => {}).destroy();
		this.#control.close();
	}

	// The command goes out while the data connection is being made: some servers listen only then.
	async #begin(command: string, { port, early }: DataPlace, last?: LastRecord): Promise<Omit<Transfer, 'firstByte'>> {
		let opening = '';
		let started: () => void = () => {};
		const isStarted = new Promise<void>((resolve) => (started = resolve));
		const done = this.#control
			.ask(command, ({ text }) => {
				opening ||= text;
				started();
			})
			.then((reply) => {
				if (isOk(reply)) return;
				const refusal = replyError(verbOf(command), reply);
				throw this.#ports.noteRefusal() ? passing(refusal) : refusal;
			});
		done.catch(() => {});
		const dialling = new AbortController();
		const dialled = this.#dial(port, { early, last, signal: dialling.signal });
		const begun = Promise.all([dialled, Promise.race([isStarted, done])]).then(([data]) => data);
		try {
			// A refusal counts at any time; some servers say nothing at the start of a short transfer.
			const data = await Promise.race([begun, done.then(async () => await dialled)]);
			this.#data = data;
			return { data, done, opening, wasEnded: () => last?.isFarewell ?? true };
		} catch (error) {
			dialling.abort();
			early?.abort();
			dialled.then((data) => data.destroy(), () => {});
			throw await this.#whyNot(error, done);
		}
	}

	/** The server's own words, if they come soon; else it waits for a data connection, and this one is of no use. */
	async #whyNot(error: unknown, done: Promise<void>): Promise<unknown> {
		if (isReply(error)) return error;
		// It was this side that broke it off: the server can only guess why.
		if (error instanceof FtpsError && error.problem.kind === 'network' && isCertificateCode(error.problem.code)) {
			this.close();
			return error;
		}
		const stop = new AbortController();
		const late = delay(RESYNC_MS, 'late' as const, { signal: stop.signal }).catch(() => 'late' as const);
		const told = await Promise.race([done.then(() => error, (refusal: unknown) => refusal), late]);
		stop.abort();
		if (told !== 'late') return told;
		this.close();
		return error;
	}

	async #dial(port: number, { early, last, signal }: { early?: EarlyDial; last?: LastRecord; signal: AbortSignal }): Promise<TLSSocket> {
		try {
			const made = await early?.socket;
			if (signal.aborted) {
				made?.destroy();
				throw abortError();
			}
			const socket = made && !made.destroyed ? made : await this.#dialTcp(port, signal);
			const either = AbortSignal.any([signal, this.#closing.signal]);
			return await openTls(last ? new WatchedSocket(socket, (chunk) => last.take(chunk)) : socket, this.tls.dataFor(this.secure.session.group), this.secure.session, either);
		} catch (error) {
			throw networkError(error, 'data');
		}
	}

	async #dialTcp(port: number, signal: AbortSignal): Promise<Socket> {
		// The address of the control connection, which was allowed. Without a host Node.js would connect to this machine.
		const host = this.#control.remoteAddress;
		if (!host) throw new FtpsError({ kind: 'network', where: 'data', code: 'ECONNRESET', text: 'the control connection is closed' });
		return await openTcp({ host, port }, AbortSignal.any([signal, this.#closing.signal]));
	}

}

function noted(): 'noted' {
	return 'noted';
}

function verbOf(command: string): string {
	return command.split(' ', 1)[0];
}
