/**
 * Works on items as they come, at most `concurrency` at a time; the next is asked for when there is a worker for it. No
 * new item is begun once `isOver` says so, or `work` has rejected; that error is thrown when all have settled.
 */
export async function inTurn<Item>(items: AsyncIterable<Item>, concurrency: number, work: (item: Item) => Promise<void>, isOver: () => boolean): Promise<void> {
	const iterator = items[Symbol.asyncIterator]();
	const errors: unknown[] = [];
	const worker = async () => {
		while (errors.length === 0 && !isOver()) {
			try {
				const next = await iterator.next();
				if (next.done || isOver()) return;
				await work(next.value);
			} catch (error) {
				errors.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	await iterator.return?.();
	if (errors.length > 0) throw errors[0];
}
