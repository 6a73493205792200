/**
 * vsftpd as 8x8 has one: implicit TLS, and TLS session reuse required. For its login it needs root and a service of PAM,
 * which is gone at the end; nobody is added to the system.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, takePorts } from './daemon.mjs';
import { FAR_HOST } from './delay.mjs';
import { openFiles } from './files.mjs';

const USER = 'tenant';
/** Enough for the transfers of one client and for those that have just ended. */
const PASSIVE_PORTS = 300;

export async function serve(_tls, { folder, certificateFile, keyFile }) {
	const { home, prepare } = openFiles('ftps', folder);
	const password = randomBytes(12).toString('base64url');
	const port = await takePorts(1 + PASSIVE_PORTS);
	const service = addPamService(folder, password);
	const settings = {
		...{ listen: 'YES', listen_address: '127.0.0.1', listen_port: port, background: 'NO' },
		...{ anonymous_enable: 'NO', local_enable: 'YES', pam_service_name: service },
		// The user is a guest in the guise of `ftp`, whom the package brings.
		...{ guest_enable: 'YES', guest_username: 'ftp', virtual_use_local_privs: 'YES' },
		...{ local_root: home, chroot_local_user: 'YES', allow_writeable_chroot: 'YES', secure_chroot_dir: '/var/run/vsftpd/empty' },
		...{ ssl_enable: 'YES', implicit_ssl: 'YES', require_ssl_reuse: 'YES', force_local_data_ssl: 'YES', force_local_logins_ssl: 'YES' },
		...{ ssl_ciphers: 'HIGH', rsa_cert_file: certificateFile, rsa_private_key_file: keyFile },
		...{ pasv_min_port: port + 1, pasv_max_port: port + PASSIVE_PORTS, seccomp_sandbox: 'NO', xferlog_enable: 'NO' },
	};
	const file = join(folder, 'vsftpd.conf');
	writeFileSync(file, Object.entries(settings).map((setting) => `${setting.join('=')}\n`).join(''));
	const { cpuMs } = await startDaemon('/usr/sbin/vsftpd', [file], port);
	const place = { host: '127.0.0.1', port, user: USER, password, certificateFile, far: { host: FAR_HOST } };
	return { place, prepare, cpuMs };
}

/** In small letters, as PAM makes of any name. */
function addPamService(folder, password) {
	const name = `recordings-bench-${process.pid}`;
	const file = join('/etc/pam.d', name);
	const users = join(folder, 'vsftpd.users');
	const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password }).toString().trim();
	writeFileSync(users, `${USER}:${hash}\n`, { mode: 0o600 });
	process.once('exit', () => rmSync(file, { force: true }));
	writeFileSync(file, `auth required pam_pwdfile.so pwdfile=${users}\naccount required pam_permit.so\nsession required pam_permit.so\n`);
	return name;
}
