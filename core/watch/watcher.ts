import { FirstSeen } from './first-seen';
import { LAST_KEY, Marks } from './marks';
import { FileSet, identityOf } from './seen';
import type { WatchState } from './watch-state';

/** A file as a listing shows it. */
export interface Listed {
	container?: string;
	path: string;
	/** When the service stored it, by the service's clock. */
	storedMs: number;
	/** What else tells versions apart. */
	version?: string;
	/** Its time is that of the beginning of its upload: it can turn up much later than others. */
	isSlow?: boolean;
	/** The part of the storage in which it was listed. */
	section?: string;
}

export interface WatcherOptions {
	/** How long a file may take from the moment that it carries as its time to its appearance in a listing. */
	lookBackMs: number;
	/** The same for files that are slow. */
	slowLookBackMs?: number;
	/** Files younger than this wait. */
	minAgeMs: number;
	/** The clock of this machine. */
	nowMs: number;
	/** By how much the times of files may be off it: then a file is young until it was seen for as long as `minAgeMs`. */
	ageToleranceMs?: number;
	/** What a path is sorted by. */
	keyOf(path: string): string;
}

/** More files that wait are not remembered one by one: the marks wait for them. */
const LISTED_ONE_BY_ONE = 500;

/**
 * Tells new files from those that were handed on before. What counts is when the service stored a file, not its name: names
 * can sort into the past. Marks are made of the times of files, and never lie behind our own clock: one file with a time in the
 * future must not make old all that comes until then.
 */
export class Watcher {
	readonly #marks: Marks;
	readonly #seen: FileSet;
	/** Remembered for longer. */
	readonly #seenSlow: FileSet;
	readonly #awaited: FileSet;
	readonly #awaitedSections: Set<string>;
	readonly #young: FirstSeen;
	readonly #waiting: Listed[] = [];
	readonly #isFromTheFront: boolean;
	#isFirstLook: boolean;
	#newestMs = 0;
	#afterKey: string;

	constructor(
		private readonly state: WatchState,
		private readonly options: WatcherOptions,
	) {
		this.#marks = new Marks(state.marks);
		this.#seen = new FileSet(state.seen);
		this.#seenSlow = new FileSet(state.seenSlow);
		this.#awaited = new FileSet(state.awaited);
		this.#awaitedSections = new Set(state.awaitedSections);
		this.#isFirstLook = state.firstLookMs !== undefined;
		this.#isFromTheFront = state.position === undefined;
		this.#young = new FirstSeen(state.young, !this.#isFromTheFront);
		this.#afterKey = state.position?.afterKey ?? '';
	}

