import { setTimeout as sleep } from 'node:timers/promises';
import { ByteBudget } from '../../core/transfer/byte-budget';
import { randomNumbers } from '../random';

test('no more is taken at once than there is, whatever comes in which order, and everybody is served', async () => {
	const random = randomNumbers(7);
	const budget = new ByteBudget(100);
	const served: number[] = [];
	let [taken, most] = [0, 0];
	const sizes = Array.from({ length: 300 }, () => Math.ceil(random() * 120));
	await Promise.all(
		sizes.map(async (size, index) => {
			const leave = await budget.take(size);
			taken += Math.min(size, 100);
			most = Math.max(most, taken);
			served.push(index);
			await sleep(random() * 3);
			taken -= Math.min(size, 100);
			leave();
		}),
	);
	expect(most).toBeLessThanOrEqual(100);
	expect(most).toBeGreaterThan(80);
	expect(served).toEqual(sizes.map((_, index) => index));
});

test('a large one is not overtaken for ever by small ones', async () => {
	const budget = new ByteBudget(10);
	const first = await budget.take(6);
	const order: string[] = [];
	const large = budget.take(10).then((leave) => (order.push('large'), leave));
	const small = budget.take(1).then((leave) => (order.push('small'), leave));
	first();
	(await large)();
	(await small)();
	expect(order).toEqual(['large', 'small']);
});

test('whoever gives up leaves the row, and what was behind him goes on', async () => {
	const budget = new ByteBudget(10);
	const first = await budget.take(6);
	const controller = new AbortController();
	const large = budget.take(10, controller.signal).catch((error: Error) => error.message);
	const small = budget.take(4);
	controller.abort(new Error('cancelled'));
	expect(await large).toBe('cancelled');
	(await small)();
	first();
	first();
	(await budget.take(10))();
	await expect(budget.take(1, AbortSignal.abort(new Error('too late'))).then((leave) => leave())).resolves.toBeUndefined();
});
