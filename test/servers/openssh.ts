import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { tellSecret } from '../../demo/lib/secret-register.js';

const run = promisify(execFile);

const SSHD = '/usr/sbin/sshd';
const READY_WITHIN_MS = 15_000;
const STOPPED_WITHIN_MS = 5_000;

/**
 * Debian's OpenSSH server, on the loopback interface, in the foreground as a child of ours, with keys and files in a
 * folder that goes away. Whoever runs the tests logs in, by a key: a password would need an account of the system.
 */
export class OpenSsh {
	/** Further lines of its configuration. */
	static async start(...settings: string[]): Promise<OpenSsh> {
		const folder = await realpath(await mkdtemp(join(tmpdir(), 'sshd-')));
		const server = new OpenSsh(folder, await freePort());
		try {
			await server.#start(settings);
		} catch (error) {
			await server.stop();
			throw error;
		}
		return server;
	}

	readonly user = userInfo().username;
	#child?: ChildProcess;
	#complaints = '';
	#places = 0;

	private constructor(
		private readonly folder: string,
		readonly port: number,
	) {}

	async privateKey(): Promise<string> {
		return await readFile(join(this.folder, 'user_key'), 'utf8');
	}

	/** The server's public key of a type. */
	async hostKey(type: 'ed25519' | 'rsa'): Promise<string> {
		return await readFile(join(this.folder, `host_${type}.pub`), 'utf8');
	}

	/** What `ssh-keyscan | ssh-keygen -lf` says of it. */
	async fingerprint(type: 'ed25519' | 'rsa'): Promise<string> {
		const { stdout } = await run('ssh-keygen', ['-lf', join(this.folder, `host_${type}.pub`)]);
		return stdout;
	}

	/** An empty folder on the server. */
	async createPlace(): Promise<string> {
		const place = join(this.folder, `place-${++this.#places}`);
		await mkdir(place);
		return place;
	}

	async stop(): Promise<void> {
		const child = this.#child;
		if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
			const exit = once(child, 'exit');
			child.kill();
			const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
			await exit;
			clearTimeout(timer);
		}
		await rm(this.folder, { recursive: true, force: true });
	}

	async #start(settings: string[]): Promise<void> {
		await this.#createKey('host_ed25519', 'ed25519');
		await this.#createKey('host_rsa', 'rsa');
		await this.#createKey('user_key', 'ed25519');
		const configuration = join(this.folder, 'sshd_config');
		await writeFile(configuration, [...settings, ...this.#settings(), ''].join('\n'));
		// It wants this folder, of which nothing is kept.
		await mkdir('/run/sshd', { recursive: true }).catch(() => {});
		const child = spawn(SSHD, ['-D', '-e', '-f', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
		child.stderr.on('data', (text) => (this.#complaints = `${this.#complaints}${text}`.slice(-10_000)));
		child.on('error', (error) => (this.#complaints += error.message));
		this.#child = child;
		await this.#untilReady(child);
	}

	#settings(): string[] {
		return [
			`Port ${this.port}`,
			'ListenAddress 127.0.0.1',
			`HostKey ${join(this.folder, 'host_ed25519')}`,
			`HostKey ${join(this.folder, 'host_rsa')}`,
			`PidFile ${join(this.folder, 'pid')}`,
			`AuthorizedKeysFile ${join(this.folder, 'user_key.pub')}`,
			'PasswordAuthentication no',
			'KbdInteractiveAuthentication no',
			'PermitRootLogin yes',
			'StrictModes no',
			'UsePAM no',
			'UseDNS no',
			'LogLevel INFO',
			'Subsystem sftp internal-sftp',
		];
	}

	async #createKey(name: string, type: string): Promise<void> {
		await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', join(this.folder, name)]).catch(missing);
		tellSecret('private key of SSH', await readFile(join(this.folder, name), 'utf8'));
	}

	async #untilReady(child: ChildProcess): Promise<void> {
		const deadline = performance.now() + READY_WITHIN_MS;
		while (performance.now() < deadline) {
			if (child.pid === undefined) missing(Object.assign(new Error(this.#complaints), { code: 'ENOENT', path: SSHD }));
			if (child.exitCode !== null) throw new Error(`sshd ended at once: ${this.#complaints}`);
			if (await answers(this.port)) return;
			await delay(50);
		}
		throw new Error(`sshd is not ready after ${READY_WITHIN_MS} ms: ${this.#complaints}`);
	}
}

function missing(error: NodeJS.ErrnoException): never {
	if (error.code !== 'ENOENT') throw error;
	throw new Error(`${error.path} is not installed: apt-get install -y --no-install-recommends openssh-server openssh-client`, { cause: error });
}

async function answers(port: number): Promise<boolean> {
	const socket = createConnection(port, '127.0.0.1');
	const isThere = await new Promise<boolean>((resolve) => {
		socket.once('data', () => resolve(true)).once('error', () => resolve(false)).once('end', () => resolve(false));
	});
	socket.destroy();
	return isThere;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
