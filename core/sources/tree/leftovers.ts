import type { LeftoverOptions } from '../source';
import type { ListFolder, TreeEntry } from './entry';
import { isTreeKey } from './keys';
import { isUnfinished } from './unfinished';

/** The same without what is being uploaded. */
export function withoutUnfinished(listFolder: ListFolder): ListFolder {
	return async function* (folder, signal) {
		for await (const entries of listFolder(folder, signal)) yield entries.filter(({ name }) => !isUnfinished(name));
	};
}

/**
 * Walks through all folders, and removes what cut uploads left there. What has no time stays, and so does what stepped
 * aside for a new file: it can be the only one of its kind.
 */
export async function removeLeftovers(
	listFolder: ListFolder,
	remove: (key: string) => Promise<void>,
	{ prefix, beforeMs, onStep, signal = new AbortController().signal }: LeftoverOptions,
): Promise<number> {
	const folders = [prefix.slice(0, prefix.lastIndexOf('/') + 1)];
	let count = 0;
	for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
		// After the listing: there may be one connection only.
		const found: string[] = [];
		for await (const entries of listFolder(folder, signal)) {
			onStep?.();
			for (const entry of entries) {
				const key = `${folder}${entry.name}`;
				if (entry.kind === 'folder' && isTreeKey(key)) folders.push(`${key}/`);
				if (isLeftover(entry, beforeMs)) found.push(key);
			}
		}
		onStep?.();
		for (const key of found) {
			await remove(key);
			onStep?.();
		}
		count += found.length;
	}
	return count;
}

function isLeftover({ name, kind, modifiedMs = Infinity }: TreeEntry, beforeMs: number): boolean {
	return kind === 'file' && modifiedMs < beforeMs && isUnfinished(name) && name.endsWith('.part');
}
