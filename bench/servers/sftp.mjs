/** Debian's OpenSSH server. Whoever runs the bench logs in, by a key: a password would need an account of the system. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { startDaemon, takePorts } from './daemon.mjs';
import { FAR_HOST } from './delay.mjs';
import { openFiles } from './files.mjs';

export async function serve(_tls, { folder }) {
	const { home, prepare } = openFiles('sftp', folder);
	const port = await takePorts(1);
	const [hostKeyFile, keyFile] = ['ssh_host_key', 'ssh_user_key'].map((name) => createKey(join(folder, name)));
	const settings = {
		...{ Port: port, ListenAddress: '127.0.0.1', HostKey: hostKeyFile, PidFile: 'none' },
		...{ AuthorizedKeysFile: `${keyFile}.pub`, PasswordAuthentication: 'no', KbdInteractiveAuthentication: 'no' },
		...{ PermitRootLogin: 'yes', StrictModes: 'no', UsePAM: 'no', UseDNS: 'no', Subsystem: `sftp internal-sftp -d ${home}` },
		// It would turn clients away at random that come with 16 connections at once.
		...{ MaxStartups: 100, LogLevel: 'ERROR' },
	};
	const file = join(folder, 'sshd_config');
	writeFileSync(file, Object.entries(settings).map((setting) => `${setting.join(' ')}\n`).join(''));
	// It wants this folder, of which nothing is kept.
	if (process.getuid() === 0) mkdirSync('/run/sshd', { recursive: true });
	const { cpuMs } = await startDaemon('/usr/sbin/sshd', ['-D', '-e', '-f', file], port);
	const hostKey = readFileSync(`${hostKeyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	const knownHostsFile = join(folder, 'known_hosts');
	writeFileSync(knownHostsFile, ['127.0.0.1', FAR_HOST].map((host) => `[${host}]:${port} ${hostKey}\n`).join(''));
	const place = { host: '127.0.0.1', port, user: userInfo().username, keyFile, hostKey, knownHostsFile, home, far: { host: FAR_HOST } };
	return { place, prepare, cpuMs };
}

function createKey(file) {
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'bench', '-f', file]);
	return file;
}
