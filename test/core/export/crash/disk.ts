import { constants, readlinkSync } from 'node:fs';
import files, { type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Call, Orders } from './orders';

type Work = (...given: unknown[]) => Promise<unknown>;

/** What changes names, so that a kill before or after it leaves another picture. */
const NAMES = ['link', 'rename', 'unlink', 'mkdir'] as const;

/**
 * Counts the steps that a run does to the file system, kills this process at one of them, keeps what was done in order, and has
 * only so much room. Stands before `node:fs/promises`, so it knows nothing of who writes.
 */
export class Disk {
	readonly calls: Call[] = [];
	steps = 0;
	#roomBytes: number;

	constructor(private readonly orders: Pick<Orders, 'killAt' | 'when' | 'roomBytes'>) {
		this.#roomBytes = orders.roomBytes ?? Infinity;
	}

	watch(): void {
		const real = files as unknown as Record<string, Work>;
		for (const name of NAMES) {
			const call = real[name];
			real[name] = async (...given) => await this.step([name, pathOf(given[0]), ...(given.length > 1 && isPath(given[1]) ? [pathOf(given[1])] : [])] as Call, async () => await call(...given));
		}
		const { open } = real;
		real.open = async (...given) => {
			const path = pathOf(given[0]);
			const flags = typeof given[1] === 'number' ? given[1] : 0;
			if ((flags & constants.O_CREAT) === 0) return this.#watched((await open(...given)) as FileHandle, path, true);
			return this.#watched((await this.step(['create', path], async () => await open(...given))) as FileHandle, path, false);
		};
	}

	/** Something that a kill can come before or after. */
	async step(call: Call, work: Work, half: Work = async () => {}): Promise<unknown> {
		const step = ++this.steps;
		if (step === this.orders.killAt && this.orders.when === 'before') {
			await half();
			kill();
		}
		try {
			const result = await work();
			this.calls.push(call);
			return result;
		} finally {
			if (step === this.orders.killAt) kill();
		}
	}

	#watched(handle: FileHandle, path: string, isFolder: boolean): FileHandle {
		const { appendFile, sync } = handle;
		const write = async (chunk: Buffer) => {
			const append = async (bytes: number) => await appendFile.call(handle, chunk.subarray(0, bytes));
			const fits = Math.min(chunk.length, this.#roomBytes);
			this.#roomBytes -= fits;
			await this.step(['write', path], async () => {
				await append(fits);
				if (fits < chunk.length) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
			}, async () => await append(chunk.length >> 1));
		};
		handle.appendFile = async (data) => await write(data as Buffer);
		handle.writev = async (chunks) => {
			const whole = Buffer.concat(chunks as unknown as Buffer[]);
			await write(whole);
			return { bytesWritten: whole.length, buffers: chunks };
		};
		handle.sync = async () => void (await this.step([isFolder ? 'syncFolder' : 'sync', path], async () => await sync.call(handle)));
		return handle;
	}
}

export function kill(): never {
	process.kill(process.pid, 'SIGKILL');
	throw new Error('killed');
}

function isPath(value: unknown): boolean {
	return typeof value === 'string' || Buffer.isBuffer(value);
}

/** Open folders are reached by their number: what they are called is asked for at once. */
function pathOf(given: unknown): string {
	const path = String(given);
	const match = /^\/proc\/self\/fd\/\d+/.exec(path);
	if (!match) return path;
	return path === match[0] ? readlinkSync(path) : join(readlinkSync(dirname(path)), basename(path));
}
