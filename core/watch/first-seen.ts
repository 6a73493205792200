import { FileSet, type SavedSeen } from './seen';

const MINUTE_MS = 60_000;

/** When files were first seen, by the clock of this machine, to the minute; saved as a set of files by that moment. */
export class FirstSeen {
	readonly #moments = new Map<string, number>();
	readonly #met = new Set<string>();

	constructor(saved: SavedSeen = []) {
		for (const [identity, ms] of new FileSet(saved).entries()) this.#moments.set(identity, ms);
	}

	/** The moment, rounded up, at which it was first seen: now, where that is new. It stays remembered. */
	of(identity: string, nowMs: number): number {
		const firstMs = this.#moments.get(identity) ?? Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS;
		this.#moments.set(identity, firstMs);
		this.#met.add(identity);
		return firstMs;
	}

	/** It need not be remembered any longer. */
	forget(identity: string): void {
		this.#moments.delete(identity);
	}

	/** Those that nobody asked for are not there any more. */
	forgetOthers(): void {
		for (const identity of this.#moments.keys()) if (!this.#met.has(identity)) this.#moments.delete(identity);
	}

	save(): SavedSeen {
		const set = new FileSet();
		for (const [identity, ms] of this.#moments) set.add(identity, ms);
		return set.save();
	}
}
