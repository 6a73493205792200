import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Server, utils, type AuthContext, type Connection, type ServerConfig, type Session } from 'ssh2';
import { answer, parseRequest, statusReply, SftpHandles, u32, versionReply, type SftpRequest, type SftpTraits, TYPE } from './sftp-answers';
import { SftpTree } from './sftp-tree';
import { newKeyPair } from './ssh-keys';
import { tellSecret } from '../../demo/lib/secret-register.js';

/** The part of a channel of the library that a server needs. */
interface ServerChannel {
	on(event: 'data', listener: (chunk: Buffer) => void): this;
	on(event: 'close', listener: () => void): this;
	write(bytes: Buffer): boolean;
	end(): void;
}

type Method = 'password' | 'keyboard-interactive' | 'publickey';

export interface SftpServerOptions {
	hostKey?: string;
	password?: string;
	/** Text of a public key that may log in. */
	publicKey?: string;
	methods?: Method[];
	/** What keyboard-interactive asks. */
	prompts?: { prompt: string; echo: boolean }[];
	algorithms?: ServerConfig['algorithms'];
	/** Sends this in the place of SFTP, as a login script does. */
	scriptOutput?: string;
	offersSftp?: boolean;
	/** Wants another password before anything else. */
	hasExpired?: boolean;
	/** Where a server was before. */
	port?: number;
}

export const USER = 'tenant';
export const PASSWORD = 'correct horse battery staple';
export const HOST_KEY = newKeyPair('ed25519').private;

const TRAITS: SftpTraits = {
	extensions: { 'posix-rename@openssh.com': '1', 'fsync@openssh.com': '1', 'limits@openssh.com': '1' },
	mostReadBytes: 261_120,
	listsNoPermissions: false,
};

/**
 * SFTP over SSH in this process, and every way of answering wrongly. SSH is the library's; SFTP is spoken here, byte by
 * byte, since names are bytes. Knows nothing of the code that it tests.
 */
