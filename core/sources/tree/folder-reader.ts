import { abortError, linkedController } from '../layers/abort';
import type { ListFolder, TreeEntry } from './entry';
import type { Frame } from './frame';
import { sortedEntries, type FolderLimits } from './sort';

/** Reads folders for one page of a listing, and those ahead that will be asked for next. */
export class FolderReader {
	readonly #linked: ReturnType<typeof linkedController>;
	readonly #reading = new Map<string, Promise<TreeEntry[]>>();
	#done = new Map<string, TreeEntry[]>();

	constructor(
		private readonly listFolder: ListFolder,
		private readonly foldersAtOnce: number,
		private readonly signal?: AbortSignal,
		private readonly limits?: FolderLimits,
	) {
		this.#linked = linkedController(signal);
	}

	/** Folders that were read already, for the page before. */
	expect(entries: Map<string, TreeEntry[]>): void {
		this.#done = entries;
	}

	async read(folder: string): Promise<TreeEntry[]> {
		if (this.signal?.aborted) throw abortError();
		const done = this.#done.get(folder);
		const entries = done ?? (await (this.#reading.get(folder) ?? this.#start(folder)));
		this.#done.delete(folder);
		this.#reading.delete(folder);
		return entries;
	}

	/** Begins to read the folders that come next in this one. */
	readAhead({ folder, entries, folders, nextFolder }: Frame): void {
		for (const index of folders.slice(nextFolder, nextFolder + this.foldersAtOnce)) {
			const path = `${folder}${entries[index].name}/`;
			if (!this.#done.has(path) && !this.#reading.has(path)) void this.#start(path).catch(() => {});
		}
	}

	/** What was read and not asked for. */
	unused(): Map<string, TreeEntry[]> {
		return this.#done;
	}

	/** Ends what is still being read. */
	stop(): void {
		this.#linked.unlink();
		this.#linked.controller.abort();
	}

	#start(folder: string): Promise<TreeEntry[]> {
		const reading = this.#listSorted(folder);
		this.#reading.set(folder, reading);
		return reading;
	}

	async #listSorted(folder: string): Promise<TreeEntry[]> {
		const entries = await sortedEntries(this.listFolder(folder, this.#linked.controller.signal), folder, this.limits);
		this.#done.set(folder, entries);
		return entries;
	}
}
