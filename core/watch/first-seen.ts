import { FileSet, type SavedSeen } from './seen';

const MINUTE_MS = 60_000;

/** When files were first seen, by the clock of this machine, to the minute; saved as a set of files by that moment. */
export class FirstSeen {
	readonly #before = new Map<string, number>();
	readonly #now = new FileSet();

	/** @param keepsOthers whether files that are not met in this look may still be there */
	constructor(saved: SavedSeen = [], keepsOthers: boolean) {
		for (const [identity, ms] of new FileSet(saved).entries()) this.#before.set(identity, ms);
		if (keepsOthers) this.#now.addAll(saved);
	}

	/** The moment, rounded up, at which it was first seen: now, where that is new. It stays remembered. */
	of(identity: string, nowMs: number): number {
		const firstMs = this.#before.get(identity) ?? Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS;
		this.#now.add(identity, firstMs);
		return firstMs;
	}

	/** It need not be remembered any longer. */
	forget(identity: string): void {
		const firstMs = this.#before.get(identity);
		if (firstMs !== undefined) this.#now.delete(identity, firstMs);
	}

	save(): SavedSeen {
		return this.#now.save();
	}
}
