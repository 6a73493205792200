import type { ZipEntry } from './entry';
import type { ZipLimits } from './limits';

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

/** Where an entry lies in the archive. */
export interface Place {
	entry: ZipEntry;
	headerStart: number;
	/** Header, name and data: what it takes at least. */
	leastBytes: number;
}

/** Where the room of each entry ends: at the next one, or at the directory. */
export type Rooms = Map<ZipEntry, number>;

/** Gives each entry its room; an entry that reaches into the next one is how a small archive expands without end. */
export function roomsOf(places: readonly Place[], directoryStart: number): { rooms: Rooms } | { overlapping: ZipEntry } {
	const rooms: Rooms = new Map();
	const sorted = [...places].sort((a, b) => a.headerStart - b.headerStart);
	for (const [index, { entry, headerStart, leastBytes }] of sorted.entries()) {
		const end = sorted[index + 1]?.headerStart ?? directoryStart;
		if (headerStart + leastBytes > end) return { overlapping: entry };
		rooms.set(entry, end);
	}
	return { rooms };
}
