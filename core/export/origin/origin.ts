import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import type { ExportItem } from '../item';
import type { Home } from '../names';
import type { Look, SourceFile } from '../types';

/** What a job reads: the storage of a vendor, with what its indexes, tags or metadata tell of each file. */
export interface Origin {
	recordings: Recordings;
	home: Home;
	/** All that is there, page by page. Called for each look through it. */
	files(look: Look): AsyncIterable<SourceFile[]>;
	/** The same of files that somebody else tells of, such as the items of a workflow. One that has to wait is left out. */
	filesOf(entries: readonly SourceEntry[], options: { signal?: AbortSignal }): Promise<SourceFile[]>;
	/** What the user should know of the last look, in sentences. */
	hints(): string[];
}

/** A file whose recording is read from its entry when somebody asks for it: of most files of a run nobody does, since they are exported. */
export function listedFile(entry: SourceEntry, vendor: string, read: (entry: SourceEntry) => ExportItem): SourceFile {
	return new ListedFile(entry, vendor, read);
}

/** A file of which more is known than its entry tells. */
export function sourceFile(entry: SourceEntry, recording: ExportItem): SourceFile {
	const { vendor, expiresAt } = recording;
	return { entry, vendor, recording, ...stored(entry), ...(expiresAt === undefined ? {} : { expiresAt }) };
}

class ListedFile implements SourceFile {
	readonly storedMs?: number;
	#recording?: ExportItem;

	constructor(
		readonly entry: SourceEntry,
		readonly vendor: string,
		private readonly read: (entry: SourceEntry) => ExportItem,
	) {
		this.storedMs = stored(entry).storedMs;
	}

	get recording(): ExportItem {
		return (this.#recording ??= this.read(this.entry));
	}

	get expiresAt(): string | undefined {
		return this.recording.expiresAt;
	}
}

/** When the service stored this version: not what a tag says, which listings do not have. */
function stored({ lastModified, createdAt }: SourceEntry): { storedMs?: number } {
	const storedMs = Date.parse(lastModified ?? createdAt ?? '');
	return Number.isNaN(storedMs) ? {} : { storedMs };
}
