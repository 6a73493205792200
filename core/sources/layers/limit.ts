import type { ReadOptions, ReadResult, Source } from '../source';
import { classify } from '../../errors/classify';
import type { ErrorCode } from '../../errors/codes';
import { abortError } from './abort';
import { delegateTo } from './delegate';
import type { Pace } from './pace';

/**
 * Lets at most `concurrency` requests run at once, and no more than the source can work on; a read counts until its
 * last byte. Others wait in order. With a pace, no more than that finds to be worth it.
 */
export function withLimit(source: Source, concurrency: number, pace?: Pace): Source {
	const maxRequests = () => Math.max(1, Math.min(concurrency, source.maxRequests?.() ?? Infinity));
	const slots = new Slots(pace ? () => Math.min(maxRequests(), pace.width) : maxRequests);
	return {
		...delegateTo(source),
		maxRequests,
		listPage: async (options) => await slots.run(async () => await source.listPage(options), options.signal),
		findPage: async (expression, options) =>
			await slots.run(async () => await source.findPage(expression, options), options.signal),
		stat: async (path, options) => await slots.run(async () => await source.stat(path, options), options.signal),
		...(source.removeLeftovers ? { removeLeftovers: async (options) => await slots.run(async () => (await source.removeLeftovers?.(options)) ?? 0, options.signal) } : {}),
		write: async (path, body, options) =>
			await slots.run(async () => await source.write(path, body, options), options.signal),
		remove: async (path, options) => await slots.run(async () => await source.remove(path, options), options.signal),
		read: async (path, options) => await readInSlot({ source, slots, pace }, path, options),
	};
}

/** What servers and firewalls do where too much is asked of them at once. */
const TOO_MUCH = new Set<ErrorCode>(['CONNECTION_FAILED', 'THROTTLED', 'TIMED_OUT']);

interface Limited {
	source: Source;
	slots: Slots;
	pace?: Pace;
}

async function readInSlot({ source, slots, pace }: Limited, path: string, options: ReadOptions): Promise<ReadResult> {
	await slots.acquire(options.signal);
	const askedAtMs = performance.now();
	const tellFailure = (error: unknown) => {
		if (pace && TOO_MUCH.has(classify(source, error).code)) pace.failed(askedAtMs);
	};
	try {
		const result = await source.read(path, options);
		const waitedMs = performance.now() - askedAtMs;
		const end = () => {
			const { readableEnded, errored } = result.body;
			if (readableEnded) pace?.ended({ waitedMs, tookMs: performance.now() - askedAtMs, isFull: slots.isFull });
			else if (errored) tellFailure(errored);
			slots.release();
		};
		// A cancelled body may be closed before we get to see it.
		if (result.body.closed) end();
		else result.body.once('close', end);
		return result;
	} catch (error) {
		tellFailure(error);
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

	get isFull(): boolean {
		return this.#taken >= this.count();
	}

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
