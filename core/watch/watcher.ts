import { Awaited } from './awaited';
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
/** Files are remembered by the minute. */
const A_GROUP_MS = 60_000;

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
	readonly #awaited: Awaited;
	readonly #young: FirstSeen;
	readonly #waiting: Listed[] = [];
	#handedOn: Listed[] = [];
	readonly #isFromTheFront: boolean;
	#isFirstLook: boolean;
	#newestMs: number;
	#afterKey: string;

	constructor(
		private readonly state: WatchState,
		private readonly options: WatcherOptions,
	) {
		this.#marks = new Marks(state.marks);
		this.#seen = new FileSet(state.seen);
		this.#seenSlow = new FileSet(state.seenSlow);
		this.#awaited = new Awaited(state);
		this.#isFirstLook = state.firstLookMs !== undefined;
		this.#isFromTheFront = state.position === undefined;
		this.#young = new FirstSeen(state.young);
		// All that is listed now is listed after it.
		this.#newestMs = this.#marks.highest();
		this.#afterKey = state.position?.afterKey ?? '';
	}

	/** Whether a file that is listed now is to be handed on. Each that is listed must pass here, in order. */
	isNew(file: Listed): boolean {
		const { storedMs } = file;
		const identity = identityOf(file);
		this.#awaited.shows(file.section);
		if (this.#isFirstLook && storedMs <= (this.state.firstLookMs ?? Infinity)) {
			this.#noteOld(file);
			return false;
		}
		const isAwaited = this.#awaited.has(identity, storedMs);
		this.#noteTime(storedMs);
		if (!isAwaited && (this.#isOld(file) || this.#seenOf(file).has(identity, storedMs))) return false;
		if (this.#isOfAge(identity, storedMs)) return true;
		this.waits(file);
		return false;
	}

	/** It was handed on: not again. */
	handedOn(file: Listed): void {
		this.#handedOn.push(file);
		this.#seenOf(file).add(identityOf(file), file.storedMs);
		this.#awaited.delete(identityOf(file), file.storedMs);
		this.#young.forget(identityOf(file));
	}

	/** It is new, and nobody can have it yet: a later look finds it. */
	waits(file: Listed): void {
		this.#waiting.push(file);
	}

	/** All up to this key has been listed, and all that was new of it handed on. */
	passed(upToKey: string): void {
		this.#marks.raise(this.#afterKey, upToKey, Math.min(this.#newestMs, this.#holdMs()));
		this.#afterKey = upToKey;
		// What the marks say need not be remembered.
		for (const file of this.#handedOn) if (file.storedMs + A_GROUP_MS < this.#markOf(file) - this.#lookBackMs(file)) this.#seenOf(file).delete(identityOf(file), file.storedMs);
		this.#handedOn = [];
	}

	/** The listing came to its end; the next one begins at the front. */
	completed(): void {
		this.passed(LAST_KEY);
		if (this.#isFromTheFront) {
			this.#awaited.giveUp(this.options.nowMs);
			this.#young.forgetOthers();
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
		const lowestMs = this.#marks.lowestLookedAt();
		this.#forgetBefore(lowestMs);
		this.#remember();
		const { version, of, floorMs, firstLookMs, activatedMs, forgottenMs = 0 } = this.state;
		const forgetsMs = Number.isFinite(lowestMs) ? Math.max(forgottenMs, lowestMs - this.options.lookBackMs) : forgottenMs;
		return {
			version,
			of,
			floorMs,
			...(this.#isFirstLook ? { firstLookMs } : {}),
			...(activatedMs === undefined ? {} : { activatedMs }),
			marks: this.#marks.save(),
			...(forgetsMs > 0 ? { forgottenMs: forgetsMs } : {}),
			seen: this.#seen.save(),
			...filled('seenSlow', this.#seenSlow.save()),
			...this.#awaited.save(),
			...(this.#holdMs() < Infinity ? { holds: true } : {}),
			...filled('young', this.#young.save()),
			...(position ? { position: { ...position, afterKey: this.#afterKey } } : {}),
		};
	}

	#markOf({ path }: Listed): number {
		return this.#marks.at(this.options.keyOf(path));
	}

	#isOld(file: Listed): boolean {
		const { floorMs, forgottenMs = 0 } = this.state;
		const markMs = this.#markOf(file);
		if (markMs > 0 && !file.isSlow && file.storedMs < forgottenMs) return true;
		return file.storedMs < floorMs || file.storedMs < markMs - this.#lookBackMs(file);
	}

	#isOfAge(identity: string, storedMs: number): boolean {
		const { minAgeMs, nowMs, ageToleranceMs = 0 } = this.options;
		if (minAgeMs === 0 || nowMs - storedMs >= minAgeMs + ageToleranceMs) return true;
		return ageToleranceMs > 0 && nowMs - this.#young.of(identity, nowMs) >= minAgeMs;
	}

	/** A time that is still to come tells nothing. */
	#noteTime(storedMs: number): void {
		if (storedMs <= this.options.nowMs) this.#newestMs = Math.max(this.#newestMs, storedMs);
	}

	/** Before this moment nothing waits that is not remembered one by one. */
	#holdMs(): number {
		// Those may be where nothing is shown now.
		if (this.state.holds && this.#awaited.isAbsent) return -Infinity;
		if (this.#waiting.length <= LISTED_ONE_BY_ONE) return Infinity;
		return this.#waiting.map(({ storedMs }) => storedMs).sort((a, b) => a - b)[LISTED_ONE_BY_ONE];
	}

	// Marks never fall: what is behind them already cannot be left to them.
	#remember(): void {
		const holdMs = this.#holdMs();
		for (const file of this.#waiting) {
			const identity = identityOf(file);
			this.#awaited.addSection(file.section);
			if (file.storedMs < holdMs || this.#awaited.hadBefore(identity, file.storedMs)) this.#awaited.add(identity, file.storedMs);
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
		const newestMs = this.#newestMs;
		this.#noteTime(file.storedMs);
		if (this.#newestMs > newestMs) this.#forgetBefore(Math.min(this.#newestMs, this.#marks.lowestLookedAt()));
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
