import { attemptsOf } from '../../../core/errors/attempts';
import type { Classification } from '../../../core/errors/recording-error';
import { withRetry, type RetryOptions } from '../../../core/sources/layers/retry';
import type { Source } from '../../../core/sources/source';
import { networkError, scripted } from './scripted';

const OPTIONS: RetryOptions = { attempts: 5, firstDelayMs: 500, maxDelayMs: 30_000, maxRetryAfterMs: 120_000, random: () => 1 };
const BUSY: Classification = { code: 'THROTTLED' };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Fails as classified, as many times as told, then succeeds. Notes when it was asked. */
function failing(times: number, classification: Classification): { source: Source; askedAt: number[] } {
	const askedAt: number[] = [];
	const ask = async () => {
		askedAt.push(Date.now());
		if (askedAt.length <= times) throw new Error('the service failed');
		return { path: 'a' };
	};
	return { source: scripted({ stat: ask, classify: () => classification }), askedAt };
}

async function outcomeOf(work: Promise<unknown>): Promise<'succeeded' | 'failed'> {
	const outcome = work.then(
		() => 'succeeded' as const,
		() => 'failed' as const,
	);
	await jest.runAllTimersAsync();
	return await outcome;
}

const pausesOf = (askedAt: number[]) => askedAt.slice(1).map((time, index) => time - askedAt[index]);

describe('withRetry asks', () => {
	test.each<[string, number, Classification, number, 'succeeded' | 'failed']>([
		['once when all is well', 0, BUSY, 1, 'succeeded'],
		['again after a failure', 1, BUSY, 2, 'succeeded'],
		['until the last attempt', 4, BUSY, 5, 'succeeded'],
		['no more than it may', 99, BUSY, 5, 'failed'],
		['once when a right is missing', 99, { code: 'PERMISSION_DENIED' }, 1, 'failed'],
		['once when the token has expired', 99, { code: 'CREDENTIAL_EXPIRED' }, 1, 'failed'],
		['once when the file is missing', 99, { code: 'NOT_FOUND' }, 1, 'failed'],
		['once when the file changed', 99, { code: 'CHANGED' }, 1, 'failed'],
		['once when it was cancelled', 99, { code: 'CANCELLED' }, 1, 'failed'],
		['once when nobody knows why', 99, { code: 'UNKNOWN' }, 1, 'failed'],
		['once when the service says so', 99, { code: 'SERVICE_FAILED', retryable: false }, 1, 'failed'],
		['again when the service says so', 1, { code: 'UNKNOWN', retryable: true }, 2, 'succeeded'],
		['again after a timeout', 1, { code: 'TIMED_OUT' }, 2, 'succeeded'],
		['again after a cut listing', 1, { code: 'INVALID_RESPONSE' }, 2, 'succeeded'],
	])('%s', async (_, failures, classification, attempts, outcome) => {
		const { source, askedAt } = failing(failures, classification);
		expect(await outcomeOf(withRetry(source, OPTIONS).stat('a', {}))).toBe(outcome);
		expect(askedAt).toHaveLength(attempts);
	});

	test.each<[string, (source: Source) => Promise<unknown>, number]>([
		['listPage', async (source) => await source.listPage({ prefix: '' }), 3],
		['findPage', async (source) => await source.findPage('x', {}), 3],
		['stat', async (source) => await source.stat('a', {}), 3],
		['read', async (source) => await source.read('a', { offset: 0 }), 3],
		['remove', async (source) => await source.remove('a', {}), 3],
		['write', async (source) => await source.write('a', unread, {}), 3],
		['write where nothing is, since our own first try may lie there', async (source) => await source.write('a', unread, { ifAbsent: true }), 1],
		['write whose body can be read only once', async (source) => await source.write('a', unread, { once: true }), 1],
	])('for %s', async (_, call, attempts) => {
		let asked = 0;
		const fail = async () => {
			asked++;
			throw networkError();
		};
		const source = scripted({ listPage: fail, findPage: fail, stat: fail, read: fail, remove: fail, write: fail });
		expect(await outcomeOf(call(withRetry(source, { ...OPTIONS, attempts: 3 })))).toBe('failed');
		expect(asked).toBe(attempts);
	});

	test('not 25 times when one retry sits in another', async () => {
		const { source, askedAt } = failing(99, BUSY);
		const nested = withRetry(withRetry(source, OPTIONS), OPTIONS);
		expect(await outcomeOf(nested.stat('a', {}))).toBe('failed');
		expect(askedAt).toHaveLength(5);
	});
});

function unread(): never {
	throw new Error('nobody reads it');
}

describe('withRetry waits', () => {
	test.each<[string, Partial<RetryOptions>, Classification, number[]]>([
		['twice as long each time', {}, BUSY, [500, 1_000, 2_000, 4_000]],
		['no longer than the ceiling', { maxDelayMs: 1_500 }, BUSY, [500, 1_000, 1_500, 1_500]],
		['at least half of that', { random: () => 0 }, BUSY, [250, 500, 1_000, 2_000]],
		['as long as the service asks', {}, { code: 'THROTTLED', retryAfterMs: 7_000 }, [7_000, 7_000, 7_000, 7_000]],
		['not at all when the service says so', {}, { code: 'THROTTLED', retryAfterMs: 0 }, [0, 0, 0, 0]],
		['as long as the service asks, up to a bound', {}, { code: 'THROTTLED', retryAfterMs: 120_000 }, [120_000, 120_000, 120_000, 120_000]],
		['not for a service that asks for hours', {}, { code: 'THROTTLED', retryAfterMs: 120_001 }, []],
	])('%s', async (_, options, classification, pauses) => {
		const { source, askedAt } = failing(99, classification);
		expect(await outcomeOf(withRetry(source, { ...OPTIONS, ...options }).stat('a', {}))).toBe('failed');
		expect(pausesOf(askedAt)).toEqual(pauses);
	});

	test('and ends as soon as it is cancelled', async () => {
		const { source, askedAt } = failing(99, BUSY);
		const controller = new AbortController();
		const work = withRetry(source, OPTIONS).stat('a', { signal: controller.signal });
		const failure = work.catch((error: Error) => error.name);
		await jest.advanceTimersByTimeAsync(100);
		controller.abort();
		expect(await failure).toBe('AbortError');
		expect(askedAt).toHaveLength(1);
		expect(jest.getTimerCount()).toBe(0);
	});
});

test('the error says how often it was tried', async () => {
	const error = networkError();
	const source = scripted({
		stat: async () => {
			throw error;
		},
	});
	expect(await outcomeOf(withRetry(source, OPTIONS).stat('a', {}))).toBe('failed');
	expect(attemptsOf(error)).toBe(5);
});
