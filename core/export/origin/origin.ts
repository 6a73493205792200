import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import type { ExportItem } from '../item';
import type { Home } from '../names';
import type { SourceFile } from '../types';

/** What a job reads: the storage of a vendor, with what its indexes, tags or metadata tell of each file. */
export interface Origin {
	recordings: Recordings;
	home: Home;
	/** All that is there, page by page. Called for each look through it. */
	files(options: { signal?: AbortSignal }): AsyncIterable<SourceFile[]>;
	/** The same of files that somebody else tells of, such as the items of a workflow. One that has to wait is left out. */
	filesOf(entries: readonly SourceEntry[], options: { signal?: AbortSignal }): Promise<SourceFile[]>;
	/** What the user should know of the last look, in sentences. */
	hints(): string[];
}

/** When the service stored this version: not what a tag says, which listings do not have. */
export function sourceFile(entry: SourceEntry, recording: ExportItem): SourceFile {
	const storedMs = Date.parse(entry.lastModified ?? entry.createdAt ?? '');
	return {
		entry,
		recording,
		...(Number.isNaN(storedMs) ? {} : { storedMs }),
		...(recording.expiresAt === undefined ? {} : { expiresAt: recording.expiresAt }),
	};
}
