import { BoundedHeap } from '../../core/listing/bounded-heap';
import { Breather } from '../../core/listing/breather';
import type { SourceEntry } from '../../core/sources/source';
import type { Recording } from '../../core/vendors/recording';

export const ORDERS = ['listed', 'oldestFirst', 'expiringSoonest'] as const;
export type Order = (typeof ORDERS)[number];

export interface CollectOptions<Kind extends Recording> {
	/** Undefined for what is no recording, or none of this kind. */
	toRecording(entry: SourceEntry): Kind | undefined;
	/** Infinity for all. */
	limit: number;
	order: Order;
	wanted(recording: Kind, entry: SourceEntry): boolean;
}

/** Reads a listing page by page and keeps what is wanted; with an order and a limit, no more than the limit. */
export async function collect<Kind extends Recording>(
	pages: AsyncIterable<SourceEntry[]>,
	{ toRecording, limit, order, wanted }: CollectOptions<Kind>,
): Promise<Kind[]> {
	const kept = order === 'listed' ? new InOrder<Kind>(limit) : new Sorted<Kind>(limit, comparison(order));
	const breather = new Breather();
	for await (const page of pages) {
		for (const entry of page) {
			const recording = toRecording(entry);
			if (recording && wanted(recording, entry)) kept.add(recording);
			if (kept.isFull) return kept.result();
			if (breather.isDue()) await breather.breathe();
		}
	}
	return kept.result();
}

class InOrder<Kind> {
	readonly #recordings: Kind[] = [];

	constructor(private readonly limit: number) {}

	add(recording: Kind): void {
		this.#recordings.push(recording);
	}

	get isFull(): boolean {
		return this.#recordings.length >= this.limit;
	}

	result(): Kind[] {
		return this.#recordings;
	}
}

class Sorted<Kind> {
	readonly isFull = false;
	readonly #heap: BoundedHeap<Kind>;

	constructor(limit: number, compare: (a: Kind, b: Kind) => number) {
		this.#heap = new BoundedHeap(limit, compare);
	}

	add(recording: Kind): void {
		this.#heap.add(recording);
	}

	result(): Kind[] {
		return this.#heap.sorted();
	}
}

// What has no such time comes last; equal times go by path, so that every run gives the same order.
function comparison(order: Order): (a: Recording, b: Recording) => number {
	const timeOf = (recording: Recording) => (order === 'oldestFirst' ? recording.startTime : recording.expiresAt) ?? '\uffff';
	return (a, b) => compareText(timeOf(a), timeOf(b)) || compareText(a.path, b.path);
}

function compareText(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
