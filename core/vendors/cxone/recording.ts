import type { SourceEntry } from '../../sources/source';
import { withoutAbsent, type Recording } from '../recording';
import { expiresAt } from '../retention';
import { parseSeaPath } from './names';

/** "Files are available for 30 days, after which they are deleted": the vendor's page on Secure External Access. */
export const DEFAULT_RETENTION_DAYS = 30;

/** A file in SEA: a recording, with what the vendor alone knows of it. */
export interface SeaRecording extends Recording {
	vendor: 'nice-cxone';
	/** The same as `callId`, in the vendor's own word. */
	contactId?: string;
	/** Of a screen recording. */
	recordingId?: string;
	/** Of a statement. */
	statementId?: string;
}

/** A stored object as a recording. */
export function toSeaRecording(entry: SourceEntry, retentionDays: number): SeaRecording {
	const parsed = parseSeaPath(entry.path);
	return withoutAbsent<SeaRecording>({
		vendor: 'nice-cxone',
		path: entry.path,
		container: entry.container,
		name: parsed.name,
		extension: parsed.extension,
		sizeBytes: entry.sizeBytes,
		lastModified: entry.lastModified,
		etag: entry.etag,
		contentMd5: entry.contentMd5,
		expiresAt: expiresAt(entry.lastModified, retentionDays),
		callId: parsed.contactId,
		contactId: parsed.contactId,
		startTime: parsed.startTime,
		mediaType: parsed.mediaType,
		segmentId: parsed.segmentId,
		recordingId: parsed.recordingId,
		statementId: parsed.statementId,
	});
}
