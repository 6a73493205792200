/** More are not kept in mind: a walk finds them. */
const MOST = 1_000;

/** Pieces of uploads that went with their connection before they could be taken away: the next connection does it. */
export class Pieces {
	readonly #left = new Set<string>();
	#areTooMany = false;

	get areLeft(): boolean {
		return this.#areTooMany || this.#left.size > 0;
	}

	add(key: string): void {
		if (this.#left.size < MOST) this.#left.add(key);
		else this.#areTooMany = true;
	}

	/** Does not throw: what cannot be taken away now is left for another time. `remove` succeeds where nothing is there. */
	async removeBy(remove: (key: string) => Promise<unknown>): Promise<void> {
		for (const key of [...this.#left]) {
			// Another write may be at it too.
			if (!this.#left.delete(key)) continue;
			try {
				await remove(key);
			} catch {
				this.#left.add(key);
				return;
			}
		}
	}
}
