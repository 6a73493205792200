import type { SourceEntry } from '../../sources/source';
import { withoutAbsent, type Recording } from '../recording';
import { expiresAt } from '../retention';
import { parseRecordingPath } from './names';

/**
 * "30 days of hot storage", after which a recording is deleted where no other policy was set:
 * https://docs.8x8.com/8x8WebHelp/8x8-storage-and-retrieval/Content/StorageAndRetrieval/faq.htm.
 */
export const DEFAULT_RETENTION_DAYS = 30;

/** A file on 8x8's FTP server: a recording, with what the vendor alone knows of it. */
export interface EightByEightRecording extends Recording {
	vendor: '8x8';
	/** Tells recordings of the same second apart. */
	sequence?: number;
	/** The folder of its day in UTC, such as `S20160606`. */
	utcFolder?: string;
}

/** A stored file as a recording. What it is a recording of, only an index tells. */
export function toEightByEightRecording(entry: SourceEntry, retentionDays: number): EightByEightRecording {
	const parsed = parseRecordingPath(entry.path);
	return withoutAbsent<EightByEightRecording>({
		vendor: '8x8',
		path: entry.path,
		container: entry.container,
		name: parsed.name,
		extension: parsed.extension,
		sizeBytes: entry.sizeBytes,
		lastModified: entry.lastModified,
		etag: entry.etag,
		contentMd5: entry.contentMd5,
		expiresAt: expiresAt(entry.lastModified, retentionDays),
		startTime: parsed.startTime,
		sequence: parsed.sequence,
		utcFolder: parsed.utcFolder,
	});
}
