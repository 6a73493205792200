import type { EventLoopUtilization } from 'node:perf_hooks';
import { performance } from 'node:perf_hooks';

/** What one look at a time of reads has shown. */
export interface Look {
	/** Reads that came to their end. */
	reads: number;
	elapsedMs: number;
	/** Of the time that reads took, the part until their first byte: 0 to 1. */
	waitingShare: number;
	/** How busy the thread was: 0 to 1. */
	busyShare: number;
}

/** Where nothing is known of a server yet: what browsers open, and every server was seen to take. */
export const FIRST_WIDTH = 8;
/** A look at fewer says more of chance than of the server. */
const LOOKED_AT_READS = 8;
/** Nor does one of a shorter time: in the very first, connections are opened. */
const LOOKED_AT_MS = 100;
/** What twice as many at once must bring to be kept. */
const WORTHWHILE_GAIN = 1.15;
/** Reads that wait for less than this are bound by bytes: more of them at once only share the line. */
const MIN_WAITING_SHARE = 0.3;
/** With the thread as busy as this, more at once means more in memory and nothing else. */
const MAX_BUSY_SHARE = 0.8;
/** For so long nothing wider is tried where it brought nothing, or where the server said that it was too much. */
const CONTENT_MS = 30_000;

/**
 * How many reads to have under way at once. A file of a second of speech is there in one round trip: over a far line the
 * time goes into waiting, and the more wait at once the better; near by, or with large files, more only cost memory.
 * So the number begins small, doubles while that makes more of the files come in the same time, and halves where reads
 * are refused or cut.
 */
export class Pace {
	#width: number;
	#rateBefore = 0;
	#contentUntilMs = -Infinity;
	#narrowedAtMs = -Infinity;
	#reads = 0;
	#waitedMs = 0;
	#tookMs = 0;
	/** Undefined where the next read that ends begins a look. */
	#lookedAtMs?: number;
	#utilization?: EventLoopUtilization;

	/** @param most never more at once */
	constructor(
		private readonly most: number,
		private readonly now: () => number = () => performance.now(),
	) {
		this.#width = Math.min(FIRST_WIDTH, most);
	}

	/** Reads at once, for now. */
	get width(): number {
		return this.#width;
	}

	/** A read has come to its end. `isFull`: as many were under way as may be; otherwise a look shows the caller, not the server. */
	ended({ waitedMs, tookMs, isFull }: { waitedMs: number; tookMs: number; isFull: boolean }): void {
		if (!isFull) this.#lookedAtMs = undefined;
		else if (this.#lookedAtMs === undefined) this.#begin();
		else this.#count(this.now() - this.#lookedAtMs, waitedMs, tookMs);
	}

	#count(elapsedMs: number, waitedMs: number, tookMs: number): void {
		this.#reads++;
		this.#waitedMs += waitedMs;
		this.#tookMs += tookMs;
		if (this.#reads < Math.max(LOOKED_AT_READS, this.#width) || elapsedMs < LOOKED_AT_MS) return;
		const { utilization: busyShare } = performance.eventLoopUtilization(this.#utilization);
		this.look({ reads: this.#reads, elapsedMs, busyShare, waitingShare: this.#tookMs > 0 ? this.#waitedMs / this.#tookMs : 0 });
		this.#begin();
	}

	/**
	 * A read of that moment was refused, or cut: it may be too much. What was asked before that was acted upon says nothing new. Never
	 * fewer than at the beginning: repeating is for other layers, and few at once would make everything slow for a fault now and then.
	 */
	failed(askedAtMs: number): void {
		if (askedAtMs < this.#narrowedAtMs) return;
		this.#narrowedAtMs = this.now();
		this.#width = Math.max(Math.min(FIRST_WIDTH, this.#width), Math.floor(this.#width / 2));
		this.#rateBefore = 0;
		this.#contentUntilMs = this.now() + CONTENT_MS;
		this.#lookedAtMs = undefined;
	}

	look({ reads, elapsedMs, waitingShare, busyShare }: Look): void {
		if (this.now() < this.#contentUntilMs) return;
		const rate = reads / elapsedMs;
		if (this.#rateBefore > 0 && rate < this.#rateBefore * WORTHWHILE_GAIN) {
			this.#width = Math.max(1, Math.floor(this.#width / 2));
			this.#rateBefore = 0;
			this.#contentUntilMs = this.now() + CONTENT_MS;
			return;
		}
		this.#rateBefore = 0;
		if (this.#width >= this.most || waitingShare < MIN_WAITING_SHARE || busyShare > MAX_BUSY_SHARE) return;
		this.#rateBefore = rate;
		this.#width = Math.min(this.most, this.#width * 2);
	}

	#begin(): void {
		this.#reads = 0;
		this.#waitedMs = 0;
		this.#tookMs = 0;
		this.#lookedAtMs = this.now();
		this.#utilization = performance.eventLoopUtilization();
	}
}
