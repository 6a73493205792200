/** An index that was not there, or did not list a recording, is asked again after this time. */
const ASK_AGAIN_MS = 10 * 60_000;

/** What is known of indexes between two polls: when they were asked for, and whether they still grow. */
export class IndexAsks {
	readonly #askedMs = new Map<string, number>();
	readonly #listed = new Map<string, { count: number; sinceMs: number }>();

	/** Whether the indexes of a day may be asked for: that takes some requests, and reading what is there. Counts as asked. */
	ask(day: string, nowMs: number): boolean {
		// A clock that was set back does not postpone it.
		const mayAsk = Math.abs(nowMs - (this.#askedMs.get(day) ?? -Infinity)) >= ASK_AGAIN_MS;
		if (mayAsk) this.#askedMs.set(day, nowMs);
		return mayAsk;
	}

	/** They may be asked for again at once. */
	forget(day: string): void {
		this.#askedMs.delete(day);
	}

	/** Whether the indexes of a day, which list so many recordings, did so a while ago: none of them is still being written. */
	isWritten(day: string, count: number, nowMs: number): boolean {
		const known = this.#listed.get(day);
		if (known?.count === count) return Math.abs(nowMs - known.sinceMs) >= ASK_AGAIN_MS;
		this.#listed.set(day, { count, sinceMs: nowMs });
		return false;
	}
}