export class SftpServer {
	static async start(options: SftpServerOptions = {}): Promise<SftpServer> {
		const server = new SftpServer(options);
		tellSecret('password of SFTP', options.password ?? PASSWORD);
		server.#server.listen(options.port ?? 0, '127.0.0.1');
		await once(server.#server, 'listening');
		return server;
	}

	readonly tree = new SftpTree();
	readonly traits: SftpTraits = structuredClone(TRAITS);
	/** In order, of all sessions. */
	readonly requests: SftpRequest[] = [];
	/** Added to each answer, as a long way does. */
	delayMs = 0;
	/** Added to some answers, so that others overtake them. */
	lag: (request: SftpRequest) => number = () => 0;
	/** Takes no more connections than this at once; the others are closed without a word. */
	mostConnections = Infinity;
	/** Takes no more sessions than this at once, on whatever connections. */
	mostSessions = Infinity;
	/** Refuses so many good logins. */
	refuseLogins = 0;
	/** Cuts the connection after so many further bytes of answers; then no more. */
	cutAfterBytes = Infinity;
	/** Answers nothing any more. */
	isSilent = false;
	/** Answers with a status in the place of the right answer. */
	refuse: (request: SftpRequest) => number | undefined = () => undefined;
	/** Changes the packet of an answer, without its length; undefined sends nothing. */
	change: (packet: Buffer, request: SftpRequest) => Buffer | undefined = (packet) => packet;
	/** Puts the length before an answer. */
	frame: (packet: Buffer) => Buffer = (packet) => Buffer.concat([u32(packet.length), packet]);
	/** Runs before a request is answered. */
	before: (request: SftpRequest) => void = () => {};
	connections = 0;
	logins = 0;
	triedLogins: string[] = [];
	mostUnderWay = 0;
	/** How often a request came while no other was under way: on a long way, so often somebody waits. */
	trips = 0;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	readonly #handles = new Set<SftpHandles>();
	#sessions = 0;
	#underWay = 0;
	#isCutting = false;

	private constructor(private readonly options: SftpServerOptions) {
		const { hostKey = HOST_KEY, algorithms } = options;
		this.#server = new Server({ hostKeys: [hostKey], algorithms }, (connection) => this.#serve(connection));
		// The library's own server, beneath: it knows the sockets.
		const { _srv } = this.#server as unknown as { _srv: import('node:net').Server };
		_srv.prependListener('connection', (socket: Socket) => this.#count(socket));
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get openSockets(): number {
		return this.#sockets.size;
	}

	get openHandles(): number {
		return [...this.#handles].reduce((sum, { open }) => sum + open.size, 0);
	}

	asked(type: number): number {
		return this.requests.filter((request) => request.type === type).length;
	}

	cutAll(): void {
		for (const socket of this.#sockets) socket.resetAndDestroy();
	}

	async close(): Promise<void> {
		this.cutAll();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	#count(socket: Socket): void {
		this.connections++;
		this.#sockets.add(socket);
		socket.setNoDelay(true);
		socket.once('close', () => this.#sockets.delete(socket));
		if (this.#sockets.size > this.mostConnections) socket.destroy();
	}

	#serve(connection: Connection): void {
		connection.on('error', () => {});
		connection.on('authentication', (context) => this.#authenticate(context));
		connection.on('ready', () => {
			this.logins++;
			connection.on('session', (accept, reject) => {
				if (this.#sessions >= this.mostSessions) reject();
				else this.#open(accept());
			});
		});
	}

	#authenticate(context: AuthContext): void {
		const { methods = ['password', 'publickey'] } = this.options;
		const { method } = context;
		if (method !== 'none') this.triedLogins.push(method);
		if (context.method === 'password' && this.options.hasExpired) context.requestChange('Change it', () => {});
		else if (context.username !== USER || !methods.includes(method as Method)) context.reject(methods);
		else if (method === 'keyboard-interactive') this.#prompt(context);
		else if (!this.#isRight(context)) context.reject(methods);
		else this.#accept(context);
	}

	#prompt(context: AuthContext): void {
		const { prompts = [{ prompt: 'Password: ', echo: false }], methods } = this.options;
		if (context.method !== 'keyboard-interactive') return;
		context.prompt(prompts, (answers) => {
			if (answers[0] === (this.options.password ?? PASSWORD) && prompts.length === 1) this.#accept(context);
			else context.reject(methods ?? []);
		});
	}

	#isRight(context: AuthContext): boolean {
		if (context.method === 'password') return context.password === (this.options.password ?? PASSWORD);
		if (context.method !== 'publickey' || !this.options.publicKey) return false;
		const allowed = utils.parseKey(this.options.publicKey);
		if (allowed instanceof Error || !context.key.data.equals(allowed.getPublicSSH())) return false;
		return !context.signature || allowed.verify(context.blob as Buffer, context.signature, context.hashAlgo) === true;
	}

	#accept(context: AuthContext): void {
		const isAsking = context.method === 'publickey' && !context.signature;
		if (!isAsking && this.refuseLogins > 0) {
			this.refuseLogins--;
			context.reject(this.options.methods ?? ['password', 'publickey']);
		} else {
			context.accept();
		}
	}

	#open(session: Session): void {
		const { offersSftp = true, scriptOutput } = this.options;
		session.on('subsystem' as never, ((accept: () => ServerChannel, reject: () => void) => {
			if (!offersSftp) {
				reject();
				return;
			}
			const channel = accept();
			if (scriptOutput !== undefined) channel.write(Buffer.from(scriptOutput));
			this.#speak(channel);
		}) as never);
	}

	#speak(channel: ServerChannel): void {
		const handles = new SftpHandles();
		this.#handles.add(handles);
		this.#sessions++;
		channel.on('close', () => {
			this.#sessions--;
			this.#handles.delete(handles);
		});
		let received = Buffer.alloc(0);
		channel.on('data', (chunk: Buffer) => {
			received = Buffer.concat([received, chunk]);
			while (received.length >= 4 && received.length >= 4 + received.readUInt32BE(0)) {
				const packet = received.subarray(4, 4 + received.readUInt32BE(0));
				received = received.subarray(4 + packet.length);
				void this.#answer(Buffer.from(packet), channel, handles);
			}
		});
	}

	async #answer(packet: Buffer, channel: ServerChannel, handles: SftpHandles): Promise<void> {
		const request = packet[0] === TYPE.INIT ? { type: TYPE.INIT, id: 0, path: '' } : parseRequest(packet);
		this.requests.push(request);
		if (this.#underWay === 0) this.trips++;
		this.mostUnderWay = Math.max(this.mostUnderWay, ++this.#underWay);
		this.before(request);
		const status = this.refuse(request);
		const right = packet[0] === TYPE.INIT ? versionReply(this.traits) : status === undefined ? answer(packet, this.tree, handles, this.traits) : statusReply(request.id, status, 'said so');
		const waitMs = this.delayMs + this.lag(request);
		if (waitMs > 0) await delay(waitMs);
		this.#underWay--;
		const told = this.isSilent ? undefined : this.change(right, request);
		if (told) this.#tell(channel, this.frame(told));
	}

	#tell(channel: ServerChannel, bytes: Buffer): void {
		if (this.#isCutting) return;
		if (this.cutAfterBytes === Infinity) {
			channel.write(bytes);
			return;
		}
		const allowed = bytes.subarray(0, this.cutAfterBytes);
		channel.write(allowed);
		this.cutAfterBytes -= allowed.length;
		if (this.cutAfterBytes > 0) return;
		this.cutAfterBytes = Infinity;
		this.#isCutting = true;
		// What was written goes out first.
		setTimeout(() => {
			this.cutAll();
			this.#isCutting = false;
		}, 20);
	}
}
