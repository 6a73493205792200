import { createHash } from 'node:crypto';
import type { ExportItem } from '../item';

/** What a mark looks like: 64 bits of a hash, in digits and small letters, so that case does not count. */
export const MARK_LENGTH = 13;
const BASE = 36;

/**
 * The mark of a place at the source: vendor, container and path. It depends on the file alone, and not on its version: a file
 * that is exported again after it changed meets the one before, and the job's rule for conflicts decides.
 */
export function placeMark({ vendor, container, path }: ExportItem): string {
	return markOf(['place', vendor, container ?? null, path]);
}

/** The mark of one version: by its ETag, else by what else tells versions apart. */
export function versionMark({ vendor, container, path, etag, sizeBytes, lastModified }: ExportItem): string {
	const version = etag === undefined ? [sizeBytes ?? null, lastModified ?? null] : [etag];
	return markOf(['version', vendor, container ?? null, path, ...version]);
}

/** As long as a mark, for any text. */
export function markOf(parts: unknown): string {
	const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
	return hash.readBigUInt64BE().toString(BASE).padStart(MARK_LENGTH, '0');
}
