import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { FtpPlace, type RealFtpServer } from './ftp-place';

/** Where `.ci/run` unpacks it: as a package it would drive vsftpd out. */
const UNPACKED = resolve(__dirname, '../../.local/servers/proftpd');
const PROGRAM = join(UNPACKED, 'usr/sbin/proftpd');
const MISSING = `proftpd is not in ${UNPACKED}: ".ci/run" shows how it gets there`;

interface Choices {
	mode: 'implicit' | 'explicit';
	hasMlsd?: boolean;
}

/**
 * ProFTPD with mod_tls, which by default wants data connections to go on with the TLS session of the login. Started for
 * each connection, as inetd does: its own daemon sleeps 0.4 s whenever a session has ended.
 */
export class Proftpd implements RealFtpServer {
	static async start(choices: Choices): Promise<Proftpd> {
		const proftpd = new Proftpd(await FtpPlace.create('proftpd'), choices);
		try {
			await proftpd.#start();
		} catch (error) {
			await proftpd.stop();
			throw error;
		}
		return proftpd;
	}

	readonly #sessions = new Set<ChildProcess>();
	readonly #listener = createServer({ pauseOnConnect: true }, (socket) => this.#serve(socket));

	private constructor(
		readonly place: FtpPlace,
		private readonly choices: Choices,
	) {}

	get port(): number {
		return (this.#listener.address() as AddressInfo).port;
	}

	get #settingsFile(): string {
		return join(this.place.folder, 'proftpd.conf');
	}

	get mode(): 'implicit' | 'explicit' {
		return this.choices.mode;
	}

	async stop(): Promise<void> {
		this.#listener.close();
		const exits = [...this.#sessions].map(async (session) => await once(session, 'exit'));
		for (const session of this.#sessions) session.kill('SIGKILL');
		await Promise.all(exits);
		await this.place.remove();
	}

	async #start(): Promise<void> {
		const { folder, user, password, home, certificateFile } = this.place;
		const isRoot = process.getuid?.() === 0;
		const [uid, gid] = isRoot ? [65_534, 65_534] : [process.getuid?.(), process.getgid?.()];
		const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password }).toString().trim();
		const users = await this.place.setting('users', [`${user}:${hash}:${uid}:${gid}::${home}:/bin/false`]);
		await this.place.setting('proftpd.conf', [
			`ModulePath ${join(UNPACKED, 'usr/lib/proftpd')}`,
			'LoadModule mod_tls.c',
			'ServerName recordings',
			'ServerType inetd',
			'DefaultAddress 127.0.0.1',
			'UseIPv6 off',
			'UseReverseDNS off',
			...(isRoot ? ['User nobody', 'Group nogroup'] : []),
			`ScoreboardFile ${join(folder, 'scoreboard')}`,
			`DelayTable none`,
			'DelayEngine off',
			'WtmpLog off',
			'TransferLog none',
			'AuthOrder mod_auth_file.c',
			`AuthUserFile ${users}`,
			'RequireValidShell off',
			`DefaultRoot ${home}`,
			'AllowOverwrite on',
			'Umask 000',
			'PassivePorts 32701 32760',
			`FactsAdvertise ${this.choices.hasMlsd === false ? 'off' : 'on'}`,
			'TLSEngine on',
			'TLSRequired on',
			'TLSProtocol TLSv1.2 TLSv1.3',
			`TLSECCertificateFile ${certificateFile}`,
			`TLSECCertificateKeyFile ${certificateFile}`,
			// Else each session reads the certificates of the system, which takes longer than all the rest.
			`TLSCACertificateFile ${certificateFile}`,
			'TLSVerifyClient off',
			'TLSRenegotiate none',
			`TLSLog ${join(folder, 'tls.log')}`,
			...(this.choices.mode === 'implicit' ? ['TLSOptions UseImplicitSSL'] : []),
		]);
		if (!existsSync(PROGRAM)) throw new Error(MISSING);
		this.#listener.listen(0, '127.0.0.1');
		await once(this.#listener, 'listening');
	}

	#serve(socket: Socket): void {
		const session = spawn(PROGRAM, ['--quiet', '--config', this.#settingsFile], { stdio: [socket, socket, 'ignore'] });
		this.#sessions.add(session);
		session.once('exit', () => this.#sessions.delete(session));
		// The session has a handle of its own to it.
		session.once('spawn', () => socket.destroy());
	}
}
