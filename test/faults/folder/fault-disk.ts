import files, { type FileHandle } from 'node:fs/promises';

/** What a program asks of the file system, by name or through an open file. */
export const CALLS = ['open', 'opendir', 'lstat', 'stat', 'realpath', 'readlink', 'mkdir', 'link', 'rename', 'unlink'] as const;
export const HANDLE_CALLS = ['writev', 'appendFile', 'read', 'sync', 'stat of a file', 'close'] as const;
export type CallKind = (typeof CALLS)[number] | (typeof HANDLE_CALLS)[number];

export type DiskFault = {
	call: CallKind;
	/** Calls of this kind that go well before. */
	after: number;
	/** Whether each further call fails too. */
	lasts: boolean;
} & (
	| { kind: 'error'; code: string }
	/** Takes a part of what is to be written, and says so. */
	| { kind: 'short' }
	/** Something happens just before, and the call goes on. */
	| { kind: 'meanwhile'; name: string; happens: () => void }
);

type Work = (...given: unknown[]) => Promise<unknown>;

/** Stands before `node:fs/promises` and fails as disks, mounts and quotas do. It knows nothing of who asks; one cell at a time. */
export class FaultDisk {
	readonly calls: CallKind[] = [];
	hasStruck = false;
	#fault?: DiskFault;
	readonly #originals = new Map<string, Work>();

	begin(): void {
		const real = files as unknown as Record<string, Work>;
		for (const name of CALLS) {
			const call = real[name];
			this.#originals.set(name, call);
			real[name] = async (...given) => {
				const result = await this.#called(name, async () => await call(...given));
				return name === 'open' ? this.#watched(result as FileHandle) : result;
			};
		}
	}

	end(): void {
		const real = files as unknown as Record<string, Work>;
		for (const [name, call] of this.#originals) real[name] = call;
	}

	arm(fault?: DiskFault): void {
		this.#fault = fault;
		this.hasStruck = false;
		this.calls.length = 0;
	}

	#watched(handle: FileHandle): FileHandle {
		const { appendFile, writev, read, sync, stat, close } = handle as unknown as Record<string, Work>;
		const watched: Record<string, Work> = {
			appendFile: async (...given) => await this.#called('appendFile', async () => await appendFile.apply(handle, given)),
			writev: async (...given) => await this.#called('writev', async (isShort) => await writev.apply(handle, isShort ? [half(given[0] as Buffer[])] : given)),
			read: async (...given) => await this.#called('read', async () => await read.apply(handle, given)),
			sync: async () => await this.#called('sync', async () => await sync.call(handle)),
			stat: async (...given) => await this.#called('stat of a file', async () => await stat.apply(handle, given)),
			// As the system does it: closed, whatever it says.
			close: async () => {
				await close.call(handle);
				await this.#called('close', async () => await Promise.resolve());
			},
		};
		return Object.assign(handle, watched);
	}

	async #called(call: CallKind, work: (isShort: boolean) => Promise<unknown>): Promise<unknown> {
		const before = this.calls.filter((other) => other === call).length;
		this.calls.push(call);
		const fault = this.#fault;
		if (fault?.call !== call || before < fault.after || (before > fault.after && !fault.lasts)) return await work(false);
		this.hasStruck = true;
		if (fault.kind === 'error') throw Object.assign(new Error(`${fault.code}: said so, ${call}`), { code: fault.code, syscall: call });
		if (fault.kind === 'meanwhile') fault.happens();
		return await work(fault.kind === 'short');
	}
}

function half(buffers: readonly Buffer[]): Buffer[] {
	const whole = Buffer.concat(buffers);
	return [whole.subarray(0, whole.length >> 1)];
}
