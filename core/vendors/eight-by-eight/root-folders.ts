import { isRecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';

/**
 * The folders that a tenant has, listed once: looking into each day of a long window, there or not, would take a round
 * trip each. By their names in any letters, since some servers alter them.
 */
export class RootFolders {
	#stored: Promise<Map<string, string[]> | undefined> | undefined;

	constructor(
		private readonly recordings: Recordings,
		private readonly signal?: AbortSignal,
	) {}

	/** A folder as it is stored; none where it does not exist. As it was asked for, where the root may not be listed. */
	async named(folder: string): Promise<string[]> {
		const stored = await (this.#stored ??= this.#list());
		return stored ? (stored.get(folder.toLowerCase()) ?? []) : [folder];
	}

	/** Those of the folders that exist, in their order. */
	async existing(folders: Iterable<string>): Promise<string[]> {
		const found: string[] = [];
		for (const folder of folders) found.push(...(await this.named(folder)));
		return found;
	}

	async #list(): Promise<Map<string, string[]> | undefined> {
		const stored = new Map<string, string[]>();
		try {
			for await (const path of this.recordings.listFolders({ signal: this.signal })) {
				const folder = path.slice(this.recordings.folder.length).replace(/\/$/, '');
				const key = folder.toLowerCase();
				stored.set(key, [...(stored.get(key) ?? []), folder]);
			}
			return stored;
		} catch (error) {
			if (isRecordingError(error) && ['PERMISSION_DENIED', 'NOT_FOUND', 'INVALID_REQUEST', 'UNSUPPORTED'].includes(error.code)) return undefined;
			throw error;
		}
	}
}
