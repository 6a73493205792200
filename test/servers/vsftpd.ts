import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Daemon, freePort } from './daemon';
import { FtpPlace, type RealFtpServer } from './ftp-place';

const MISSING = 'vsftpd is not installed: apt-get install -y --no-install-recommends vsftpd libpam-pwdfile';

/**
 * vsftpd over implicit TLS, with TLS session reuse required. It needs root, and PAM for its logins: a service of our own,
 * gone at the end, that looks into a file of ours. Nobody is added to the system; the user is a guest in the guise of
 * `ftp`, whom the package brings.
 */
export class Vsftpd implements RealFtpServer {
	static async start(settings: Record<string, string | number> = {}): Promise<Vsftpd> {
		if (process.getuid?.() !== 0) throw new Error('vsftpd can be started by root alone');
		const vsftpd = new Vsftpd(await FtpPlace.create('vsftpd'), await freePort(), settings);
		try {
			await vsftpd.#start();
		} catch (error) {
			await vsftpd.stop();
			throw error;
		}
		return vsftpd;
	}

	readonly mode = 'implicit';
	#daemon?: Daemon;

	private constructor(
		readonly place: FtpPlace,
		readonly port: number,
		private readonly settings: Record<string, string | number>,
	) {}

	async stop(): Promise<void> {
		await this.#daemon?.stop();
		await rm(this.#pamFile, { force: true });
		await this.place.remove();
	}

	/** In small letters, as PAM makes of any name. */
	get #service(): string {
		return basename(this.place.folder).toLowerCase();
	}

	get #pamFile(): string {
		return join('/etc/pam.d', this.#service);
	}

	async #start(): Promise<void> {
		const { user, password, certificateFile, home } = this.place;
		const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password }).toString().trim();
		const users = await this.place.setting('users', [`${user}:${hash}`]);
		await writeFile(this.#pamFile, `auth required pam_pwdfile.so pwdfile=${users}\naccount required pam_permit.so\nsession required pam_permit.so\n`);
		const settings = {
			listen: 'YES',
			listen_address: '127.0.0.1',
			listen_port: this.port,
			background: 'NO',
			anonymous_enable: 'NO',
			local_enable: 'YES',
			guest_enable: 'YES',
			guest_username: 'ftp',
			virtual_use_local_privs: 'YES',
			pam_service_name: this.#service,
			local_root: home,
			chroot_local_user: 'YES',
			allow_writeable_chroot: 'YES',
			write_enable: 'YES',
			ssl_enable: 'YES',
			implicit_ssl: 'YES',
			require_ssl_reuse: 'YES',
			force_local_data_ssl: 'YES',
			force_local_logins_ssl: 'YES',
			ssl_ciphers: 'HIGH',
			rsa_cert_file: certificateFile,
			rsa_private_key_file: certificateFile,
			// An address that leads nowhere: nobody may go there.
			pasv_address: '192.0.2.1',
			pasv_min_port: 32_100,
			pasv_max_port: 32_700,
			seccomp_sandbox: 'NO',
			secure_chroot_dir: '/var/run/vsftpd/empty',
			xferlog_enable: 'NO',
			...this.settings,
		};
		const file = await this.place.setting('vsftpd.conf', Object.entries(settings).map((setting) => setting.join('=')));
		this.#daemon = new Daemon('vsftpd', [file], MISSING);
		await this.#daemon.untilReady(this.port);
	}
}
