import type { Source } from '../source';
import type { FolderOptions } from './options';

export type { FolderOptions, FolderRules } from './options';

/** Opens a folder of this machine, or one that is mounted on it. Throws RecordingError where there is none. */
export async function openFolder(options: FolderOptions): Promise<Source> {
	const { FolderSource } = await import('./folder-source');
	return await FolderSource.open(options);
}
