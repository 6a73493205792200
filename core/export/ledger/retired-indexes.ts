import type { EndRecord } from './records';

/** A run that began longer ago and has no end was cut, or does no harm. */
const LONGEST_RUN_MS = 86_400_000;

/** Whether no other run can be at work when this one ends, by those that have no end. */
export function isAlone({ run, endedAt }: EndRecord, open: ReadonlyMap<string, string>): boolean {
	return ![...open].some(([other, since]) => other !== run && Date.parse(since) > Date.parse(endedAt) - LONGEST_RUN_MS);
}

/**
 * Indexes of days that others took the place of. Those that were there before a run opened may be taken away when no other run is at
 * work; a run that began before may be reading those that were retired since.
 */
export class RetiredIndexes {
	#before: readonly string[] = [];
	readonly #since = new Set<string>();

	restore(names: readonly string[]): void {
		this.#before = names;
	}

	add(names: readonly string[]): void {
		for (const name of names) if (!this.#before.includes(name)) this.#since.add(name);
	}

	/** For the checkpoint: all that is not in use (again). */
	namesBeside(inUse: ReadonlySet<string>): string[] {
		return [...new Set([...this.#before, ...this.#since])].filter((name) => !inUse.has(name));
	}

	/** Gives those of before, which are known no more. */
	takeOld(inUse: ReadonlySet<string>): string[] {
		const old = this.#before.filter((name) => !inUse.has(name) && !this.#since.has(name));
		this.#before = this.#before.filter((name) => !old.includes(name));
		return old;
	}
}
