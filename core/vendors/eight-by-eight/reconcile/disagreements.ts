import { utcText } from '../../../time/time-reader';
import type { IndexKind } from '../names';
import type { IndexTally } from './compared-index';
import { finding, type Finding } from './findings';
import type { SeenRow } from './recording-table';

/** Where one index lacks more than these, or differs in more, it is the index that is wanting, and not each call. */
const MAX_TOLD = 100;
/** One kind may write times without seconds. */
const SAME_START_MS = 60_000;
const SAME_SECONDS = 1;

/** A call that an index lists, as far as it is known. */
export interface ListedCall {
	path: string;
	line?: number;
	startTime?: string;
	agentName?: string;
}

/** Compares what the two kinds of index of a day say of the same recording. */
export class Disagreements {
	/** By day, the number of each kind's index. */
	readonly #ofDay = new Map<string, Partial<Record<IndexKind, number>>>();
	/** By the number of an index, how many recordings of the other kind's it lacks. */
	readonly #lacking = new Map<number, number>();
	/** By the number of a detailed index, how many recordings the small one says other things of. */
	readonly #differing = new Map<number, number>();

	constructor(private readonly indexes: readonly IndexTally[]) {
		indexes.forEach(({ day, kind }, number) => this.#ofDay.set(day, { [kind]: number, ...this.#ofDay.get(day) }));
	}

	/** Of a recording that only one kind lists: the other index of that day should. */
	onlyIn(number: number, call: ListedCall): Finding | undefined {
		const { path: indexPath, day, kind } = this.indexes[number];
		const other = this.#ofDay.get(day)?.[kind === 'small' ? 'detailed' : 'small'];
		if (other === undefined) return undefined;
		const count = (this.#lacking.get(other) ?? 0) + 1;
		this.#lacking.set(other, count);
		if (count > MAX_TOLD) return undefined;
		return finding('indexesDisagree', `The other index of the day, ${this.indexes[other].path}, does not list the recording. Take what this one says of it.`, { day, indexPath, ...call });
	}

	/** Of a recording that both list. */
	between(detailed: SeenRow, small: SeenRow, path: string): Finding | undefined {
		// Parts of one call may stand in another order.
		if (detailed.isOneOfSeveral || small.isOneOfSeveral) return undefined;
		const differing = [...differences(detailed, small)];
		if (differing.length === 0) return undefined;
		const count = (this.#differing.get(detailed.index) ?? 0) + 1;
		this.#differing.set(detailed.index, count);
		if (count > MAX_TOLD) return undefined;
		const { path: indexPath, day } = this.indexes[detailed.index];
		const other = `line ${small.line} of ${this.indexes[small.index].path}`;
		const facts = { day, path, indexPath, line: detailed.line, startTime: detailed.startMs === undefined ? undefined : utcText(detailed.startMs), callSeconds: detailed.callSeconds, agentName: detailed.agentName };
		return finding('indexesDisagree', `Not as in ${other}: ${differing.join(', ')}. Listen to the recording before you rely on either.`, facts);
	}

	/** Take them last: of each index that lacks or differs in more than were told one by one, how many. */
	*rest(): Generator<Finding> {
		for (const [number, count] of this.#lacking) {
			if (count <= MAX_TOLD) continue;
			const { day, path: indexPath } = this.indexes[number];
			yield finding('indexesDisagree', `The index lacks ${count} recordings that the other index of the day lists; ${MAX_TOLD} of them are told one by one. Take the other one, and ask 8x8 for this one.`, { day, indexPath });
		}
		for (const [number, count] of this.#differing) {
			if (count <= MAX_TOLD) continue;
			const { day, path: indexPath } = this.indexes[number];
			yield finding('indexesDisagree', `The small index says other things of ${count} recordings; ${MAX_TOLD} of them are told one by one. The two kinds may write a column in different ways: compare them.`, { day, indexPath });
		}
	}
}

function* differences(detailed: SeenRow, small: SeenRow): Generator<string> {
	if (isFar(detailed.startMs, small.startMs, SAME_START_MS)) yield `the start (${utcText(detailed.startMs ?? 0)}, ${utcText(small.startMs ?? 0)})`;
	if (isFar(detailed.callSeconds, small.callSeconds, SAME_SECONDS)) yield `the duration (${detailed.callSeconds} s, ${small.callSeconds} s)`;
	if (detailed.agentName !== undefined && small.agentName !== undefined && wordsOf(detailed.agentName) !== wordsOf(small.agentName)) {
		yield `the agent ("${detailed.agentName}", "${small.agentName}")`;
	}
}

function isFar(one: number | undefined, other: number | undefined, tolerance: number): boolean {
	return one !== undefined && other !== undefined && Math.abs(one - other) > tolerance;
}

/** `Doe, Jane` is Jane Doe. */
function wordsOf(name: string): string {
	return name.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).sort().join(' ');
}
