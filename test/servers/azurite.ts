import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The account and key that Microsoft publishes for its emulator. */
export const AZURITE_ACCOUNT = 'devstoreaccount1';
export const AZURITE_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const MAIN = require.resolve('azurite/dist/src/blob/main.js');
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 5_000;

/** Microsoft's emulator in a process of its own, on a free port, with its files in a folder that goes away. */
export class Azurite {
	static async start(): Promise<Azurite> {
		const folder = await mkdtemp(join(tmpdir(), 'azurite-'));
		const port = await freePort();
		const place = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', folder];
		const child = spawn(process.execPath, [MAIN, ...place, '--silent', '--skipApiVersionCheck', '--disableTelemetry'], {
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		const azurite = new Azurite(child, folder, port);
		try {
			await azurite.#untilReady();
		} catch (error) {
			await azurite.stop();
			throw error;
		}
		return azurite;
	}

	#complaints = '';

	private constructor(
		private readonly child: ChildProcess,
		private readonly folder: string,
		readonly port: number,
	) {
		child.stderr?.on('data', (text) => (this.#complaints += text));
	}

	get endpoint(): string {
		return `http://127.0.0.1:${this.port}/${AZURITE_ACCOUNT}`;
	}

	async stop(): Promise<void> {
		if (this.child.exitCode === null && this.child.signalCode === null) {
			const exit = once(this.child, 'exit');
			this.child.kill();
			const timer = setTimeout(() => this.child.kill('SIGKILL'), STOPPED_WITHIN_MS);
			await exit;
			clearTimeout(timer);
		}
		await rm(this.folder, { recursive: true, force: true });
	}

	async #untilReady(): Promise<void> {
		const deadline = performance.now() + READY_WITHIN_MS;
		while (performance.now() < deadline) {
			if (this.child.exitCode !== null) throw new Error(`Azurite ended at once: ${this.#complaints}`);
			// Any answer will do, a refusal too.
			if (await fetch(this.endpoint).then(() => true, () => false)) return;
			await delay(100);
		}
		throw new Error(`Azurite is not ready after ${READY_WITHIN_MS} ms: ${this.#complaints}`);
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
