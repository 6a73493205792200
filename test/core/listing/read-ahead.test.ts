import { setImmediate } from 'node:timers/promises';
import { readAhead } from '../../../core/listing/read-ahead';

class Items {
	given = 0;
	isEnded = false;

	async *upTo(count: number, error?: Error): AsyncGenerator<number> {
		try {
			for (; this.given < count; ) {
				await setImmediate();
				yield this.given++;
			}
			if (error) throw error;
		} finally {
			this.isEnded = true;
		}
	}
}

async function taken(items: AsyncIterable<number>, until = Infinity): Promise<number[]> {
	const got: number[] = [];
	for await (const item of items) {
		got.push(item);
		if (got.length >= until) break;
	}
	return got;
}

const counted = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('reading ahead', () => {
	test.each([[0, 1], [1, 1], [10, 1], [10, 3], [10, 10], [10, 100], [1_000, 7]])('%d items, %d ahead: all, in order', async (count, most) => {
		const items = new Items();
		expect(await taken(readAhead(items.upTo(count), most))).toEqual(counted(count));
		expect(items.isEnded).toBe(true);
	});

	test('fetches so many and no more while nobody asks', async () => {
		const items = new Items();
		const ahead = readAhead(items.upTo(1_000), 20)[Symbol.asyncIterator]();
		await ahead.next();
		for (let turn = 0; turn < 200; turn++) await setImmediate();
		expect(items.given).toBeGreaterThanOrEqual(20);
		expect(items.given).toBeLessThanOrEqual(22);
		await ahead.return(undefined);
		expect(items.isEnded).toBe(true);
	});

	test('an error comes after what was fetched before it', async () => {
		const got: number[] = [];
		await expect(
			(async () => {
				for await (const item of readAhead(new Items().upTo(5, new Error('broken')), 100)) got.push(item);
			})(),
		).rejects.toThrow('broken');
		expect(got).toEqual(counted(5));
	});

	test('who stops early ends the other side', async () => {
		const items = new Items();
		expect(await taken(readAhead(items.upTo(1_000), 5), 3)).toEqual([0, 1, 2]);
		expect(items.isEnded).toBe(true);
	});

	test('several at once each get items of their own', async () => {
		const items = readAhead(new Items().upTo(100), 10)[Symbol.asyncIterator]();
		const got: number[] = [];
		const worker = async () => {
			for (let next = await items.next(); !next.done; next = await items.next()) got.push(next.value);
		};
		await Promise.all([worker(), worker(), worker()]);
		expect(got.sort((a, b) => a - b)).toEqual(counted(100));
	});
});
