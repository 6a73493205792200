import { attemptsOf, rememberAttempts } from '../../errors/attempts';
import { classify } from '../../errors/classify';
import { ERROR_CODES } from '../../errors/codes';
import type { Classification } from '../../errors/recording-error';
import type { Source } from '../source';
import { sleep } from './abort';
import { delegateTo } from './delegate';

export interface RetryOptions {
	/** Tries in all, the first included. */
	attempts: number;
	/** Longest pause before the second try; it doubles with each further try. */
	firstDelayMs: number;
	maxDelayMs: number;
	/** A service that asks for a longer pause than this is not waited for. */
	maxRetryAfterMs: number;
	/** From 0 to 1; spreads the tries of many clients over time. */
	random?: () => number;
}

export const DEFAULT_RETRY: RetryOptions = {
	attempts: 5,
	firstDelayMs: 500,
	maxDelayMs: 30_000,
	maxRetryAfterMs: 120_000,
};

/**
 * Repeats what is worth repeating. The only place that does: the libraries' own retries are off, and callers
 * must not repeat an error that came through here. A write with `ifAbsent` is not repeated, because a lost answer
 * would make our own first try look like somebody else's file; nor is one whose body can be read only once.
 */
export function withRetry(source: Source, options: RetryOptions): Source {
	const retry = async <Result>(work: () => Promise<Result>, signal?: AbortSignal) =>
		await retrying(source, options, work, signal);
	return {
		...delegateTo(source),
		listPage: async (page) => await retry(async () => await source.listPage(page), page.signal),
		findPage: async (expression, page) =>
			await retry(async () => await source.findPage(expression, page), page.signal),
		stat: async (path, request) => await retry(async () => await source.stat(path, request), request.signal),
		read: async (path, read) => await retry(async () => await source.read(path, read), read.signal),
		...(source.removeLeftovers ? { removeLeftovers: async (leftovers) => await retry(async () => (await source.removeLeftovers?.(leftovers)) ?? 0, leftovers.signal) } : {}),
		remove: async (path, remove) => await retry(async () => await source.remove(path, remove), remove.signal),
		write: async (path, body, write) =>
			write.ifAbsent || write.once
				? await source.write(path, body, write)
				: await retry(async () => await source.write(path, body, write), write.signal),
	};
}

async function retrying<Result>(
	source: Source,
	options: RetryOptions,
	work: () => Promise<Result>,
	signal?: AbortSignal,
): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await work();
		} catch (error) {
			// A retry layer within has given it up: nested retries must not multiply.
			if (attemptsOf(error) !== undefined) throw error;
			const classification = classify(source, error);
			const pauseMs = pauseBefore(attempt + 1, classification, options);
			if (signal?.aborted || !isRetryable(classification) || pauseMs === undefined) {
				rememberAttempts(error, attempt);
				throw error;
			}
			await sleep(pauseMs, signal);
		}
	}
}

/** How long to wait before a try, in milliseconds; undefined when there is no further try. */
function pauseBefore(attempt: number, classification: Classification, options: RetryOptions): number | undefined {
	if (attempt > options.attempts) return undefined;
	const { retryAfterMs } = classification;
	if (retryAfterMs !== undefined) {
		return retryAfterMs <= options.maxRetryAfterMs ? retryAfterMs : undefined;
	}
	return backoffMs(attempt - 1, options);
}

/** The pause after so many failures in a row: doubles with each, and is spread at random. Milliseconds. */
export function backoffMs(failures: number, { firstDelayMs, maxDelayMs, random = Math.random }: RetryOptions): number {
	const ceilingMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (failures - 1));
	// At least half the ceiling: a random pause near zero would hit an overloaded service again at once.
	return ceilingMs * (0.5 + random() / 2);
}

function isRetryable({ code, retryable }: Classification): boolean {
	return retryable ?? ERROR_CODES[code].retryable;
}
