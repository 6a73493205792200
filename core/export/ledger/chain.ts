import type { SegmentName } from './segment';

const SEGMENTS_PER_EPOCH = 1_000;

/** Which segments there are, which of them are the newest, and where the next one goes. */
export class Chain {
	readonly #heads: Set<string>;
	/** Of the epochs that the next run lists. */
	readonly #epochs = new Map<string, number>();
	#epoch: number;

	constructor({ epoch, heads }: { epoch: number; heads: readonly string[] }) {
		this.#epoch = epoch;
		this.#heads = new Set(heads);
	}

	/** A segment that is at the target. */
	add({ hash, epoch }: Pick<SegmentName, 'hash' | 'epoch'>): void {
		this.#epochs.set(hash, epoch);
		this.#epoch = Math.max(this.#epoch, epoch);
	}

	has(hash: string): boolean {
		return this.#epochs.has(hash);
	}

	/** Where others can still write. */
	get oldestOpenEpoch(): number {
		return Math.max(1, this.#epoch - 1);
	}

	/** What the headers of several segments say, in whatever order these were read. */
	link(segments: ReadonlyArray<{ hash: string; previous: readonly string[] }>): void {
		for (const { hash } of segments) this.#heads.add(hash);
		for (const { previous } of segments) for (const hash of previous) this.#heads.delete(hash);
	}

	heads(): string[] {
		return [...this.#heads].sort();
	}

	/** Where the next segment goes. */
	nextEpoch(): number {
		const taken = [...this.#epochs.values()].filter((epoch) => epoch === this.#epoch).length;
		return taken < SEGMENTS_PER_EPOCH ? this.#epoch : this.#epoch + 1;
	}

	/** The epoch before the newest can still get segments, from a run that began earlier. */
	save(): { epoch: number; covered: string[]; heads: string[] } {
		const epoch = this.oldestOpenEpoch;
		const covered = [...this.#epochs].filter(([, of]) => of >= epoch).map(([hash]) => hash);
		return { epoch, covered, heads: this.heads() };
	}
}
