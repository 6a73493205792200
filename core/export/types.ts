import type { Readable } from 'node:stream';
import type { RecordingError } from '../errors/recording-error';
import type { RetryOptions } from '../sources/layers/retry';
import type { Secret } from '../secrets/secret';
import type { Recordings } from '../sources/recordings';
import type { SourceEntry } from '../sources/source';
import type { CdrOptions } from './cdr';
import type { ExportItem } from './item';
import type { CdrRecord } from './ledger/records';
import type { MetadataOptions, Scope } from './metadata';
import type { Namer } from './names';
import type { Order } from './plan/order';
import type { Shard } from './shard';

/** A file at the source, as its service lists it and its vendor's grammar reads it. */
export interface SourceFile {
	entry: SourceEntry;
	/** That of the recording, where it does not have to be read for this. */
	vendor?: string;
	recording: ExportItem;
	/** When the service stored it, by its own clock; ms since 1970. Absent where it is not stated. */
	storedMs?: number;
	/** When the vendor deletes it; ISO 8601 in UTC. */
	expiresAt?: string;
}

/** One look through a source. */
export interface Look {
	signal?: AbortSignal;
	/**
	 * Whether it matters what else is known of a file than its listing tells; default: of each. Indexes, tags and metadata are then
	 * read for these files alone.
	 */
	isNeeded?(file: SourceFile): boolean;
}

/** What the source holds of the query, page by page. Called for each look through it: a run may take several. */
export type ListFiles = (look: Look) => AsyncIterable<SourceFile[]>;

/** Names at the target, of `names/target-namer.ts`: pure, and no two places at the source have one. */
export type TargetNamer = Pick<Namer, 'nameOf' | 'versionNameOf'>;

/** Content of a file on its way to the target: gives it to `store`, altered, and resolves when all of it was found right. */
export type Transform = <Stored>(
	body: Readable,
	file: SourceFile,
	store: (content: Readable) => Promise<Stored>,
) => Promise<{ stored: Stored; /** For the manifest. */ about: Record<string, unknown> }>;

export interface JobLimits {
	files?: number;
	bytes?: number;
	minutes?: number;
}

/** `fail`: a different file under the name is a failure of this one; `keepBoth`: it gets a name with a mark of its version. */
export type OnConflict = 'fail' | 'keepBoth';

/**
 * Files go into ZIP archives at the target instead of lying there one by one. An archive is visible when it is whole and closed; its
 * last entry is its own manifest, the same lines that the ledger gets. Names in it are the namer's: make one that does not tell case apart.
 */
export interface ArchiveOptions {
	/** Default: none. `AES-256` is WinZip's, which Windows Explorer does not open; `ZipCrypto` is weak, and opens everywhere. */
	encryption?: 'ZipCrypto' | 'AES-256';
	/** For an encryption; names of files can be read without it. */
	password?: Secret;
	/** Of the files in one archive, before compression; a larger file has one of its own. Default: 4,000,000,000, which takes no ZIP64. */
	maxBytes?: number;
	/** Recordings in one archive; default 10,000, some 2 KB of memory for each. At most 49,999: with metadata, what unpackers take. */
	maxFiles?: number;
	/** What the names of archives begin with, below the folder of the target, with folders; default: the job's name. */
	name?: string;
}

export interface ExportJob {
	/** The identity of the ledger: a job of another name exports anew. */
	name: string;
	/** What was asked for; JSON, for the manifest. */
	query?: unknown;
	/** Who and what ran it; JSON, for the manifest. */
	startedBy?: unknown;
	/** Of which `list` gives the files; for the manifest. Absent: it gives all. */
	shard?: Shard;
	/** Name and version of the program. */
	software: string;
}

