import { inPieces } from '../../../core/listing/in-pieces';
import { longestHoldMs } from '../../longest-hold';

async function* pagesOf(...sizes: number[]): AsyncGenerator<number[]> {
	let next = 0;
	for (const size of sizes) yield await Promise.resolve(Array.from({ length: size }, () => next++));
}

async function allOf(sizes: number[]): Promise<number[][]> {
	const pieces: number[][] = [];
	for await (const piece of inPieces(pagesOf(...sizes))) pieces.push(piece);
	return pieces;
}

test.each([[[]], [[0]], [[1]], [[500]], [[501, 0, 3]], [[5_000, 5_000, 7]]])('pages of %j come in small ones, nothing lost and in order', async (sizes) => {
	const pieces = await allOf(sizes);
	expect(pieces.flat()).toEqual(Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, at) => at));
	expect(pieces.every(({ length }) => length > 0 && length <= 500)).toBe(true);
});

test('others get a turn while a reader works through a large page', async () => {
	const busy = (ms: number) => {
		const until = performance.now() + ms;
		while (performance.now() < until);
	};
	const hold = await longestHoldMs(async () => {
		for await (const piece of inPieces(pagesOf(20_000))) busy(piece.length / 20);
	});
	expect(hold).toBeLessThan(200);
});

test('a reader who leaves ends the listing', async () => {
	let isEnded = false;
	async function* pages(): AsyncGenerator<number[]> {
		try {
			for (;;) yield await Promise.resolve([1, 2, 3]);
		} finally {
			isEnded = true;
		}
	}
	for await (const piece of inPieces(pages())) {
		expect(piece).toEqual([1, 2, 3]);
		break;
	}
	expect(isEnded).toBe(true);
});
