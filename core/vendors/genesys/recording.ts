import type { SourceEntry } from '../../sources/source';
import { withoutAbsent, type Recording } from '../recording';
import { expiresAt } from '../retention';
import { parseRecordingPath } from './names';

/** "Files stored in blob storage containers are deleted after 30 days by default": the vendor's page "Blob Storage". */
export const DEFAULT_RETENTION_DAYS = 30;

/** A stored blob as a recording. */
export function toRecording(entry: SourceEntry, retentionDays: number): Recording {
	const { name, extension, encrypted, tenant, callId, startTime, segmentId } = parseRecordingPath(entry.path);
	return withoutAbsent<Recording>({
		vendor: 'genesys',
		path: entry.path,
		container: entry.container,
		name,
		extension,
		encrypted,
		sizeBytes: entry.sizeBytes,
		lastModified: entry.lastModified,
		etag: entry.etag,
		contentMd5: entry.contentMd5,
		expiresAt: expiresAt(storedAt(entry), retentionDays),
		callId,
		startTime,
		segmentId,
		tenant,
		tags: entry.tags,
	});
}

/** When the vendor stored it: its own tag if we have it, else what the storage says. */
export function storedAt({ tags, createdAt, lastModified }: SourceEntry): string | undefined {
	const tagged = tags?.StoredTime;
	return tagged && !Number.isNaN(Date.parse(tagged)) ? tagged : (createdAt ?? lastModified);
}
