import type { SourceEntry } from '../../sources/source';
import { dayAt } from './days';
import type { IndexAsks } from './index-asks';
import type { IndexCall } from './index/call';
import type { IndexedCalls } from './indexed-calls';
import { LocalDays } from './local-days';
import { recordedAtMs } from './names';

export interface AwaitedOptions {
	/** Of the tenant. */
	timeZone: string;
	nowMs: number;
	/** A recording that is older, by its name, is not kept waiting any longer for its row. */
	patienceMs: number;
	/** Of earlier polls. */
	asks: IndexAsks;
}

const UNTIL_WRITTEN_MS = 2 * 3_600_000;
const NONE: readonly IndexCall[] = [];

/**
 * The rows of recordings that wait for them. An index comes in the night after its day, or days late: until then the
 * recordings of the day wait, without a request. One that is in none of the indexes that may list it waits no longer, once
 * these do not grow any more.
 */
export class AwaitedCalls {
	readonly #localDays: LocalDays;
	readonly #isAskedNow = new Map<string, boolean>();
	readonly #today: string;
	/** The first day whose index may still be being written: it is made between midnight and one o'clock. */
	readonly #firstOpenDay: string;
	#callsOf: (path: string) => readonly IndexCall[] = () => NONE;

	constructor(
		private readonly calls: IndexedCalls,
		private readonly options: AwaitedOptions,
	) {
		this.#localDays = new LocalDays(options.timeZone);
		this.#today = dayAt(options.nowMs, options.timeZone);
		this.#firstOpenDay = dayAt(options.nowMs - UNTIL_WRITTEN_MS, options.timeZone);
	}

	/** Reads the indexes of some recordings, where they can be there. */
	async prepare(entries: readonly SourceEntry[]): Promise<void> {
		this.#callsOf = await this.calls.of(entries.filter(({ path }) => this.#mayAskOf(path)));
	}

	/** Of a recording that was prepared. */
	of(path: string): readonly IndexCall[] {
		return this.#callsOf(path);
	}

	/** Whether it has no row yet, and may still get one. */
	isAwaited(path: string): boolean {
		const recordedMs = recordedMsOf(path);
		if (recordedMs === undefined || this.#callsOf(path).length > 0) return false;
		const days = this.#localDays.daysThatMayList(recordedMs);
		const isAsked = this.#mayAsk(days[0]);
		// Its index can be there, and nobody has looked.
		if (!isAsked && days[0] < this.#today) return true;
		return this.options.nowMs - recordedMs <= this.options.patienceMs && (!isAsked || days.some((day) => this.#isOpen(day)));
	}

	/** There may be more, for which the limit or the time was too short: the next poll asks for them. */
	goOn(): void {
		for (const [day, wasAsked] of this.#isAskedNow) if (wasAsked) this.options.asks.forget(day);
	}

	/** Whether its index may still come to list a recording. */
	#isOpen(day: string): boolean {
		const { asks, nowMs } = this.options;
		return day >= this.#firstOpenDay || this.calls.isMissing(day) || !asks.isWritten(day, this.calls.countOf(day), nowMs);
	}

	#mayAskOf(path: string): boolean {
		const recordedMs = recordedMsOf(path);
		return recordedMs !== undefined && this.#mayAsk(this.#localDays.dayOf(recordedMs));
	}

	// Decided once for as long as this object lives: a poll reads page by page.
	#mayAsk(day: string): boolean {
		const known = this.#isAskedNow.get(day);
		if (known !== undefined) return known;
		const { asks, nowMs } = this.options;
		const mayAsk = day < this.#today && asks.ask(day, nowMs);
		this.#isAskedNow.set(day, mayAsk);
		return mayAsk;
	}
}

function recordedMsOf(path: string): number | undefined {
	return recordedAtMs(path.slice(path.lastIndexOf('/') + 1));
}
