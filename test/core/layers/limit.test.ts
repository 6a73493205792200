import { setImmediate as turn } from 'node:timers/promises';
import { withLimit } from '../../../core/sources/layers/limit';
import type { Source } from '../../../core/sources/source';
import { Body, networkError, scripted } from './scripted';

/** A source whose every call waits until the test lets it go. */
function waiting(): { source: Source; started: string[]; running: () => number; most: () => number; letGo: (path: string) => void } {
	const doors = new Map<string, () => void>();
	const started: string[] = [];
	let running = 0;
	let most = 0;
	const wait = async (path: string) => {
		started.push(path);
		most = Math.max(most, ++running);
		await new Promise<void>((resolve) => doors.set(path, resolve));
		running--;
		return { path };
	};
	return { source: scripted({ stat: wait }), started, running: () => running, most: () => most, letGo: (path) => doors.get(path)?.() };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `file ${index}`);

function reading(concurrency = 1, maxRequests?: () => number): { limited: Source; bodies: Body[] } {
	const bodies: Body[] = [];
	const source = scripted({
		maxRequests,
		read: async (path) => {
			const body = new Body();
			bodies.push(body);
			return { body, entry: { path } };
		},
	});
	return { limited: withLimit(source, concurrency), bodies };
}

describe('withLimit', () => {
	test.each([1, 2, 5])('runs %i at once, never more, in the order in which they came', async (concurrency) => {
		const { source, started, most, letGo } = waiting();
		const limited = withLimit(source, concurrency);
		const all = names(12).map(async (path) => await limited.stat(path, {}));
		for (const path of names(12)) {
			await turn();
			letGo(path);
		}
		await Promise.all(all);
		expect(most()).toBe(concurrency);
		expect(started).toEqual(names(12));
	});

	test('one failure frees its slot', async () => {
		const source = scripted({
			stat: async (path) => {
				if (path === 'bad') throw networkError();
				return { path };
			},
		});
		const limited = withLimit(source, 1);
		for (let round = 0; round < 3; round++) await expect(limited.stat('bad', {})).rejects.toThrow('ECONNRESET');
		await expect(limited.stat('good', {})).resolves.toEqual({ path: 'good' });
	});

	test('who is cancelled while waiting leaves the queue, and takes no slot along', async () => {
		const { source, started, letGo } = waiting();
		const limited = withLimit(source, 1);
		const controller = new AbortController();
		const first = limited.stat('first', {});
		const cancelled = limited.stat('cancelled', { signal: controller.signal });
		const last = limited.stat('last', {});
		const failure = expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
		controller.abort();
		await failure;
		letGo('first');
		await first;
		await turn();
		letGo('last');
		await last;
		expect(started).toEqual(['first', 'last']);
	});

	test('who is cancelled before asks for no slot', async () => {
		const { source, started } = waiting();
		const cancelled = withLimit(source, 1).stat('cancelled', { signal: AbortSignal.abort() });
		await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
		expect(started).toEqual([]);
	});

	describe('a read holds its slot', () => {
		test.each<[string, (body: Body) => void]>([
			['until its body has ended', (body) => void body.resume().push(null)],
			['until its body is destroyed', (body) => void body.destroy()],
			['until its body has failed', (body) => void body.on('error', () => {}).destroy(networkError())],
		])('%s', async (_, end) => {
			const { limited, bodies } = reading();
			await limited.read('first', { offset: 0 });
			const second = limited.read('second', { offset: 0 });
			await turn();
			expect(bodies).toHaveLength(1);
			end(bodies[0]);
			await second;
			expect(bodies).toHaveLength(2);
		});

		test('while nobody reads its end', async () => {
			const { limited, bodies } = reading();
			await limited.read('first', { offset: 0 });
			void limited.read('second', { offset: 0 });
			bodies[0].push('x');
			bodies[0].push(null);
			await turn();
			expect(bodies).toHaveLength(1);
			bodies[0].destroy();
		});

		test('not when its body was closed before it was handed over', async () => {
			const source = scripted({
				read: async (path) => {
					const body = new Body();
					body.destroy();
					await turn();
					return { body, entry: { path } };
				},
			});
			const limited = withLimit(source, 1);
			for (let round = 0; round < 3; round++) expect((await limited.read('a', { offset: 0 })).body.destroyed).toBe(true);
		});
	});

	describe('a source that can work on fewer', () => {
		test('is not asked for more, and for more again when it can', async () => {
			let room = 2;
			const { limited, bodies } = reading(4, () => room);
			const reads = ['a', 'b', 'c', 'd', 'e'].map(async (path) => await limited.read(path, { offset: 0 }));
			await turn();
			expect(bodies).toHaveLength(2);
			room = 1;
			bodies[0].destroy();
			await turn();
			expect(bodies).toHaveLength(2);
			room = 3;
			bodies[1].destroy();
			await turn();
			expect(bodies).toHaveLength(5);
			await Promise.all(reads);
		});

		test('is asked for one at least', async () => {
			const { limited } = reading(4, () => 0);
			expect((await limited.read('a', { offset: 0 })).entry.path).toBe('a');
		});
	});
});
