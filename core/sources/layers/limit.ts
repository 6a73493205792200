import type { ReadOptions, ReadResult, Source } from '../source';
import { abortError } from './abort';
import { delegateTo } from './delegate';

/**
 * Lets at most `concurrency` requests run at once, and no more than the source can work on; a read counts until its
 * last byte. Others wait in order.
 */
export function withLimit(source: Source, concurrency: number): Source {
	const maxRequests = () => Math.max(1, Math.min(concurrency, source.maxRequests?.() ?? Infinity));
	const slots = new Slots(maxRequests);
	return {
		...delegateTo(source),
		maxRequests,
		listPage: async (options) => await slots.run(async () => await source.listPage(options), options.signal),
		findPage: async (expression, options) =>
			await slots.run(async () => await source.findPage(expression, options), options.signal),
		stat: async (path, options) => await slots.run(async () => await source.stat(path, options), options.signal),
		write: async (path, body, options) =>
			await slots.run(async () => await source.write(path, body, options), options.signal),
		remove: async (path, options) => await slots.run(async () => await source.remove(path, options), options.signal),
		read: async (path, options) => await readInSlot(source, slots, path, options),
	};
}

async function readInSlot(source: Source, slots: Slots, path: string, options: ReadOptions): Promise<ReadResult> {
	await slots.acquire(options.signal);
	try {
		const result = await source.read(path, options);
		// A cancelled body may be closed before we get to see it.
		if (result.body.closed) slots.release();
		else result.body.once('close', () => slots.release());
		return result;
	} catch (error) {
		slots.release();
		throw error;
	}
}

/** A source that takes fewer requests for a while says nothing when it takes more again. */
const LOOKED_AGAIN_MS = 5_000;

class Slots {
	#taken = 0;
	#looking?: NodeJS.Timeout;
	readonly #waiting = new Set<() => void>();

	constructor(private readonly count: () => number) {}

	async run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
		await this.acquire(signal);
		try {
			return await work();
		} finally {
			this.release();
		}
	}

	async acquire(signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) throw abortError();
		if (this.#taken < this.count()) this.#taken++;
		else await this.#wait(signal);
	}

	release(): void {
		this.#taken--;
		this.#admit();
	}

	#admit(): void {
		const free = this.count() - this.#taken;
		for (const next of [...this.#waiting].slice(0, Math.max(0, free))) {
			this.#taken++;
			next();
		}
	}

	#look(): void {
		this.#admit();
		if (this.#waiting.size > 0) return;
		clearInterval(this.#looking);
		this.#looking = undefined;
	}

	async #wait(signal?: AbortSignal): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const enter = () => {
				this.#waiting.delete(enter);
				signal?.removeEventListener('abort', leave);
				resolve();
			};
			const leave = () => {
				this.#waiting.delete(enter);
				reject(abortError());
			};
			this.#waiting.add(enter);
			this.#looking ??= setInterval(() => this.#look(), LOOKED_AGAIN_MS).unref();
			signal?.addEventListener('abort', leave, { once: true });
		});
	}
}
