import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '../../../core/sources/layers/timeout';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import type { RequestOptions, Source } from '../../../core/sources/source';
import { Body, scripted } from './scripted';

const TIMEOUTS = { responseMs: 40, pageMs: 80, idleMs: 60, writeMs: 70 };

/** Never answers; notes whether it was told to stop. */
function silent(): { source: Source; stopped: () => boolean } {
	let isStopped = false;
	const wait = async ({ signal }: RequestOptions) =>
		await new Promise<never>((_, reject) => {
			signal?.addEventListener('abort', () => {
				isStopped = true;
				reject(Object.assign(new Error('stopped'), { name: 'AbortError' }));
			});
		});
	const source = scripted({
		listPage: wait,
		findPage: async (_, options) => await wait(options),
		stat: async (_, options) => await wait(options),
		read: async (_, options) => await wait(options),
		remove: async (_, options) => await wait(options),
		write: async (_path, _body, options) => await wait(options),
		hasRoot: wait,
		removeLeftovers: wait,
	});
	return { source, stopped: () => isStopped };
}

function withBody(body: Body, timeouts = TIMEOUTS): Source {
	return withTimeout(scripted({ read: async (path) => ({ body, entry: { path } }) }), timeouts);
}

type Asked = Required<Source>;
/** Whatever a service is asked: one that is missing here does not compile. */
type Request = Exclude<{ [Name in keyof Asked]: Asked[Name] extends (...parameters: never[]) => Promise<unknown> ? Name : never }[keyof Asked], 'close'>;

const CALLS: Record<Request, [limitMs: number, call: (source: Source) => Promise<unknown>]> = {
	listPage: [TIMEOUTS.pageMs, async (source) => await source.listPage({ prefix: '' })],
	findPage: [TIMEOUTS.pageMs, async (source) => await source.findPage('x', {})],
	stat: [TIMEOUTS.responseMs, async (source) => await source.stat('a', {})],
	hasRoot: [TIMEOUTS.responseMs, async (source) => await source.hasRoot?.({})],
	read: [TIMEOUTS.responseMs, async (source) => await source.read('a', { offset: 0 })],
	remove: [TIMEOUTS.responseMs, async (source) => await source.remove('a', {})],
	removeLeftovers: [TIMEOUTS.pageMs, async (source) => await source.removeLeftovers?.({ prefix: '', beforeMs: 0 })],
	write: [TIMEOUTS.writeMs, async (source) => await source.write('a', () => new Body(), {})],
};

describe('withTimeout ends a source that keeps silent', () => {
	test.each(Object.entries(CALLS).map(([name, [limitMs, call]]) => [name, limitMs, call] as const))('in %s, after %i ms', async (_, limitMs, call) => {
		const { source, stopped } = silent();
		const startedAt = performance.now();
		await expect(call(withTimeout(source, TIMEOUTS))).rejects.toMatchObject({ name: 'TimeoutError' });
		expect(performance.now() - startedAt).toBeGreaterThan(limitMs - 5);
		expect(stopped()).toBe(true);
	});

	test('not in a search for leftovers that takes longer, and goes on', async () => {
		const source = scripted({
			removeLeftovers: async ({ onStep }) => {
				for (let step = 0; step < 6; step++) {
					await delay(TIMEOUTS.pageMs / 2);
					onStep?.();
				}
				return 6;
			},
		});
		expect(await withTimeout(source, TIMEOUTS).removeLeftovers?.({ prefix: '', beforeMs: 0 })).toBe(6);
	});

	test('in the middle of a body', async () => {
		const body = new Body();
		const { body: watched } = await withBody(body).read('a', { offset: 0 });
		body.push('some');
		await expect(watched.toArray()).rejects.toMatchObject({ name: 'TimeoutError' });
		expect(body.destroyed).toBe(true);
	});

	test('before the first byte of a body', async () => {
		const { body } = await withBody(new Body()).read('a', { offset: 0 });
		await expect(body.toArray()).rejects.toMatchObject({ name: 'TimeoutError' });
	});
});

