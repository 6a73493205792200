import type { Shard } from '../shard';

/**
 * The lines of a manifest, JSON, one each. A segment begins with a header; what follows comes in the order in which it
 * happened. Times are ISO 8601 in UTC by the clock of the machine that ran it, sizes in bytes, SHA-256 hexadecimal.
 */
export type ManifestLine = RunRecord | ArchiveRecord | FileRecord | FailureRecord | DeletionRecord | CdrRecord | EndRecord;

export interface SegmentHeader {
	type: 'segment';
	version: 1;
	job: string;
	run: string;
	/** From 1, in its run. */
	number: number;
	/** SHA-256 of the segments that were the newest when this one was written: of every run that was seen. */
	previous: string[];
	software: string;
	writtenAt: string;
}

export interface RunRecord {
	type: 'run';
	run: string;
	startedAt: string;
	startedBy?: unknown;
	query?: unknown;
	/** The part of the job that it is of, where that is split. */
	shard?: Shard;
	settings: Record<string, unknown>;
}

/** One archive; before the first file in it. */
export interface ArchiveRecord {
	type: 'archive';
	/** Path below the folder of the target. */
	target: string;
	/** Of the archive as a whole. */
	sizeBytes: number;
	sha256: string;
	/** Recordings in it, and all of its entries: metadata, what it says of itself. */
	files: number;
	entries: number;
	encryption?: string;
	/** Name of its own manifest in it. */
	manifest?: string;
	targetVerifiedBy?: string;
	writtenAt: string;
	/** The run that wrote it was cut: it was read back, and found whole. */
	adopted?: true;
	/** Why nothing in it counts: it could not be read back. It was left where it is, and its files were exported anew. */
	rejected?: string;
}

/** One exported file. */
export interface FileRecord {
	type: 'file';
	/** Its identity, hexadecimal. */
	id: string;
	/** The day in UTC on which its service stored it, or `none`. */
	day: string;
	source: { vendor: string; container?: string; path: string; etag?: string; sizeBytes?: number; lastModified?: string };
	/** As the vendor called it, without folders. */
	name: string;
	/** Path below the folder of the target, or within `archive`; absent where metadata alone was written. */
	target?: string;
	/** The archive in which it and its metadata are: its path below the folder of the target. */
	archive?: string;
	sizeBytes?: number;
	sha256?: string;
	/** What the vendor states of the stored bytes. */
	vendorHash?: { algorithm: string; value: string };
	/** What was compared with what the vendor states: `md5`, another checksum, `size`, or `none`. */
	verifiedBy?: string;
	/** The same with what the target states of the written bytes; in an archive, that of the archive counts. */
	targetVerifiedBy?: string;
	exportedAt: string;
	/** It was at the target already, the same, and in no manifest. */
	adopted?: true;
	/** What was done to its content on the way. */
	transform?: Record<string, unknown>;
	/** Its file of metadata. */
	metadata?: MetadataRecord;
	/** What is known of the recording besides, by the names of columns: `{"Call ID": "…"}`; several values as a list. */
	facts?: Record<string, string | string[]>;
}

export interface MetadataRecord {
	target: string;
	sizeBytes: number;
	sha256: string;
}

export interface FailureRecord {
	type: 'failure';
	id: string;
	source: FileRecord['source'];
	code: string;
	message: string;
	failedAt: string;
}

/** Deleted at the source, after its record was at the target; or not, and why. */
export interface DeletionRecord {
	type: 'deletion';
	id: string;
	source: FileRecord['source'];
	deleted: boolean;
	message?: string;
	at: string;
}

/** A file of call detail records. */
export interface CdrRecord {
	type: 'cdr';
	/** Whose files it lists, which can be an earlier run, that was cut. */
	run: string;
	/** Path below the folder of the target. */
	target: string;
	rows: number;
	/** Of that run, with all of whose files it was made. */
	segments: number;
	sizeBytes: number;
	sha256: string;
}

export interface EndRecord {
	type: 'end';
	run: string;
	endedAt: string;
	ended: string;
	counts: Record<string, number>;
	/** The part of the job that it was of: the counts are of that alone. */
	shard?: Shard;
	/** What it read, where the files themselves do not tell: see `Source.whereabouts`. */
	whereabouts?: string;
	message?: string;
	notes?: string[];
	/** Its call detail records could not be written: a later run writes them. */
	owesCdr?: true;
	/** Some of its files could not be deleted at the source: a later run that deletes tries it. */
	owesDeletions?: true;
	/** Pieces of its failed uploads could not be taken away: a later run does it. */
	owesClearing?: true;
	/** Runs that were cut, and whose leftovers this one has cleared away. */
	cleared?: string[];
}
