/**
 * Keeps the first `capacity` items by `compare` out of any number, in memory for `capacity` alone.
 * The top of the heap is the worst item kept, so that a better one can take its place.
 */
export class BoundedHeap<Item> {
	readonly #items: Item[] = [];

	constructor(
		private readonly capacity: number,
		private readonly compare: (a: Item, b: Item) => number,
	) {}

	add(item: Item): void {
		if (this.#items.length < this.capacity) {
			this.#items.push(item);
			this.#siftUp(this.#items.length - 1);
		} else if (this.capacity > 0 && this.compare(item, this.#items[0]) < 0) {
			this.#items[0] = item;
			this.#siftDown(0);
		}
	}

	/** The kept items, best first. */
	sorted(): Item[] {
		return [...this.#items].sort(this.compare);
	}

	#siftUp(start: number): void {
		let index = start;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (this.compare(this.#items[index], this.#items[parent]) <= 0) return;
			this.#swap(index, parent);
			index = parent;
		}
	}

	#siftDown(start: number): void {
		let index = start;
		for (;;) {
			const worst = this.#worstOf(index, 2 * index + 1, 2 * index + 2);
			if (worst === index) return;
			this.#swap(index, worst);
			index = worst;
		}
	}

	#worstOf(...indexes: number[]): number {
		return indexes
			.filter((index) => index < this.#items.length)
			.reduce((worst, index) => (this.compare(this.#items[index], this.#items[worst]) > 0 ? index : worst));
	}

	#swap(a: number, b: number): void {
		[this.#items[a], this.#items[b]] = [this.#items[b], this.#items[a]];
	}
}
