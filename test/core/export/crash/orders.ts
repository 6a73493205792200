import type { ArchiveOptions } from '../../../../core/export';

/** What a run of the crash suite is to do, and what is to go wrong. */
export interface Orders {
	/** A folder. */
	source: string;
	target: FolderTarget | S3Target;
	/** Number of the step, from 1, before or after which the process kills itself. */
	killAt?: number;
	/** Of a write to a file, `before` leaves half of it. */
	when?: 'before' | 'after';
	/** The disk of the target has room for so many bytes more. */
	roomBytes?: number;
	/** The token of the source expires after so many files were read. */
	readsUntilExpiry?: number;
	/** Our clock goes back and forth, by years. */
	clockJumps?: boolean;
	/** Prints what was done to the file system. */
	traces?: boolean;
	deleteAtSource?: boolean;
	scope?: 'media' | 'both';
	order?: 'listed' | 'oldest';
	concurrency?: number;
	cdr?: object;
	archive?: ArchiveOptions;
	tuning?: object;
}

export interface FolderTarget {
	folder: string;
}

export interface S3Target {
	endpoint: string;
	accessKeyId: string;
	secretAccessKey: string;
	bucket: string;
	/** Ends in `/`. */
	folder: string;
}

/** Done to the file system: of paths below the target and the source, where they truly lie. */
export type Call = [operation: 'create' | 'write' | 'sync' | 'syncFolder' | 'link' | 'rename' | 'unlink' | 'mkdir', path: string, to?: string];

/** What a run prints when it ends. */
export interface Printed {
	ended: string;
	error: string | null;
	failed: number;
	listed: number;
	exported: { files: number; adopted: number };
	notes: string[];
	/** That could be killed at. */
	steps: number;
	calls?: Call[];
}
