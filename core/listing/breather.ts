import { setImmediate } from 'node:timers/promises';

// n8n serves its editor and every other workflow on this thread; 50 ms is the most we may hold it.
const LONGEST_HOLD_MS = 12;
// For items that take microseconds, so that the clock is not read for each.
const ITEMS_BETWEEN_LOOKS = 64;

/** Lets other work run, now and then, in a loop over many items: `if (breather.isDue()) await breather.breathe()`. */
export class Breather {
	#startedAt = performance.now();
	#items = 0;

	constructor(private readonly itemsBetweenLooks = ITEMS_BETWEEN_LOOKS) {}

	isDue(): boolean {
		if (++this.#items % this.itemsBetweenLooks !== 0) return false;
		return performance.now() - this.#startedAt > LONGEST_HOLD_MS;
	}

	async breathe(): Promise<void> {
		await setImmediate();
		this.#startedAt = performance.now();
	}
}
