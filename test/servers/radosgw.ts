import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { tellSecret } from '../../demo/lib/secret-register.js';

const run = promisify(execFile);

const READY_WITHIN_MS = 120_000;
/** A monitor that takes longer than this for its first answer never gives one. */
const MONITOR_WITHIN_MS = 45_000;
const STOPPED_WITHIN_MS = 10_000;
const PACKAGES = 'ceph-mon ceph-osd radosgw ceph-common';

export interface RadosgwUser {
	accessKeyId: string;
	secretAccessKey: string;
	/** As policies name it. */
	arn: string;
}

/**
 * Ceph's S3 server, with what it needs beneath: one monitor and one store in memory. All of it on the loopback
 * interface, in the foreground as children of ours, with its files in a folder that goes away. No authentication
 * between its parts: nobody else is there.
 */
export class Radosgw {
	/** On a busy machine a monitor may refuse commands for good: it is begun anew, with other ports. */
	static async start(): Promise<Radosgw> {
		return await Radosgw.#startOnce().catch(async (error) => {
			if (/is not installed/.test(String(error))) throw error;
			return await Radosgw.#startOnce();
		});
	}

	static async #startOnce(): Promise<Radosgw> {
		const folder = await mkdtemp(join(tmpdir(), 'radosgw-'));
		const radosgw = new Radosgw(folder, await freePort(), await freePort());
		try {
			await radosgw.#start();
		} catch (error) {
			await radosgw.stop();
			throw error;
		}
		return radosgw;
	}

	readonly #children: ChildProcess[] = [];
	#complaints = '';

	private constructor(
		private readonly folder: string,
		private readonly monitorPort: number,
		readonly port: number,
	) {}

	get endpoint(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async createUser(name: string): Promise<RadosgwUser> {
		const user = { accessKeyId: randomBytes(10).toString('hex').toUpperCase(), secretAccessKey: randomBytes(20).toString('hex') };
		tellSecret('key of S3', user.secretAccessKey);
		const keys = [`--access-key=${user.accessKeyId}`, `--secret-key=${user.secretAccessKey}`];
		await this.#run('radosgw-admin', '-n', 'client.rgw', 'user', 'create', `--uid=${name}`, `--display-name=${name}`, ...keys);
		return { ...user, arn: `arn:aws:iam:::user/${name}` };
	}

	/** Ends what was started, in turn from the last. */
	async stop(): Promise<void> {
		for (const child of this.#children.splice(0).reverse()) await end(child);
		await rm(this.folder, { recursive: true, force: true });
	}

	async #start(): Promise<void> {
		const fsid = randomUUID();
		const osd = randomUUID();
		await this.#writeConfiguration(fsid);
		const monitorMap = join(this.folder, 'monmap');
		await run('monmaptool', ['--create', '--addv', 'a', `[v1:127.0.0.1:${this.monitorPort}]`, '--fsid', fsid, monitorMap]).catch(missing);
		await this.#run('ceph-mon', '-i', 'a', '--mkfs', '--monmap', monitorMap);
		this.#spawn('ceph-mon', '-i', 'a', '-f');
		await this.#untilMonitorAnswers();
		await this.#run('ceph', '--connect-timeout', '30', 'osd', 'new', osd);
		await this.#run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
		this.#spawn('ceph-osd', '-i', '0', '-f');
		await this.#run('ceph', 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=local');
		this.#spawn('radosgw', '-n', 'client.rgw', '--rgw-frontends', `beast endpoint=127.0.0.1:${this.port}`, '-f');
		await this.#untilReady();
	}

	async #writeConfiguration(fsid: string): Promise<void> {
		const folders = { mon_data: 'mon', osd_data: 'osd', run_dir: 'run' };
		for (const name of Object.values(folders)) await mkdir(join(this.folder, name));
		const settings = {
			fsid,
			mon_host: `v1:127.0.0.1:${this.monitorPort}`,
			public_addr: '127.0.0.1',
			cluster_addr: '127.0.0.1',
			auth_cluster_required: 'none',
			auth_service_required: 'none',
			auth_client_required: 'none',
			osd_pool_default_size: 1,
			osd_pool_default_min_size: 1,
			osd_pool_default_pg_num: 8,
			osd_pool_default_pgp_num: 8,
			osd_crush_chooseleaf_type: 0,
			mon_allow_pool_size_one: true,
			mon_max_pg_per_osd: 1_000,
			osd_objectstore: 'memstore',
			memstore_device_bytes: 2 * 1024 ** 3,
			log_file: join(this.folder, '$name.log'),
			admin_socket: join(this.folder, 'run', '$name.$pid.asok'),
			pid_file: join(this.folder, 'run', '$name.pid'),
			...Object.fromEntries(Object.entries(folders).map(([setting, name]) => [setting, join(this.folder, name)])),
		};
		const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
		await writeFile(this.#configuration, `[global]\n${lines.join('\n')}\n`);
	}

	get #configuration(): string {
		return join(this.folder, 'ceph.conf');
	}

	async #run(command: string, ...parameters: string[]): Promise<string> {
		const { stdout } = await run(command, ['-c', this.#configuration, ...parameters], { timeout: READY_WITHIN_MS }).catch(missing);
		return stdout;
	}

	#spawn(command: string, ...parameters: string[]): void {
		const child = spawn(command, ['-c', this.#configuration, ...parameters], { stdio: ['ignore', 'ignore', 'pipe'] });
		child.stderr?.on('data', (text) => (this.#complaints = `${this.#complaints}${text}`.slice(-10_000)));
		child.on('error', (error) => (this.#complaints += error.message));
		this.#children.push(child);
	}

	/** On a busy machine it takes connections before it takes commands, and refuses them (EPERM) until then. */
	async #untilMonitorAnswers(): Promise<void> {
		const deadline = performance.now() + MONITOR_WITHIN_MS;
		for (;;) {
			try {
				await this.#run('ceph', '--connect-timeout', '30', 'fsid');
				return;
			} catch (error) {
				if (performance.now() > deadline || !/EPERM/.test(String(error))) throw error;
				await delay(500);
			}
		}
	}

	async #untilReady(): Promise<void> {
		const deadline = performance.now() + READY_WITHIN_MS;
		while (performance.now() < deadline) {
			const ended = this.#children.find(({ exitCode }) => exitCode !== null);
			if (ended) throw new Error(`${ended.spawnfile} ended at once: ${this.#complaints}`);
			// Any answer will do, a refusal too.
			if (await fetch(this.endpoint).then(() => true, () => false)) return;
			await delay(200);
		}
		throw new Error(`radosgw is not ready after ${READY_WITHIN_MS} ms: ${this.#complaints}`);
	}
}

function missing(error: NodeJS.ErrnoException): never {
	if (error.code !== 'ENOENT') throw error;
	throw new Error(`${error.path} is not installed: apt-get install -y --no-install-recommends ${PACKAGES}`, { cause: error });
}

async function end(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const exit = once(child, 'exit');
	child.kill();
	const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
	await exit;
	clearTimeout(timer);
}

/**
 * A port that nobody listens to, out of those that the system does not hand out by itself: it is free for some seconds
 * before its server starts, and another cluster that got it meanwhile would be taken for ours.
 */
async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(20_000, 32_000);
		const server = createServer();
		const isFree = await new Promise<boolean>((resolve) => {
			server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
		});
		if (!isFree) continue;
		server.close();
		await once(server, 'close');
		return port;
	}
}
