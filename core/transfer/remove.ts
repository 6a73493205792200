import { ERROR_CODES, type ErrorCode } from '../errors/codes';
import { isRecordingError, RecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';
import type { SourceEntry } from '../sources/source';
import { statIfThere } from './stat-if-there';

export interface RemoveOptions {
	/** Remove this version only. */
	etag?: string;
	/** Of that version. */
	sizeBytes?: number;
	/** Look, and remove nothing. */
	dryRun?: boolean;
	signal?: AbortSignal;
}

/** What became of one file. */
export interface Removal {
	path: string;
	deleted: boolean;
	/** It was not there, or not any more. */
	alreadyGone?: true;
	/** It would have been deleted. */
	wouldDelete?: true;
}

/**
 * Removes one file, in the version given. Where the service cannot hold a removal to a version, the version is looked
 * at just before. Throws CHANGED for another version.
 */
export async function removeVersion(
	recordings: Recordings,
	path: string,
	{ etag, sizeBytes, dryRun, signal }: RemoveOptions,
): Promise<Removal> {
	const entry = await statIfThere(recordings, path, signal);
	if (!entry) {
		await assertGone(recordings, path, signal);
		return { path, deleted: false, alreadyGone: true };
	}
	if (etag !== undefined && entry.etag !== etag) throw changed(entry);
	if (sizeBytes !== undefined && entry.sizeBytes !== sizeBytes) throw incomplete(entry, sizeBytes);
	if (dryRun) return { path, deleted: false, wouldDelete: true };
	const isGone = await removeEntry(recordings, entry, etag, signal);
	return isGone ? { path, deleted: false, alreadyGone: true } : { path, deleted: true };
}

/** Whether somebody else took it away meanwhile. */
async function removeEntry(recordings: Recordings, entry: SourceEntry, etag?: string, signal?: AbortSignal): Promise<boolean> {
	const version = recordings.can('removeIfMatch') ? { ifMatch: etag } : { expectedEtag: etag };
	try {
		await recordings.remove(entry.path, { ...version, signal });
		return false;
	} catch (error) {
		if (!isRecordingError(error)) throw error;
		if (error.code === 'CHANGED') return await isGoneThough(recordings, entry, error, signal);
		throw MAY_HAVE_HAPPENED.has(error.code) ? undecided(error) : error;
	}
}

/** A refusal is not believed where the version is there all the same: who believed it would never delete the file. */
async function isGoneThough(recordings: Recordings, { path, etag }: SourceEntry, error: RecordingError, signal?: AbortSignal): Promise<true> {
	const entry = await statIfThere(recordings, path, signal);
	if (!entry) return true;
	if (etag === undefined || entry.etag !== etag) throw changed(entry, error);
	throw new RecordingError({
		...error,
		code: 'INVALID_RESPONSE',
		operation: 'delete',
		detail: 'the service refused it as another version than the one that was asked for, and that is the one it has',
		advice: 'Delete it again; it is still there.',
		cause: error,
	});
}

// The request may have arrived, and its answer not.
const MAY_HAVE_HAPPENED = new Set<ErrorCode>(['CANCELLED', 'CONNECTION_FAILED', 'INVALID_RESPONSE', 'SERVICE_FAILED', 'TIMED_OUT']);

function undecided(error: RecordingError): RecordingError {
	const { code, detail = ERROR_CODES[code].meaning, advice } = error;
	return new RecordingError({
		...error,
		operation: 'delete',
		detail: `${detail}; whether the file was deleted is not known`,
		advice: `${advice ? `${advice} ` : ''}List again to see what is left.`,
		cause: error,
	});
}

/** An answer that it is not there has no words: only the listing tells a missing bucket from a missing file. */
async function assertGone(recordings: Recordings, path: string, signal?: AbortSignal): Promise<void> {
	if (!recordings.can('list')) return;
	const prefix = path.slice(recordings.folder.length);
	for await (const page of recordings.listPages({ prefix, pageSize: 1, signal })) {
		if (!page.some((entry) => entry.path === path)) return;
		throw new RecordingError({
			code: 'INVALID_RESPONSE',
			operation: 'delete',
			path,
			container: recordings.container,
			detail: 'the service lists the file and says that it does not exist',
			advice: 'List again, and delete what is still there.',
		});
	}
}

function incomplete({ path, container, sizeBytes }: SourceEntry, downloadedBytes: number): RecordingError {
	return new RecordingError({
		code: 'CORRUPTED',
		operation: 'delete',
		path,
		container,
		detail: `${downloadedBytes} bytes were downloaded, and the file has ${sizeBytes ?? 'no known number of'}`,
		advice: 'Download it again, and compare. It was not deleted.',
	});
}

function changed({ path, container }: SourceEntry, cause?: unknown): RecordingError {
	return new RecordingError({
		code: 'CHANGED',
		operation: 'delete',
		path,
		container,
		detail: 'the file is not the version that was downloaded',
		advice: 'Download it again, and delete it then.',
		cause,
	});
}
