import { createHash } from 'node:crypto';

// 48 bits: with a thousand remembered, one new file in 10^11 would be taken for one of them.
const HASH_BYTES = 6;
/** Files are remembered in groups by when they were stored, so that a time is kept for each group only. */
const GROUP_MS = 60_000;

/** Groups as they are saved: the minute since 1970, and the hashes of its files one after the other, base64. */
export type SavedSeen = Array<[minute: number, hashes: string]>;

export function isSavedSeen(value: unknown): value is SavedSeen {
	return Array.isArray(value) && value.every((group) => Array.isArray(group) && Number.isSafeInteger(group[0]) && typeof group[1] === 'string');
}

interface Version {
	container?: string;
	path: string;
	storedMs: number;
	version?: string;
}

/** Which version of which file: one that is stored anew is another. */
export function identityOf({ container = '', path, storedMs, version }: Version): string {
	const parts = [container, path, storedMs, ...(version === undefined ? [] : [version])];
	return createHash('sha256').update(JSON.stringify(parts)).digest().toString('latin1', 0, HASH_BYTES);
}

/**
 * Some files, by eight characters each when saved: a quarter of an hour at 100,000 files a day takes 8 KB. Each has a moment by
 * which it is found: mostly that of its storage.
 */
export class FileSet {
	readonly #groups = new Map<number, Set<string>>();

	constructor(saved: SavedSeen = []) {
		for (const [minute, hashes] of saved) this.#groups.set(minute, new Set(split(hashes)));
	}

	add(identity: string, ms: number): void {
		const minute = minuteOf(ms);
		const group = this.#groups.get(minute);
		if (group) group.add(identity);
		else this.#groups.set(minute, new Set([identity]));
	}

	has(identity: string, ms: number): boolean {
		return this.#groups.get(minuteOf(ms))?.has(identity) ?? false;
	}

	delete(identity: string, ms: number): boolean {
		return this.#groups.get(minuteOf(ms))?.delete(identity) ?? false;
	}

	addAll(saved: SavedSeen): void {
		for (const [minute, hashes] of saved) for (const hash of split(hashes)) this.add(hash, minute * GROUP_MS);
	}

	deleteAll(saved: SavedSeen): void {
		for (const [minute, hashes] of saved) for (const hash of split(hashes)) this.delete(hash, minute * GROUP_MS);
	}

	*entries(): Generator<[identity: string, ms: number]> {
		for (const [minute, group] of this.#groups) for (const identity of group) yield [identity, minute * GROUP_MS];
	}

	clear(): void {
		this.#groups.clear();
	}

	/** Forgets what has a moment before this one; the whole of its minute stays. */
	forgetBefore(ms: number): void {
		const first = minuteOf(ms);
		for (const minute of this.#groups.keys()) if (minute < first) this.#groups.delete(minute);
	}

	/** The earliest minute, in ms; undefined for none. */
	earliestMs(): number | undefined {
		const minutes = [...this.#groups].filter(([, group]) => group.size > 0).map(([minute]) => minute);
		return minutes.length === 0 ? undefined : Math.min(...minutes) * GROUP_MS;
	}

	save(): SavedSeen {
		const filled = [...this.#groups].filter(([, group]) => group.size > 0).sort(([a], [b]) => a - b);
		return filled.map(([minute, group]) => [minute, Buffer.from([...group].join(''), 'latin1').toString('base64')]);
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