	/** Whether a file that is listed now is to be handed on. Each that is listed must pass here, in order. */
	isNew(file: Listed): boolean {
		const { storedMs } = file;
		const identity = identityOf(file);
		if (this.#isFirstLook && storedMs <= (this.state.firstLookMs ?? Infinity)) {
			this.#noteOld(file);
			return false;
		}
		const isAwaited = this.#awaited.has(identity, storedMs);
		this.#newestMs = Math.max(this.#newestMs, this.#noLaterThanNow(storedMs));
		if (!isAwaited && (this.#isOld(file) || this.#seenOf(file).has(identity, storedMs))) return false;
		if (this.#isOfAge(identity, storedMs)) return true;
		this.waits(file);
		return false;
	}

	/** It was handed on: not again. */
	handedOn(file: Listed): void {
		this.#seenOf(file).add(identityOf(file), file.storedMs);
		this.#awaited.delete(identityOf(file), file.storedMs);
	}

	/** It is new, and nobody can have it yet: a later look finds it. */
	waits(file: Listed): void {
		this.#waiting.push(file);
	}

	/** All up to this key has been listed, and all that was new of it handed on. */
	passed(upToKey: string): void {
		this.#marks.raise(this.#afterKey, upToKey, Math.min(this.#newestMs, this.#holdMs()));
		this.#afterKey = upToKey;
	}

	/** The listing came to its end; the next one begins at the front. */
	completed(): void {
		this.passed(LAST_KEY);
		// What was to come again and is not there any more is not looked for for ever.
		if (this.#isFromTheFront) {
			this.#awaited.clear();
			this.#awaitedSections.clear();
		}
		this.#afterKey = '';
		this.#isFirstLook = false;
	}

	/** All that was stored before a moment has been looked at, whatever its name. */
	lookedAtUntil(ms: number): void {
		this.#marks.raise('', LAST_KEY, Math.min(ms, this.#newestMs, this.#holdMs()));
	}

	/** Files that were stored earlier are known. */
	oldestThatCountsMs(): number {
		const markedMs = Math.max(this.state.floorMs, this.#marks.lowest() - this.options.lookBackMs);
		return Math.min(markedMs, this.#awaited.earliestMs() ?? Infinity);
	}

	get isFirstLook(): boolean {
		return this.#isFirstLook;
	}

	save(position?: { section: string; token?: string }): WatchState {
		this.#forgetBefore(this.#marks.lowestLookedAt());
		this.#remember();
		const { version, of, floorMs, firstLookMs } = this.state;
		return {
			version,
			of,
			floorMs,
			...(this.#isFirstLook ? { firstLookMs } : {}),
			marks: this.#marks.save(),
			seen: this.#seen.save(),
			...filled('seenSlow', this.#seenSlow.save()),
			...filled('awaited', this.#awaited.save()),
			...filled('awaitedSections', [...this.#awaitedSections]),
			...filled('young', this.#young.save()),
			...(position ? { position: { ...position, afterKey: this.#afterKey } } : {}),
		};
	}

	#isOld(file: Listed): boolean {
		const { floorMs } = this.state;
		return file.storedMs < floorMs || file.storedMs < this.#marks.at(this.options.keyOf(file.path)) - this.#lookBackMs(file);
	}

	#isOfAge(identity: string, storedMs: number): boolean {
		const { minAgeMs, nowMs, ageToleranceMs = 0 } = this.options;
		if (minAgeMs === 0 || nowMs - storedMs >= minAgeMs + ageToleranceMs) return true;
		if (ageToleranceMs === 0 || nowMs - this.#young.of(identity, nowMs) < minAgeMs) return false;
		this.#young.forget(identity);
		return true;
	}

	#noLaterThanNow(ms: number): number {
		return Math.min(ms, this.options.nowMs);
	}

	/** Before this moment nothing waits that is not remembered one by one. */
	#holdMs(): number {
		if (this.#waiting.length <= LISTED_ONE_BY_ONE) return Infinity;
		return this.#waiting.map(({ storedMs }) => storedMs).sort((a, b) => a - b)[LISTED_ONE_BY_ONE];
	}

	#remember(): void {
		const holdMs = this.#holdMs();
		for (const file of this.#waiting) {
			if (file.storedMs < holdMs) this.#awaited.add(identityOf(file), file.storedMs);
			if (file.storedMs < holdMs && file.section !== undefined) this.#awaitedSections.add(file.section);
		}
	}

	#lookBackMs({ isSlow }: Pick<Listed, 'isSlow'>): number {
		const { lookBackMs, slowLookBackMs = lookBackMs } = this.options;
		return isSlow ? Math.max(lookBackMs, slowLookBackMs) : lookBackMs;
	}

	#seenOf({ isSlow }: Listed): FileSet {
		return isSlow ? this.#seenSlow : this.#seen;
	}

	// What is there at the first look is old; of the newest of it, each must be known, as it will be listed again.
	#noteOld(file: Listed): void {
		const storedMs = this.#noLaterThanNow(file.storedMs);
		if (storedMs > this.#newestMs) {
			this.#newestMs = storedMs;
			this.#forgetBefore(this.#newestMs);
		}
		if (file.storedMs >= this.#newestMs - this.#lookBackMs(file)) this.handedOn(file);
	}

	#forgetBefore(markMs: number): void {
		this.#seen.forgetBefore(markMs - this.#lookBackMs({}));
		this.#seenSlow.forgetBefore(markMs - this.#lookBackMs({ isSlow: true }));
	}
}

function filled<Name extends string, Value>(name: Name, values: Value[]): Partial<Record<Name, Value[]>> {
	return values.length > 0 ? ({ [name]: values } as Record<Name, Value[]>) : {};
}
