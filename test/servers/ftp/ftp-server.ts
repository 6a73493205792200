import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext, type SecureVersion } from 'node:tls';
import { forgetServers } from '../../../core/sources/ftps/connections';
import { makeCertificate, type Certificate } from '../certificate';
import { FtpFaults } from './ftp-faults';
import type { Dialect } from './ftp-listing';
import { FtpSession } from './ftp-session';
import { FtpStore, wire } from './ftp-store';
import { tellSecret } from '../../../demo/lib/secret-register.js';

export interface FtpServerOptions {
	/** `plain` has no TLS at all. */
	mode: 'implicit' | 'explicit' | 'plain';
	certificate?: Certificate;
	minVersion?: SecureVersion;
	maxVersion?: SecureVersion;
	ciphers?: string;
	/** Of data connections; that of the control connection where absent. */
	dataCertificate?: Certificate;
	/** Data go in clear, whatever was agreed on. */
	dataInClear?: boolean;
	user: string;
	password: string;
	/** Where a login leads: `''`, or with a slash at the end. */
	home: string;
	mlsd: boolean;
	dialect: Dialect;
	/** Takes `LIST -a` for hidden files too; else for a file of that name. */
	knowsListAll: boolean;
	epsv: boolean;
	hasSize: boolean;
	hasRest: boolean;
	/** Data connections must go on with the TLS session of a login. */
	requiresReuse: boolean;
	/** What PASV says, in the place of 127.0.0.1. */
	passiveAddress: string;
	/** Logins at once; who comes too late is sent away with this. */
	maxLogins: number;
	sendsAway: [code: number, text: string];
	/** Forgets commands that come before the last is answered. */
	pipelines: boolean;
	/** Sends its answers byte by byte. */
	dribbles: boolean;
	/** Renames onto a file that is there. */
	replaces: boolean;
	/** Before each answer. */
	latencyMs: number;
	/** Answers EPSV while a transfer is under way, before that is over. */
	answersAtOnce: boolean;
	/** Of keys, the first one wanted most; those of OpenSSL where absent. */
	groups?: string;
	/** The port that stands for a passive one to the world outside. */
	passivePort: (port: number) => number | Promise<number>;
}

const DEFAULTS: FtpServerOptions = {
	mode: 'implicit',
	user: 'tenant',
	password: 'correct horse battery',
	home: '',
	mlsd: true,
	dialect: 'unix',
	knowsListAll: true,
	epsv: true,
	hasSize: true,
	hasRest: true,
	requiresReuse: false,
	passiveAddress: '127,0,0,1',
	maxLogins: Infinity,
	sendsAway: [421, 'There are too many connected users, please try later.'],
	pipelines: true,
	dribbles: false,
	replaces: true,
	latencyMs: 0,
	answersAtOnce: false,
	passivePort: (port) => port,
};

const CA = makeCertificate('FTP Test CA');
const CERTIFICATE = makeCertificate('ftp server', CA);

/** An FTP server in this process, which can be any of those that there are, and fail in every way. */
export class FtpServer {
	static async start(options: Partial<FtpServerOptions> = {}): Promise<FtpServer> {
		const server = new FtpServer({ ...DEFAULTS, ...options });
		tellSecret('password of FTP', server.options.password);
		server.#listener.listen(0, '127.0.0.1');
		await once(server.#listener, 'listening');
		// Systems give a port out again: what is remembered of an earlier server there is not true of this one.
		forgetServers();
		return server;
	}

	readonly store = new FtpStore();
	readonly faults = new FtpFaults();
	/** All that was asked, passwords left out. */
	readonly commands: string[] = [];
	readonly ca = CA;
	readonly secureContext: SecureContext;
	readonly #dataContext: SecureContext;
	logins = 0;
	mostLogins = 0;
	/** Logins that were made, be they over or not. */
	loginCount = 0;
	reusedSessions = 0;
	newSessions = 0;
	readonly #sockets = new Set<Socket>();
	readonly #secured = new WeakMap<Socket, TLSSocket>();
	readonly #listener = createServer((socket) => void this.#greet(socket));

	private constructor(readonly options: FtpServerOptions) {
		if (options.home !== '') this.store.seed(`${options.home}-`, Buffer.alloc(0));
		this.store.files.clear();
		const { cert, key } = options.certificate ?? CERTIFICATE;
		const { minVersion, maxVersion, ciphers, groups: ecdhCurve, dataCertificate: data } = options;
		this.secureContext = createSecureContext({ cert, key, minVersion, maxVersion, ciphers, ...(ecdhCurve === undefined ? {} : { ecdhCurve }), sessionIdContext: 'ftp' });
		this.#dataContext = data ? createSecureContext({ cert: data.cert, key: data.key }) : this.secureContext;
	}

	get port(): number {
		return (this.#listener.address() as AddressInfo).port;
	}

	get openSockets(): number {
		return this.#sockets.size;
	}

	/** Puts files there under their names in UTF-8. */
	seed(files: Record<string, Buffer | string>): void {
		for (const [path, content] of Object.entries(files)) this.store.seed(wire(this.options.home + path), Buffer.from(content));
	}

	count(verb: string): number {
		return this.commands.filter((command) => command.split(' ', 1)[0] === verb).length;
	}

	track(socket: Socket): void {
		this.#sockets.add(socket);
		// Else the small pieces of a handshake wait 40 ms for one another, on each data connection.
		socket.setNoDelay(true);
		socket.on('error', () => {}).once('close', () => this.#sockets.delete(socket));
	}

	/** With TLS over it, if there is any: Node.js does not survive the other order. */
	drop(socket: Socket): void {
		(this.#secured.get(socket) ?? socket).destroy();
	}

	/** Ends every connection, as a restart does. */
	dropAll(): void {
		for (const socket of this.#sockets) this.drop(socket);
	}

	async close(): Promise<void> {
		this.#listener.close();
		this.dropAll();
		if (this.#listener.listening) await once(this.#listener, 'close');
	}

	async #greet(socket: Socket): Promise<void> {
		this.track(socket);
		if (this.options.mode !== 'implicit') {
			new FtpSession(this, socket).greet();
			return;
		}
		const secure = this.secure(socket);
		secure.once('secure', () => new FtpSession(this, secure).greet());
	}

	secure(socket: Socket, isData = false): TLSSocket {
		const secure = new TLSSocket(socket, { isServer: true, secureContext: isData ? this.#dataContext : this.secureContext });
		this.#secured.set(socket, secure);
		// An alert of the client ends TLS; `tls.Server` closes then, and what is still to be written would wait for good.
		return secure.on('error', () => {}).on('_tlsError', () => secure.destroy());
	}
}