export interface ExportOptions {
	job: ExportJob;
	source: Recordings;
	target: Recordings;
	list: ListFiles;
	namer: TargetNamer;
	/** Default: as the source lists them. */
	order?: Order;
	/** Files that were stored later than so long ago wait for a later run. */
	minAgeMs?: number;
	limits?: JobLimits;
	onConflict?: OnConflict;
	transform?: Transform;
	/** Default: media. */
	scope?: Scope;
	/** Of the files of metadata, where the scope has them. */
	metadata?: MetadataOptions;
	/** Default: no archives. */
	archive?: ArchiveOptions;
	/**
	 * Files below `CDR/` with what a run exported, named after job and run, as CSV, PDF or both; absent: none. A run that exported nothing
	 * leaves none; for one that was cut, a later run writes them.
	 */
	cdr?: CdrOptions;
	/** After the record of it is at the target; only what was compared by a checksum, unless `sizeIsEnough`. */
	deleteAtSource?: boolean;
	/** Deletes also what the source states no checksum of, and was compared by its size alone. */
	sizeIsEnough?: boolean;
	/** Finds out what would be done. */
	dryRun?: boolean;
	/** Files at once. */
	concurrency: number;
	signal?: AbortSignal;
	/** Told of each file when its record is at the target, or when it failed. */
	onFile?(outcome: FileOutcome): void;
	onProgress?(progress: Progress): void;
	tuning?: Partial<Tuning>;
}

/** Sizes that tests make smaller. */
export interface Tuning {
	/** A segment is written when so many files wait for it … */
	filesPerSegment: number;
	/** … or when the oldest has waited so long. */
	segmentEveryMs: number;
	/** Files of a run that are remembered one by one, until they go into the indexes of their days. */
	filesPerFold: number;
	/** Files that an order is made of at a time. */
	filesPerSort: number;
	/** Known files that are in memory at once, 16 bytes each. */
	loadedIdentities: number;
	/** Failures after which a run ends. */
	failures: number;
	/** Failures one after the other, of a kind that another file would meet too. */
	failuresInARow: number;
	progressEveryMs: number;
	/** A piece of an upload that was touched so long ago is of nobody at work; twice that, and so is a run. By the clock of the target. */
	leftoverMs: number;
	/** An archive is that of a cut run when its run gave no sign of life for so long; by the clock of the target. */
	claimMs: number;
	/** Files up to this size are read and verified before they go into an archive, several at once. */
	spoolBytes: number;
	/** Of writes that the layers may not repeat. */
	retry: RetryOptions;
	nowMs(): number;
}

export interface FileOutcome {
	file: SourceFile;
	/** `planned` in a dry run; `deleteFailed`: exported, and still at the source. */
	status: 'exported' | 'failed' | 'planned' | 'deleteFailed';
	/** Path below the folder of the target, or within `archive`. */
	target?: string;
	/** Path of the archive below the folder of the target. */
	archive?: string;
	sizeBytes?: number;
	/** Hexadecimal, of what was written. */
	sha256?: string;
	/** It was there already, the same. */
	adopted?: true;
	verifiedBy?: string;
	error?: RecordingError;
}

export interface Progress {
	files: number;
	bytes: number;
	failed: number;
	/** Of what is to be done, where it is known. */
	totalFiles?: number;
	totalBytes?: number;
	bytesPerSecond: number;
	secondsLeft?: number;
}

export interface ExportResult {
	run: string;
	/** `complete`: nothing is left to do but what failed. */
	ended: 'complete' | 'limit' | 'cancelled' | 'failed';
	/** Why it ended early. */
	error?: RecordingError;
	exported: { files: number; bytes: number; adopted: number };
	/** In a dry run: what would be done. */
	planned: { files: number; bytes: number };
	failed: number;
	deletedAtSource: number;
	/** Archives that were written, or adopted. */
	archives: number;
	/** Left to another run of the job, which is putting them into an archive, or has done so meanwhile. */
	inOtherRuns: number;
	/** At the target, but not in the manifest: the next run adopts them. */
	unrecorded: number;
	/** Files that the source listed, and how many of them were exported before. */
	listed: number;
	known: number;
	/** Too young for this run. */
	waiting: number;
	/** SHA-256 of the newest segment of the manifest, hexadecimal; keep it elsewhere to prove the manifest later. */
	manifestHash?: string;
	/** Files of call detail records that were written: of this run, and of runs that were cut. */
	cdrFiles: CdrRecord[];
	/** What had to be mended in the ledger. */
	notes: string[];
}