describe('withTimeout ends a write', () => {
	test.each<[string, (body: Readable, signal?: AbortSignal) => Promise<void>]>([
		['that takes a part of the body only', async (body) => void body.once('readable', () => body.read(1))],
		['that takes all of the body and never ends', async (body) => void body.resume()],
	])('%s', async (_, take) => {
		let isAborted = false;
		const source = scripted({
			write: async (_path, body, { signal }) => {
				await take(body());
				return await new Promise<never>(() => signal?.addEventListener('abort', () => (isAborted = true)));
			},
		});
		const write = withTimeout(source, TIMEOUTS).write('a', () => Readable.from([Buffer.alloc(9), Buffer.alloc(9)]), {});
		await expect(write).rejects.toMatchObject({ name: 'TimeoutError' });
		expect(isAborted).toBe(true);
	});
});

describe('withTimeout is patient', () => {
	test('with a body that is slow to come, while it is written', async () => {
		const slow = Readable.from(
			(async function* () {
				for (let chunk = 0; chunk < 3; chunk++) {
					await delay(TIMEOUTS.writeMs * 1.5);
					yield Buffer.from('x');
				}
			})(),
		);
		const source = withTimeout(new MemorySource(), TIMEOUTS);
		expect(await source.write('a', () => slow, {})).toMatchObject({ sizeBytes: 3 });
	});

	test('with a source that sends a little, now and then', async () => {
		const body = new Body();
		// All of it takes longer than the limit, and no piece anywhere near, on a busy machine either.
		const idleMs = 600;
		const { body: watched } = await withBody(body, { ...TIMEOUTS, idleMs }).read('a', { offset: 0 });
		const content = watched.toArray();
		for (let chunk = 0; chunk < 6; chunk++) {
			await delay(idleMs / 5);
			body.push('x');
		}
		body.push(null);
		expect(Buffer.concat(await content as Buffer[]).toString()).toBe('xxxxxx');
	});

	test('with a reader that takes its time', async () => {
		const body = new Body();
		const { body: watched } = await withBody(body).read('a', { offset: 0 });
		for (let chunk = 0; chunk < 8; chunk++) body.push('0123456789abcdef');
		body.push(null);
		let bytes = 0;
		for await (const chunk of watched as AsyncIterable<Buffer>) {
			bytes += chunk.length;
			await delay(TIMEOUTS.idleMs * 1.2);
		}
		expect(bytes).toBe(128);
	});

	test('with a source that needs a moment after a reader was slow', async () => {
		const body = new Body();
		const { body: watched } = await withBody(body).read('a', { offset: 0 });
		body.push('0123456789abcdef');
		body.push('0123456789abcdef');
		const iterator = watched.iterator();
		await iterator.next();
		// The reader comes back just before the watch looks again; the source answers a little later.
		await delay(TIMEOUTS.idleMs * 2 - 15);
		await iterator.next();
		const next = iterator.next();
		await delay(30);
		body.push('late');
		expect(String((await next).value)).toBe('late');
		watched.destroy();
	});

	test('with a body that nobody reads yet', async () => {
		const body = new Body();
		const { body: watched } = await withBody(body).read('a', { offset: 0 });
		body.push('all');
		body.push(null);
		await delay(TIMEOUTS.idleMs * 3);
		expect(String(Buffer.concat((await watched.toArray()) as Buffer[]))).toBe('all');
	});
});

describe('withTimeout leaves nothing behind', () => {
	test.each<[string, (body: Body, watched: NodeJS.ReadableStream & { destroy(): void }) => void]>([
		['after the end', (body, watched) => void (watched.resume(), body.push(null))],
		['after the reader went', (_, watched) => watched.destroy()],
		['after a cut', (body, watched) => void (watched.on('error', () => {}), body.destroy(new Error('cut')))],
	])('%s', async (_, end) => {
		const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
		const controller = new AbortController();
		const body = new Body();
		const source = withTimeout(scripted({ read: async (path) => ({ body, entry: { path } }) }), TIMEOUTS);
		const { body: watched } = await source.read('a', { offset: 0, signal: controller.signal });
		end(body, watched);
		await delay(10);
		expect(body.destroyed).toBe(true);
		expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
	});
});
