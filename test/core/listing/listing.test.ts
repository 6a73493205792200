import { BoundedHeap } from '../../../core/listing/bounded-heap';
import { MAX_EMPTY_PAGES, MAX_RESULTS, MAX_THIN_PAGES, PageGuard } from '../../../core/listing/page-guard';
import { randomNumbers } from '../../random';

describe('PageGuard', () => {
	/** How many pages it lets through before it ends the listing; undefined when it lets all through. */
	function pagesUntilEnded(tokens: Iterable<string>, resultCount = 1): number | undefined {
		const guard = new PageGuard('list');
		let pages = 0;
		try {
			for (const token of tokens) {
				guard.check(token, { count: resultCount, content: resultCount === 0 ? undefined : token });
				pages++;
			}
		} catch (error) {
			expect(error).toMatchObject({ code: 'LISTING_ENDLESS', operation: 'list', retryable: false });
			return pages;
		}
		return undefined;
	}

	function* honest(pages: number): Generator<string> {
		for (let page = 0; page < pages; page++) yield `marker-${page}`;
	}

	function* cyclic(lead: number, length: number): Generator<string> {
		yield* honest(lead);
		for (let turn = 0; turn < 1_000_000; turn++) yield `cycle-${turn % length}`;
	}

	test.each([1, 2, 3, 7, 100])('ends a cycle of %i pages', (length) => {
		expect(pagesUntilEnded(cyclic(0, length))).toBeLessThan(4 * length + 2);
	});

	test.each([
		[10, 1],
		[10, 3],
		[1_000, 7],
	])('ends, after %i honest pages, a cycle of %i', (lead, length) => {
		expect(pagesUntilEnded(cyclic(lead, length))).toBeLessThan(4 * (lead + length));
	});

	test.each([1, 2, 1_000, 200_000])('lets %i honest pages through', (pages) => {
		expect(pagesUntilEnded(honest(pages), 500)).toBeUndefined();
	});

	test('lets pages with hardly anything through, up to a bound', () => {
		expect(pagesUntilEnded(honest(MAX_THIN_PAGES))).toBeUndefined();
		expect(pagesUntilEnded(honest(MAX_THIN_PAGES * 2))).toBe(MAX_THIN_PAGES);
		expect(pagesUntilEnded(honest(MAX_THIN_PAGES * 2), 10)).toBeUndefined();
	});

	test.each([1, 2, 7])('ends a listing that brings the same %i pages under ever new markers', (length) => {
		const guard = new PageGuard('list');
		const walk = () => [...honest(1_000)].forEach((token, index) => guard.check(token, { count: 10, content: `page ${index % length}` }));
		expect(walk).toThrow('the service repeats a page');
	});

	test('ends a listing of more results than there can be', () => {
		const guard = new PageGuard('list');
		const walk = () => [...honest(3)].forEach((token) => guard.check(token, { count: MAX_RESULTS / 2, content: token }));
		expect(walk).toThrow('more than 100000000 results');
	});

	test('lets empty pages through, up to a bound', () => {
		expect(pagesUntilEnded(honest(MAX_EMPTY_PAGES), 0)).toBeUndefined();
		expect(pagesUntilEnded(honest(MAX_EMPTY_PAGES + 1), 0)).toBe(MAX_EMPTY_PAGES);
	});

	test('counts empty pages in a row only', () => {
		const guard = new PageGuard('list');
		const pages = [...honest(MAX_EMPTY_PAGES * 3)];
		expect(() => pages.forEach((token, index) => guard.check(token, { count: index % 100 === 0 ? 1 : 0 }))).not.toThrow();
	});
});

describe('BoundedHeap', () => {
	const byNumber = (a: number, b: number) => a - b;
	const kept = (capacity: number, items: number[], compare = byNumber) => {
		const heap = new BoundedHeap<number>(capacity, compare);
		items.forEach((item) => heap.add(item));
		return heap.sorted();
	};

	test.each([0, 1, 2, 3, 10, 99, 100, 101])('keeps the first %i of 100 as sorting does', (capacity) => {
		for (let seed = 1; seed <= 50; seed++) {
			const random = randomNumbers(seed);
			const items = Array.from({ length: 100 }, () => Math.floor(random() * 60));
			expect(kept(capacity, items)).toEqual(items.toSorted(byNumber).slice(0, capacity));
		}
	});

	test.each<[string, number[]]>([
		['nothing', []],
		['one', [1]],
		['rising', [1, 2, 3, 4, 5, 6]],
		['falling', [6, 5, 4, 3, 2, 1]],
		['all equal', [2, 2, 2, 2, 2, 2]],
	])('of %s', (_, items) => {
		expect(kept(3, items)).toEqual(items.toSorted(byNumber).slice(0, 3));
	});

	test('newest first', () => {
		expect(kept(2, [3, 9, 1, 7], (a, b) => b - a)).toEqual([9, 7]);
	});
});
