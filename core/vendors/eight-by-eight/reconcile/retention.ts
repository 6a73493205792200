const DAY_MS = 86_400_000;

/**
 * What the vendor has deleted by its age. The credential's number of days alone is not enough to tell: where older
 * recordings are still there, deletion has not come so far, and what is missing is missing.
 */
export class Retention {
	/** Of all recordings that are there. */
	#oldestMs = Infinity;

	constructor(
		readonly days: number,
		private readonly nowMs: number,
	) {}

	/** A recording that is on the server. */
	add(recordedMs: number): void {
		this.#oldestMs = Math.min(this.#oldestMs, recordedMs);
	}

	/** Whether a recording of that moment, which is not there, is past its time. Whole days, since folders are. */
	hasDeleted(recordedMs: number): boolean {
		const day = Math.floor(recordedMs / DAY_MS);
		return this.nowMs >= (day + this.days) * DAY_MS && recordedMs < this.#oldestMs;
	}
}
