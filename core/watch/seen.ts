import { createHash } from 'node:crypto';

// 48 bits: with a thousand remembered, one new file in 10^11 would be taken for one of them.
const HASH_BYTES = 6;
/** Files are remembered in groups by when they were stored, so that a time is kept for each group only. */
const GROUP_MS = 60_000;

/** Groups as they are saved: the minute since 1970, and the hashes of its files one after the other, base64. */
export type SavedSeen = Array<[minute: number, hashes: string]>;

/** Which version of which file: one that is stored anew is another. */
export function identityOf({ container = '', path, storedMs }: { container?: string; path: string; storedMs: number }): string {
	return createHash('sha256').update(JSON.stringify([container, path, storedMs])).digest().toString('latin1', 0, HASH_BYTES);
}

/**
 * Files that were handed on, and can turn up again: those stored lately. Eight characters each when saved, so that a
 * quarter of an hour at 100,000 files a day takes 8 KB.
 */
export class SeenFiles {
	readonly #groups = new Map<number, Set<string>>();

	constructor(saved: SavedSeen = []) {
		for (const [minute, hashes] of saved) this.#groups.set(minute, new Set(split(hashes)));
	}

	add(identity: string, storedMs: number): void {
		const minute = minuteOf(storedMs);
		const group = this.#groups.get(minute);
		if (group) group.add(identity);
		else this.#groups.set(minute, new Set([identity]));
	}

	has(identity: string, storedMs: number): boolean {
		return this.#groups.get(minuteOf(storedMs))?.has(identity) ?? false;
	}

	/** Forgets what was stored before a moment; the whole of its minute stays. */
	forgetBefore(ms: number): void {
		const first = minuteOf(ms);
		for (const minute of this.#groups.keys()) if (minute < first) this.#groups.delete(minute);
	}

	save(): SavedSeen {
		const minutes = [...this.#groups.keys()].sort((a, b) => a - b);
		return minutes.map((minute) => [minute, Buffer.from([...this.#groups.get(minute)!].join(''), 'latin1').toString('base64')]);
	}
}

// A time that is not known counts as the minute 0.
function minuteOf(ms: number): number {
	return Number.isFinite(ms) ? Math.floor(ms / GROUP_MS) : 0;
}

function* split(hashes: string): Generator<string> {
	const bytes = Buffer.from(hashes, 'base64').toString('latin1');
	for (let at = 0; at + HASH_BYTES <= bytes.length; at += HASH_BYTES) yield bytes.slice(at, at + HASH_BYTES);
}
