import { RecordingError } from '../../errors/recording-error';
import { Breather } from '../../listing/breather';
import { MAX_PATH_BYTES } from '../paths';
import type { TreeEntry } from './entry';

// Sorted in one go, which takes about a millisecond.
const LONGEST_RUN = 2_048;

/** What is taken of one folder, since all of it is held in memory: some 150 bytes for each name, and the name. */
export interface FolderLimits {
	names: number;
	/** Of all names together. */
	characters: number;
}

/** Far more than a folder of recordings has. */
export const FOLDER_LIMITS: FolderLimits = { names: 5_000_000, characters: 500_000_000 };
/** Of one name; file systems take 255. */
const MAX_NAME_LENGTH = MAX_PATH_BYTES;

/**
 * All that a folder holds, by name, each name once: whatever the order of the server, and however it changes between two
 * pages, a listing can go on after the last name. Lets other work run in between.
 */
export async function sortedEntries(batches: AsyncIterable<TreeEntry[]>, folder: string, limits = FOLDER_LIMITS): Promise<TreeEntry[]> {
	const breather = new Breather();
	const seen = { names: 0, characters: 0 };
	const runs: TreeEntry[][] = [];
	let run: TreeEntry[] = [];
	for await (const batch of batches) {
		for (const entry of batch) {
			seen.names++;
			seen.characters += entry.name.length;
			if (seen.names > limits.names || seen.characters > limits.characters) throw endless(folder, seen.names);
			if (isUsable(entry.name, folder)) run.push(entry);
			if (run.length >= LONGEST_RUN) {
				runs.push(run.sort(byName));
				run = [];
			}
			if (breather.isDue()) await breather.breathe();
		}
	}
	runs.push(run.sort(byName));
	return withoutRepeats(await mergeAll(runs, breather));
}

function byName(a: TreeEntry, b: TreeEntry): number {
	if (a.name === b.name) return 0;
	return a.name < b.name ? -1 : 1;
}

function isUsable(name: string, folder: string): boolean {
	if (name === '' || name === '.' || name === '..') return false;
	if (name.length > MAX_NAME_LENGTH) throw unusable(folder, `a name of ${name.length} characters, which no file system has`);
	if (!name.includes('/') && !name.includes('\0')) return true;
	throw unusable(folder, 'a name with a slash or a NUL in it, which would lead somewhere else');
}

function endless(folder: string, names: number): RecordingError {
	return new RecordingError({
		code: 'LISTING_ENDLESS',
		operation: 'list',
		path: folder || undefined,
		detail: `the server lists more than ${names - 1} names in one folder`,
		advice: 'Have whoever runs the server look at that folder, and spread its files over several.',
	});
}

function unusable(folder: string, what: string): RecordingError {
	return new RecordingError({
		code: 'INVALID_RESPONSE',
		operation: 'list',
		path: folder || undefined,
		detail: `the server lists ${what}`,
		advice: 'Have whoever runs the server look at that folder.',
		retryable: false,
	});
}

async function mergeAll(runs: TreeEntry[][], breather: Breather): Promise<TreeEntry[]> {
	let rest = runs;
	while (rest.length > 1) {
		const merged: TreeEntry[][] = [];
		for (let index = 0; index < rest.length; index += 2) {
			merged.push(index + 1 < rest.length ? await merge(rest[index], rest[index + 1], breather) : rest[index]);
		}
		rest = merged;
	}
	return rest[0];
}

async function merge(a: TreeEntry[], b: TreeEntry[], breather: Breather): Promise<TreeEntry[]> {
	const merged: TreeEntry[] = [];
	let nextA = 0;
	let nextB = 0;
	while (nextA < a.length && nextB < b.length) {
		merged.push(b[nextB].name < a[nextA].name ? b[nextB++] : a[nextA++]);
		if (breather.isDue()) await breather.breathe();
	}
	while (nextA < a.length) merged.push(a[nextA++]);
	while (nextB < b.length) merged.push(b[nextB++]);
	return merged;
}

function withoutRepeats(sorted: TreeEntry[]): TreeEntry[] {
	const isRepeated = sorted.some((entry, index) => entry.name === sorted[index - 1]?.name);
	return isRepeated ? sorted.filter((entry, index) => entry.name !== sorted[index - 1]?.name) : sorted;
}
