import type { SourceEntry } from './source';

/** What S3 clients leave behind when somebody makes a folder. */
export function isFolderMark({ path, sizeBytes }: SourceEntry): boolean {
	return path.endsWith('/') && (sizeBytes ?? 0) === 0;
}
