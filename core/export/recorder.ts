import type { Day } from './day';
import type { Identity } from './identity';
import type { Ledger } from './ledger/ledger';
import type { ManifestLine, SegmentHeader } from './ledger/records';
import type { SegmentName } from './ledger/segment';

export interface RecorderOptions {
	header: Pick<SegmentHeader, 'job' | 'run' | 'software'>;
	filesPerSegment: number;
	segmentEveryMs: number;
	/** Identities that are kept one by one before the indexes are written. */
	filesPerFold: number;
	nowMs(): number;
	/** Called once, when a segment could not be written: nothing is recorded any more. */
	onBroken(error: unknown): void;
}

interface Waiting {
	line: ManifestLine;
	file?: { day: Day; identity: Identity };
	/** Called when the line is at the target. */
	whenRecorded?: () => void;
}

/** Collects what happens, and writes it as segments: one at a time, each in one step. */
export class Recorder {
	#waiting: Waiting[] = [];
	readonly #segments: SegmentName[] = [];
	#writing: Promise<void> = Promise.resolve();
	#isBroken = false;
	readonly #timer: NodeJS.Timeout;

	constructor(
		private readonly ledger: Ledger,
		private readonly options: RecorderOptions,
	) {
		this.#timer = setInterval(() => void this.flush(), options.segmentEveryMs);
	}

	/** SHA-256 of the newest segment of this run. */
	get newest(): string | undefined {
		return this.#segments.at(-1)?.hash;
	}

	/** Those of this run that are at the target, in order. */
	get segments(): readonly SegmentName[] {
		return this.#segments;
	}

	/** A segment could not be written: nothing is recorded any more. */
	get isBroken(): boolean {
		return this.#isBroken;
	}

	/** Resolves when there is room for more, not when it is written. */
	async add(waiting: Waiting): Promise<void> {
		this.#waiting.push(waiting);
		const { filesPerSegment } = this.options;
		if (this.#waiting.length >= filesPerSegment) void this.flush();
		if (this.#waiting.length >= 2 * filesPerSegment) await this.#writing;
	}

	/** Never rejects: see `onBroken`. */
	async flush(): Promise<void> {
		this.#writing = this.#writing.then(async () => await this.#write());
		await this.#writing;
	}

	/** Stops the clock. */
	async close(): Promise<void> {
		clearInterval(this.#timer);
		await this.flush();
	}

	/** Lines that did not get to the target. */
	get unrecorded(): number {
		return this.#waiting.filter(({ file }) => file !== undefined).length;
	}

	async #write(): Promise<void> {
		const batch = this.#waiting;
		if (batch.length === 0 || this.#isBroken) return;
		this.#waiting = [];
		try {
			await this.#append(batch);
		} catch (error) {
			this.#isBroken = true;
			this.#waiting = [...batch, ...this.#waiting];
			this.options.onBroken(error);
			return;
		}
		for (const { whenRecorded } of batch) whenRecorded?.();
		await this.#fold();
	}

	async #append(batch: readonly Waiting[]): Promise<void> {
		const { header, nowMs } = this.options;
		const next = { ...header, type: 'segment', version: 1, number: this.#segments.length + 1, writtenAt: new Date(nowMs()).toISOString() } as const;
		const files = batch.map(({ file }) => file).filter((file) => file !== undefined);
		const previous = this.newest === undefined ? undefined : [this.newest];
		this.#segments.push(await this.ledger.append(next, batch.map(({ line }) => JSON.stringify(line)), files, previous));
	}

	/** Indexes are caches: a run goes on without them. */
	async #fold(): Promise<void> {
		if (this.ledger.unfolded < this.options.filesPerFold) return;
		try {
			await this.ledger.save();
		} catch (error) {
			this.#isBroken = true;
			this.options.onBroken(error);
		}
	}
}
