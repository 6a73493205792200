/**
 * One file of an export, wherever it lies: loose in a storage target, in an archive, or binary data of a workflow. It is
 * opened when it is read, one after the other, and closed by who reads it; it can be opened more than once.
 */
export interface ExportFile {
	/** With `/`, from where the export begins: folders tell files of the same name apart. For a download, where it is a target's. */
	path: string;
	/** As stored; what is not known is absent. */
	sizeBytes?: number;
	/** ISO 8601 in UTC. */
	lastModified?: string;
	/** What forbids to read it, of an entry of an archive that could do harm: told, and nothing else is made of it. */
	problem?: string;
	/** Throws RecordingError; so may the stream. */
	open(signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** The part of a file that items tell of. */
export type FileFacts = Omit<ExportFile, 'open' | 'problem'>;
