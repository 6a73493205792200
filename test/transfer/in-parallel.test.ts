import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { inParallel } from '../../core/transfer/in-parallel';

test.each([
	[1, 5],
	[3, 10],
	[10, 3],
	[4, 4],
	[2, 0],
])('%d at once, %d items: each once, results in the order of the items, never more at once', async (concurrency, count) => {
	let running = 0;
	let most = 0;
	const items = Array.from({ length: count }, (_, index) => index);
	const begun: number[] = [];
	const results = await inParallel(items, concurrency, async (item, index) => {
		begun.push(index);
		most = Math.max(most, ++running);
		for (let turn = 0; turn <= (item * 7) % 5; turn++) await setImmediate();
		running--;
		return `result ${item}`;
	});
	expect(results).toEqual(items.map((item) => `result ${item}`));
	expect(begun).toEqual(items);
	expect(most).toBe(Math.min(concurrency, count));
});

test('a free place is filled at once, not when a whole batch is done', async () => {
	const order: string[] = [];
	let release = () => {};
	const slow = new Promise<void>((resolve) => (release = resolve));
	const all = inParallel(['slow', 'b', 'c', 'd'], 2, async (item) => {
		if (item === 'slow') await slow;
		order.push(item);
		if (item === 'd') release();
	});
	await all;
	expect(order).toEqual(['b', 'c', 'd', 'slow']);
});

describe('after an error', () => {
	test('nothing new is begun, what is under way ends first, and the first error is thrown', async () => {
		const begun: number[] = [];
		const ended: number[] = [];
		const work = inParallel([0, 1, 2, 3, 4, 5], 3, async (item) => {
			begun.push(item);
			await delay(item === 1 ? 5 : 20);
			ended.push(item);
			if (item === 1) throw new Error('the first');
			if (item === 2) throw new Error('another');
		});
		await expect(work).rejects.toThrow('the first');
		expect([begun, ended]).toEqual([[0, 1, 2], [1, 0, 2]]);
	});

	test('thrown before any await', async () => {
		const work = async (): Promise<void> => {
			throw new Error('at once');
		};
		await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow('at once');
	});
});
