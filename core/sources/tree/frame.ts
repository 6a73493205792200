import type { TreeEntry } from './entry';

/** A folder that a walk is in: what it holds, and how far the walk has come. */
export interface Frame {
	/** `''`, or with a slash at the end. */
	readonly folder: string;
	readonly entries: readonly TreeEntry[];
	/** Where in `entries` the folders are. */
	readonly folders: readonly number[];
	/** A link lies between here and where the walk began: further links to folders are not followed. */
	readonly isLinked: boolean;
	/** The entry that comes next. */
	next: number;
	/** The first of `folders` that still comes. */
	nextFolder: number;
}

export function newFrame(folder: string, entries: readonly TreeEntry[], isLinked: boolean): Frame {
	const folders: number[] = [];
	entries.forEach((entry, index) => {
		if (isFollowed(entry, isLinked)) folders.push(index);
	});
	return { folder, entries, folders, isLinked, next: 0, nextFolder: 0 };
}

/** Whether a walk goes into it. */
export function isFollowed({ kind }: TreeEntry, isLinked: boolean): boolean {
	return kind === 'folder' || (kind === 'linkedFolder' && !isLinked);
}

/** Goes on after a name, be it there or not; gives the entry of that name. */
export function skipThrough(frame: Frame, name: string): TreeEntry | undefined {
	frame.next = countUpTo(frame.entries.length, (index) => frame.entries[index].name <= name);
	frame.nextFolder = countUpTo(frame.folders.length, (index) => frame.folders[index] < frame.next);
	const last = frame.entries[frame.next - 1];
	return last?.name === name ? last : undefined;
}

/** How many of so many satisfy what the first ones do and the last ones do not. */
function countUpTo(length: number, holds: (index: number) => boolean): number {
	let low = 0;
	let high = length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (holds(middle)) low = middle + 1;
		else high = middle;
	}
	return low;
}
