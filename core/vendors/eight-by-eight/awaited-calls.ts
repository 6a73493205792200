import type { SourceEntry } from '../../sources/source';
import { dayAt } from './days';
import type { IndexCall } from './index/call';
import type { IndexedCalls } from './indexed-calls';
import { LocalDays } from './local-days';
import { recordedAtMs } from './names';

export interface AwaitedOptions {
	/** Of the tenant. */
	timeZone: string;
	nowMs: number;
	/** A recording that is older is not kept waiting any longer for its row. */
	patienceMs: number;
	/** When the indexes of a day were last asked for: that takes some requests for each day, and reading what is there. */
	askedMs: Map<string, number>;
}

/** An index that was not there, or did not list a recording, is asked again after this time. */
const ASK_AGAIN_MS = 10 * 60_000;
const NONE: readonly IndexCall[] = [];

/**
 * The rows of recordings that wait for them. An index comes in the night after its day, or days late: until then the
 * recordings of the day wait, without a request. One that is in none of the indexes that may list it waits no longer.
 */
export class AwaitedCalls {
	readonly #localDays: LocalDays;
	readonly #isAskedNow = new Map<string, boolean>();
	readonly #today: string;
	#callsOf: (path: string) => readonly IndexCall[] = () => NONE;

	constructor(
		private readonly calls: IndexedCalls,
		private readonly options: AwaitedOptions,
	) {
		this.#localDays = new LocalDays(options.timeZone);
		this.#today = dayAt(options.nowMs, options.timeZone);
	}

	/** Reads the indexes of some recordings, where they can be there. */
	async prepare(entries: readonly SourceEntry[]): Promise<void> {
		this.#callsOf = await this.calls.of(entries.filter(({ path }) => this.#mayAsk(this.#daysOf(path)[0])));
	}

	/** Of a recording that was prepared. */
	of(path: string): readonly IndexCall[] {
		return this.#callsOf(path);
	}

	/** Whether it has no row yet, and may still get one. */
	isAwaited(path: string, storedMs: number): boolean {
		if (this.#callsOf(path).length > 0 || this.options.nowMs - storedMs > this.options.patienceMs) return false;
		const days = this.#daysOf(path);
		return days.length > 0 && (!this.#mayAsk(days[0]) || days.some((day) => day >= this.#today || this.calls.isMissing(day)));
	}

	/** Its own day first. */
	#daysOf(path: string): string[] {
		const ms = recordedAtMs(path);
		return ms === undefined ? [] : this.#localDays.daysThatMayList(ms);
	}

	// Decided once for as long as this object lives: a poll reads page by page.
	#mayAsk(day: string | undefined): boolean {
		if (day === undefined) return false;
		const known = this.#isAskedNow.get(day);
		if (known !== undefined) return known;
		const { askedMs, nowMs } = this.options;
		const mayAsk = day < this.#today && nowMs - (askedMs.get(day) ?? -Infinity) >= ASK_AGAIN_MS;
		if (mayAsk) askedMs.set(day, nowMs);
		this.#isAskedNow.set(day, mayAsk);
		return mayAsk;
	}
}
