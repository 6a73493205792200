const DAY_MS = 86_400_000;

/**
 * What the vendor has deleted by its age. The credential's number of days alone is not enough to tell: where recordings
 * of a day are still there, deletion has not come so far, and one that is missing among them is missing.
 */
export class Retention {
	/** Of each day in UTC, the oldest recording that is there. */
	readonly #oldest = new Map<number, number>();

	constructor(
		readonly days: number,
		private readonly nowMs: number,
	) {}

	/** A recording that is on the server. */
	add(recordedMs: number): void {
		const day = Math.floor(recordedMs / DAY_MS);
		if (recordedMs < (this.#oldest.get(day) ?? Infinity)) this.#oldest.set(day, recordedMs);
	}

	/** Whether a recording of that moment, which is not there, is past its time. Whole days, since folders are. */
	hasDeleted(recordedMs: number): boolean {
		const day = Math.floor(recordedMs / DAY_MS);
		return this.nowMs >= (day + this.days) * DAY_MS && recordedMs < (this.#oldest.get(day) ?? Infinity);
	}
}
