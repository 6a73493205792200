/**
 * The same items in the same order, of which up to `most` are fetched before anybody asks for them. An error comes after what was fetched
 * before it. `breakOff` is to end the fetching of an item that is under way when nobody wants it any more.
 */
export async function* readAhead<Item>(items: AsyncIterable<Item>, most: number, breakOff: () => void = () => {}): AsyncGenerator<Item> {
	const ahead = new Ahead(items, most);
	const reading = ahead.read();
	try {
		for (let next = await ahead.next(); !next.done; next = await ahead.next()) yield next.value;
	} finally {
		ahead.stop();
		breakOff();
		await reading;
	}
}

class Ahead<Item> {
	readonly #ready: Item[] = [];
	#at = 0;
	#isStopped = false;
	#end?: { error?: unknown };
	#tellReader: () => void = () => {};
	#tellFetcher: () => void = () => {};

	constructor(
		private readonly items: AsyncIterable<Item>,
		private readonly most: number,
	) {}

	/** Never rejects. */
	async read(): Promise<void> {
		try {
			for await (const item of this.items) {
				this.#ready.push(item);
				this.#tellReader();
				if (this.#ready.length - this.#at >= this.most) await new Promise<void>((resolve) => (this.#tellFetcher = resolve));
				if (this.#isStopped) break;
			}
			this.#end = {};
		} catch (error) {
			this.#end = { error };
		}
		this.#tellReader();
	}

	async next(): Promise<{ done: false; value: Item } | { done: true }> {
		while (this.#at === this.#ready.length && !this.#end) await new Promise<void>((resolve) => (this.#tellReader = resolve));
		if (this.#at === this.#ready.length) {
			if (this.#end && 'error' in this.#end) throw this.#end.error;
			return { done: true };
		}
		const value = this.#ready[this.#at++];
		// What was given away goes now and then, not each time: that would move all the others.
		if (this.#at >= this.most) {
			this.#ready.splice(0, this.#at);
			this.#at = 0;
		}
		this.#tellFetcher();
		return { done: false, value };
	}

	stop(): void {
		this.#isStopped = true;
		this.#tellFetcher();
	}
}
