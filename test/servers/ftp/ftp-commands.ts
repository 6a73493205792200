import { setTimeout as delay } from 'node:timers/promises';
import { drain, finish, PassivePort, pour, pourForever } from './ftp-data';
import type { FtpFault } from './ftp-faults';
import { listing, mlsdTime } from './ftp-listing';
import type { FtpSession } from './ftp-session';
import { seeContent } from '../../secrets/seen.js';

type Answer = [code: number, text: string];
type Run = (argument: string, fault: FtpFault) => void | Promise<void>;

/** What the commands do when all goes right. */
export class FtpCommands {
	#folder: string;
	#user = '';
	#restart = 0;
	#from?: string;
	#passive?: PassivePort;

	constructor(private readonly session: FtpSession) {
		this.#folder = session.server.options.home.replace(/\/$/, '');
	}

	async run(verb: string, argument: string, fault: FtpFault): Promise<void> {
		const always = this.#beforeLogin[verb];
		if (always) return await always(argument, fault);
		if (!this.session.isLoggedIn) return this.#say(530, 'Please login with USER and PASS.');
		const run = this.#afterLogin[verb];
		if (run) await run(argument, fault);
		else this.#say(500, 'Unknown command.');
	}

	close(): void {
		this.#passive?.close();
	}

	readonly #beforeLogin: Record<string, Run> = {
		AUTH: () => {
			if (this.#options.mode !== 'explicit') return this.#say(502, 'Command not implemented.');
			this.#say(234, 'Proceed with negotiation.');
			this.session.upgrade();
		},
		USER: (user) => {
			this.#user = user;
			this.#say(331, 'Please specify the password.');
		},
		PASS: (password) => {
			const { user, password: expected } = this.#options;
			if (this.#user !== Buffer.from(user).toString('latin1') || password !== Buffer.from(expected).toString('latin1')) return this.#say(530, 'Login incorrect.');
			if (this.session.logIn()) return this.#say(230, 'Login successful.');
			this.#say(...this.#options.sendsAway);
			this.session.socket.end();
		},
		QUIT: () => {
			this.#say(221, 'Goodbye.');
			this.session.socket.end();
		},
	};

	readonly #afterLogin: Record<string, Run> = {
		TYPE: () => this.#say(200, 'Switching to Binary mode.'),
		PBSZ: () => this.#say(200, 'PBSZ set to 0.'),
		PROT: () => this.#say(200, 'PROT now Private.'),
		OPTS: () => this.#say(200, 'Always.'),
		NOOP: () => this.#say(200, 'NOOP ok.'),
		FEAT: () => {
			const mlst = this.#options.mlsd ? ' MLST type*;size*;modify*;\r\n' : '';
			this.session.socket.write(`211-Features:\r\n EPSV\r\n${mlst} UTF8\r\n211 End\r\n`);
		},
		PWD: () => this.#say(257, `"/${this.#folder.replaceAll('"', '""')}" is the current directory`),
		CWD: (path) => {
			const folder = this.#path(path);
			if (folder === undefined || !this.#store.folders.has(folder)) return this.#say(550, 'Failed to change directory.');
			this.#folder = folder;
			this.#say(250, 'Directory successfully changed.');
		},
		MKD: (path) => (this.#store.addFolder(this.#path(path) ?? '') ? this.#say(257, 'created') : this.#say(550, 'Create directory operation failed.')),
		DELE: (path) => (this.#store.files.delete(this.#path(path) ?? '') ? this.#say(250, 'Delete operation successful.') : this.#say(550, 'Delete operation failed.')),
		SIZE: (path) => {
			if (!this.#options.hasSize) return this.#say(502, 'SIZE not implemented.');
			const file = this.#store.files.get(this.#path(path) ?? '');
			this.#say(...(file ? ([213, `${file.content.length}`] as Answer) : ([550, 'Could not get file size.'] as Answer)));
		},
		MDTM: (path) => {
			const file = this.#store.files.get(this.#path(path) ?? '');
			this.#say(...(file ? ([213, mlsdTime(file.modifiedMs)] as Answer) : ([550, 'Could not get file modification time.'] as Answer)));
		},
		RNFR: (path) => {
			this.#from = this.#path(path);
			this.#say(...(this.#store.files.has(this.#from ?? '') ? ([350, 'Ready for RNTO.'] as Answer) : ([550, 'RNFR command failed.'] as Answer)));
		},
		RNTO: (path) => {
			const to = this.#path(path) ?? '';
			const isFree = this.#options.replaces || !this.#store.files.has(to);
			this.#say(...(isFree && this.#store.rename(this.#from ?? '', to) ? ([250, 'Rename successful.'] as Answer) : ([550, 'Rename failed.'] as Answer)));
		},
		REST: (offset) => {
			if (!this.#options.hasRest) return this.#say(502, 'REST not implemented.');
			this.#restart = Number(offset);
			this.#say(350, 'Restart position accepted.');
		},
		EPSV: async () => {
			if (!this.#options.epsv) return this.#say(522, 'Network protocol not supported, use (1).');
			this.#say(229, `Entering Extended Passive Mode (|||${await this.#listen()}|)`);
		},
		PASV: async () => {
			const port = await this.#listen();
			this.#say(227, `Entering Passive Mode (${this.#options.passiveAddress},${port >> 8},${port & 255}).`);
		},
		LIST: async (argument, fault) => {
			const { mlsd, dialect, knowsListAll } = this.#options;
			void mlsd;
			const isName = argument !== '' && !knowsListAll;
			const lines = fault.lines ?? (isName ? [] : [...listing(this.#store, this.#folder, dialect, argument === '-a')]);
			await this.#send('Here comes the directory listing.', Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1'), fault);
		},
		MLSD: async (path, fault) => {
			if (!this.#options.mlsd) return this.#say(500, 'Unknown command.');
			const folder = path === '' ? this.#folder : this.#path(path);
			if (!fault.lines && !fault.endless && (folder === undefined || !this.#store.folders.has(folder))) return this.#say(550, 'Failed to change directory.');
			const lines = fault.lines ?? [...listing(this.#store, folder ?? '', 'mlsd', true)];
			await this.#send('Here comes the directory listing.', Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1'), fault);
		},
		RETR: async (path, fault) => {
			const start = this.#restart;
			this.#restart = 0;
			const file = this.#store.files.get(this.#path(path) ?? '');
			if (!file) return this.#say(550, 'Failed to open file.');
			await this.#send(`Opening BINARY mode data connection for file (${file.content.length} bytes).`, file.content.subarray(start), fault);
		},
		STOR: async (path, fault) => {
			const target = this.#path(path);
			if (target === undefined || !this.#store.canHold(target)) return this.#say(553, 'Could not create file.');
			const socket = await this.#accept('Ok to send data.');
			if (!socket) return;
			if (fault.cutAfterBytes !== undefined) {
				socket.once('data', () => socket.destroy());
				await new Promise((resolve) => socket.once('close', resolve));
				return this.#say(...(fault.thenSays ?? [426, 'Failure reading network stream.']));
			}
			const content = await drain(socket);
		seeContent('targets', `FTP ${target}`, content);
		this.#store.put(target, content);
			socket.destroy();
			this.#say(...(fault.thenSays ?? [226, 'Transfer complete.']));
		},
	};

	get #options() {
		return this.session.server.options;
	}

	get #store() {
		return this.session.server.store;
	}

	#say(code: number, text: string): void {
		this.session.say(code, text);
	}

	/** As the store has it; undefined where links lead nowhere. */
	#path(argument: string): string | undefined {
		const path = argument.startsWith('/') ? argument : `${this.#folder}/${argument}`;
		return this.#store.resolve(path.replaceAll(/\/+/g, '/').replaceAll(/^\/|\/$/g, ''));
	}

	async #listen(): Promise<number> {
		this.#passive?.close();
		this.#passive = await PassivePort.open(this.session.server);
		return await this.session.server.options.passivePort(this.#passive.port);
	}

	async #accept(opening: string) {
		const passive = this.#passive;
		if (!passive) return this.#say(425, 'Use PORT or PASV first.');
		this.#say(150, opening);
		try {
			const socket = await passive.accept();
			if (!socket) this.#say(522, 'SSL connection failed; session reuse required: see require_ssl_reuse option in vsftpd.conf man page');
			this.#passive = undefined;
			return socket;
		} catch {
			return this.#say(425, 'Failed to establish connection.');
		}
	}

	async #send(opening: string, bytes: Buffer, fault: FtpFault): Promise<void> {
		const socket = await this.#accept(opening);
		if (!socket) return;
		if (fault.endless) {
			await pourForever(socket, fault.endless);
			return this.#say(426, 'Failure writing network stream.');
		}
		const limit = fault.cutAfterBytes ?? fault.stallAfterBytes ?? bytes.length;
		const isSent = await pour(socket, bytes.subarray(0, limit));
		if (fault.stallAfterBytes !== undefined) await new Promise((resolve) => socket.once('close', resolve));
		if (fault.resets) socket.destroy();
		const isWhole = isSent && (await finish(socket));
		if (fault.lateMs) await delay(fault.lateMs);
		if (fault.thenSays) this.#say(...fault.thenSays);
		else if (isWhole || fault.cutAfterBytes !== undefined) this.#say(226, 'Transfer complete.');
		else this.#say(426, 'Failure writing network stream.');
	}
}
