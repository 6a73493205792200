/**
 * Works on items, at most `concurrency` at a time, and gives the results in the order of the items.
 * `work` should not reject; if it does, no new item is begun and the first error is thrown when all have settled.
 */
export async function inParallel<Item, Result>(
	items: readonly Item[],
	concurrency: number,
	work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results = new Array<Result>(items.length);
	const errors: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (next < items.length && errors.length === 0) {
			const index = next++;
			try {
				results[index] = await work(items[index], index);
			} catch (error) {
				errors.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
	if (errors.length > 0) throw errors[0];
	return results;
}
