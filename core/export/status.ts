import { JobFolder } from './job-folder';
import { Ledger } from './ledger/ledger';
import type { EndRecord } from './ledger/records';
import { NewFiles } from './plan/find-new';
import { DEFAULT_TUNING } from './tuning';
import type { ListFiles } from './types';
import type { Recordings } from '../sources/recordings';

export interface StatusOptions {
	job: string;
	target: Recordings;
	/** What the source has of the job's query. */
	list: ListFiles;
	signal?: AbortSignal;
}

export interface ExportStatus {
	/** Absent where none has ended yet. */
	lastRun?: EndRecord;
	/** Files that the source lists, and how many of them are exported. */
	listed: number;
	exported: number;
	/** What is not exported yet. */
	backlog: { files: number; bytes: number; /** When the vendor deletes the first of it; ISO 8601 in UTC. */ firstExpiresAt?: string };
	/** SHA-256 of the newest segments of the manifest. */
	heads: string[];
	/** What is wrong with the ledger. */
	notes: string[];
}

/** How a job stands. Writes nothing. */
export async function exportStatus({ job, target, list, signal }: StatusOptions): Promise<ExportStatus> {
	const ledger = await Ledger.open(new JobFolder(target, job, signal));
	const found = new NewFiles(ledger, { ...DEFAULT_TUNING, list, order: 'listed', youngestMs: Infinity, isGivenUp: () => false, settle: async () => {}, signal });
	let firstMs = Infinity;
	for await (const { file } of found) firstMs = Math.min(firstMs, expiryOf(file.expiresAt));
	const { files, bytes } = found.found;
	return {
		lastRun: ledger.lastRun,
		listed: found.listed,
		exported: found.listed - files,
		backlog: { files, bytes, ...(firstMs < Infinity ? { firstExpiresAt: new Date(firstMs).toISOString().replace('.000Z', 'Z') } : {}) },
		heads: ledger.heads(),
		notes: ledger.notes,
	};
}

function expiryOf(text: string | undefined): number {
	const ms = Date.parse(text ?? '');
	return Number.isNaN(ms) ? Infinity : ms;
}
