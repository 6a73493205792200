/**
 * Brings folders to the disk, one time for all who wait for the same one. A sync that is under way may have missed what its
 * asker has just done, so everybody gets one that begins after they asked.
 */
export class SharedSync {
	readonly #running = new Map<string, Promise<void>>();
	/** Asked for, and not begun. */
	readonly #next = new Map<string, Promise<void>>();

	/** `sync` is that of the first who asks, who waits for it: what it works with stays open. */
	async of(folder: string, sync: () => Promise<void>): Promise<void> {
		let next = this.#next.get(folder);
		if (!next) {
			next = this.#afterRunning(folder, sync);
			this.#next.set(folder, next);
		}
		await next;
	}

	async #afterRunning(folder: string, sync: () => Promise<void>): Promise<void> {
		// Not before it is noted as the next one.
		await (this.#running.get(folder) ?? Promise.resolve()).catch(() => {});
		const running = sync();
		this.#next.delete(folder);
		this.#running.set(folder, running);
		try {
			await running;
		} finally {
			if (this.#running.get(folder) === running) this.#running.delete(folder);
		}
	}
}
