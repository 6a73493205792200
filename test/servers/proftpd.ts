import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Daemon, freePort } from './daemon';
import { FtpPlace, type RealFtpServer } from './ftp-place';

/** Where `.ci/run` unpacks it: as a package it would drive vsftpd out. */
const UNPACKED = resolve(__dirname, '../../.local/servers/proftpd');
const MISSING = `proftpd is not in ${UNPACKED}: ".ci/run" shows how it gets there`;

interface Choices {
	mode: 'implicit' | 'explicit';
	hasMlsd?: boolean;
}

/** ProFTPD with mod_tls, which by default wants data connections to go on with the TLS session of the login. */
export class Proftpd implements RealFtpServer {
	static async start(choices: Choices): Promise<Proftpd> {
		const proftpd = new Proftpd(await FtpPlace.create('proftpd'), await freePort(), choices);
		try {
			await proftpd.#start();
		} catch (error) {
			await proftpd.stop();
			throw error;
		}
		return proftpd;
	}

	#daemon?: Daemon;

	private constructor(
		readonly place: FtpPlace,
		readonly port: number,
		private readonly choices: Choices,
	) {}

	get mode(): 'implicit' | 'explicit' {
		return this.choices.mode;
	}

	async stop(): Promise<void> {
		await this.#daemon?.stop();
		await this.place.remove();
	}

	async #start(): Promise<void> {
		const { folder, user, password, home, certificateFile } = this.place;
		const isRoot = process.getuid?.() === 0;
		const [uid, gid] = isRoot ? [65_534, 65_534] : [process.getuid?.(), process.getgid?.()];
		const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password }).toString().trim();
		const users = await this.place.setting('users', [`${user}:${hash}:${uid}:${gid}::${home}:/bin/false`]);
		const file = await this.place.setting('proftpd.conf', [
			`ModulePath ${join(UNPACKED, 'usr/lib/proftpd')}`,
			'LoadModule mod_tls.c',
			'ServerName recordings',
			'ServerType standalone',
			'DefaultAddress 127.0.0.1',
			'SocketBindTight on',
			'UseIPv6 off',
			'UseReverseDNS off',
			`Port ${this.port}`,
			...(isRoot ? ['User nobody', 'Group nogroup'] : []),
			`PidFile ${join(folder, 'pid')}`,
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
			'TLSVerifyClient off',
			'TLSRenegotiate none',
			`TLSLog ${join(folder, 'tls.log')}`,
			...(this.choices.mode === 'implicit' ? ['TLSOptions UseImplicitSSL'] : []),
		]);
		const program = join(UNPACKED, 'usr/sbin/proftpd');
		if (!existsSync(program)) throw new Error(MISSING);
		this.#daemon = new Daemon(program, ['--nodaemon', '--quiet', '--config', file], MISSING);
		await this.#daemon.untilReady(this.port);
	}
}
