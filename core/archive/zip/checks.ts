import { Breather } from '../../listing/breather';
import type { ListedEntry, ZipEntry } from './entry';
import type { ZipLimits } from './limits';
import { LOCAL_HEADER_BYTES } from './local-header';

/** Why entries would expand to more than is allowed, as they declare it; undefined if they do not. */
export function problemWithSizes(entries: readonly ZipEntry[], { maxExpandedBytes, maxRatio, ratioFromBytes }: ZipLimits): string | undefined {
	let expandedBytes = 0;
	for (const { name, sizeBytes, compressedBytes } of entries) {
		expandedBytes += sizeBytes;
		if (expandedBytes > maxExpandedBytes) return `its files would be more than ${maxExpandedBytes} bytes together`;
		if (sizeBytes > ratioFromBytes && sizeBytes > compressedBytes * maxRatio) {
			return `"${name}" would be ${sizeBytes} bytes out of ${compressedBytes}, more than ${maxRatio} times as much`;
		}
	}
	return undefined;
}

/** Where the room of each entry ends: at the next one, or at the directory. */
export class Rooms {
	/** In order; sorted as plain numbers, since an archive can have them in any order, and many. */
	readonly #starts: Float64Array;

	constructor(
		entries: readonly ListedEntry[],
		private readonly directoryStart: number,
	) {
		this.#starts = Float64Array.from(entries, ({ headerStart }) => headerStart).sort();
	}

	/** @param headerStart of an entry that is there */
	endOf(headerStart: number): number {
		return this.#starts[this.#after(headerStart)] ?? this.directoryStart;
	}

	/** An entry that reaches into the next one, which is how a small archive expands without end; or shares its place. */
	async overlapping(entries: readonly ListedEntry[]): Promise<ZipEntry | undefined> {
		const breather = new Breather();
		for (const entry of entries) {
			const { headerStart } = entry;
			const leastBytes = LOCAL_HEADER_BYTES + entry.nameRaw.length + entry.compressedBytes;
			const next = this.#after(headerStart);
			const isShared = this.#starts[next - 2] === headerStart;
			if (isShared || headerStart + leastBytes > this.endOf(headerStart)) return entry;
			if (breather.isDue()) await breather.breathe();
		}
		return undefined;
	}

	/** The place in the order of the first one behind it. */
	#after(headerStart: number): number {
		let [low, high] = [0, this.#starts.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#starts[middle] <= headerStart) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
