import { LAST_KEY, Marks } from './marks';
import { identityOf, SeenFiles } from './seen';
import type { WatchState } from './watch-state';

/** A file as a listing shows it. */
export interface Listed {
	container?: string;
	path: string;
	/** When the service stored it, by the service's clock. */
	storedMs: number;
	/** Its time is that of the beginning of its upload: it can turn up much later than others. */
	isSlow?: boolean;
}

export interface WatcherOptions {
	/** How long a file may take from the moment that it carries as its time to its appearance in a listing. */
	lookBackMs: number;
	/** The same for files that are slow. */
	slowLookBackMs?: number;
	/** Files younger than this wait. */
	minAgeMs: number;
	/** The clock of this machine, for the age of files. */
	nowMs: number;
	/**
	 * By how much that clock may be ahead of the times of files. Infinity where these may be in another zone than they
	 * say, as with FTP: only files tell then how late it is at the service, and the memory of what was handed on is larger.
	 */
	clockToleranceMs: number;
	/** What a path is sorted by. */
	keyOf(path: string): string;
}

/**
 * Tells new files from those that were handed on before. What counts is when the service stored a file, not its name:
 * names can sort into the past. All moments are of the service's clock, since marks are made of the times of files.
 */
export class Watcher {
	readonly #marks: Marks;
	readonly #seen: SeenFiles;
	/** Remembered for longer. */
	readonly #seenSlow: SeenFiles;
	#isFirstLook: boolean;
	#newestMs = 0;
	#oldestWaitingMs = Infinity;
	#afterKey: string;

	constructor(
		private readonly state: WatchState,
		private readonly options: WatcherOptions,
	) {
		this.#marks = new Marks(state.marks);
		this.#seen = new SeenFiles(state.seen);
		this.#seenSlow = new SeenFiles(state.seenSlow);
		this.#isFirstLook = state.isFirstLook ?? false;
		this.#afterKey = state.position?.afterKey ?? '';
		if (this.#isFirstLook) this.#newestMs = this.#marks.lowest();
	}

	/** Whether a file that is listed now is to be handed on. Each that is listed must pass here, in order. */
	isNew(file: Listed): boolean {
		const { storedMs } = file;
		const { minAgeMs, nowMs } = this.options;
		if (this.#isFirstLook) {
			this.#noteOld(file);
			return false;
		}
		if (minAgeMs > 0 && nowMs - storedMs < minAgeMs) {
			this.waits(file);
			return false;
		}
		this.#newestMs = Math.max(this.#newestMs, storedMs);
		if (storedMs < this.state.floorMs || storedMs < this.#marks.at(this.options.keyOf(file.path)) - this.#lookBackMs(file)) return false;
		return !this.#seenOf(file).has(identityOf(file), storedMs);
	}

	/** It was handed on: not again. */
	handedOn(file: Listed): void {
		this.#seenOf(file).add(identityOf(file), file.storedMs);
	}

	/** It is new, and nobody can have it yet: a later look finds it. */
	waits({ storedMs }: Listed): void {
		this.#oldestWaitingMs = Math.min(this.#oldestWaitingMs, storedMs);
	}

	/** All up to this key has been listed, and all that was new of it handed on. */
	passed(upToKey: string): void {
		if (this.#isFirstLook) this.#marks.raise('', LAST_KEY, this.#newestMs);
		else this.#marks.raise(this.#afterKey, upToKey, this.#serviceClock());
		this.#afterKey = upToKey;
	}

	/** The listing came to its end; the next one begins at the front. */
	completed(): void {
		this.passed(LAST_KEY);
		this.#afterKey = '';
		this.#isFirstLook = false;
	}

	/** All that was stored before a moment has been looked at, whatever its name. */
	lookedAtUntil(ms: number): void {
		this.#marks.raise('', LAST_KEY, Math.min(ms, this.#oldestWaitingMs));
	}

	/** Files that were stored earlier are known. */
	oldestThatCountsMs(): number {
		return Math.max(this.state.floorMs, this.#marks.lowest() - this.options.lookBackMs);
	}

	#lookBackMs({ isSlow }: Pick<Listed, 'isSlow'>): number {
		const { lookBackMs, slowLookBackMs = lookBackMs } = this.options;
		return isSlow ? Math.max(lookBackMs, slowLookBackMs) : lookBackMs;
	}

	#seenOf({ isSlow }: Listed): SeenFiles {
		return isSlow ? this.#seenSlow : this.#seen;
	}

	get isFirstLook(): boolean {
		return this.#isFirstLook;
	}

	save(position?: { section: string; token?: string }): WatchState {
		this.#forgetBefore(this.#marks.lowestLookedAt());
		const { version, of, floorMs } = this.state;
		const seenSlow = this.#seenSlow.save();
		return {
			version,
			of,
			floorMs,
			...(this.#isFirstLook ? { isFirstLook: true } : {}),
			marks: this.#marks.save(),
			seen: this.#seen.save(),
			...(seenSlow.length > 0 ? { seenSlow } : {}),
			...(position ? { position: { ...position, afterKey: this.#afterKey } } : {}),
		};
	}

	// The newest file tells how late it is at the service, at least. Where there was nothing new for long, and where a
	// long list is worked off, our own clock tells it, too, as far as it can be trusted.
	#serviceClock(): number {
		const serviceClockMs = Math.max(this.#newestMs, this.options.nowMs - this.options.clockToleranceMs);
		return Math.min(serviceClockMs, this.#oldestWaitingMs);
	}

	// What is there at the first look is old; of the newest of it, each must be known, as it will be listed again.
	#noteOld(file: Listed): void {
		if (file.storedMs > this.#newestMs) {
			this.#newestMs = file.storedMs;
			this.#forgetBefore(this.#newestMs);
		}
		if (file.storedMs >= this.#newestMs - this.#lookBackMs(file)) this.handedOn(file);
	}

	#forgetBefore(markMs: number): void {
		this.#seen.forgetBefore(markMs - this.#lookBackMs({}));
		this.#seenSlow.forgetBefore(markMs - this.#lookBackMs({ isSlow: true }));
	}
}
