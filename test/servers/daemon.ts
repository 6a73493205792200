import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const READY_WITHIN_MS = 20_000;
const STOPPED_WITHIN_MS = 5_000;

/** A server in the foreground, as a child of ours. */
export class Daemon {
	readonly #child: ChildProcess;
	#complaints = '';

	constructor(program: string, parameters: string[], missing: string, env: NodeJS.ProcessEnv = process.env) {
		this.#child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'], env });
		for (const output of [this.#child.stdout, this.#child.stderr]) {
			output?.on('data', (text) => (this.#complaints = `${this.#complaints}${text}`.slice(-10_000)));
		}
		this.#child.on('error', (error: NodeJS.ErrnoException) => (this.#complaints += error.code === 'ENOENT' ? missing : error.message));
	}

	/** Until somebody answers at the port. */
	async untilReady(port: number): Promise<void> {
		const deadline = performance.now() + READY_WITHIN_MS;
		while (performance.now() < deadline) {
			if (this.#child.pid === undefined || this.#isOver) break;
			if (await isOpen(port)) return;
			await delay(50);
		}
		throw new Error(`${this.#child.spawnfile} is not ready: ${this.#complaints}`);
	}

	async stop(): Promise<void> {
		if (this.#child.pid === undefined || this.#isOver) return;
		const exit = once(this.#child, 'exit');
		this.#child.kill();
		const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOPPED_WITHIN_MS);
		await exit;
		clearTimeout(timer);
	}

	get #isOver(): boolean {
		return this.#child.exitCode !== null || this.#child.signalCode !== null;
	}
}

async function isOpen(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	const isOpened = await new Promise<boolean>((resolve) => {
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
	});
	socket.destroy();
	return isOpened;
}

/** A port that nobody listens to, out of those that the system does not hand out by itself. */
export async function freePort(): Promise<number> {
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
