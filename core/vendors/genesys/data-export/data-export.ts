import type { SourceEntry } from '../../../sources/source';
import { withoutAbsent } from '../../recording';
import { expiresAt } from '../../retention';
import { parseExportPath } from './names';

/** One run of the data export of Genesys Info Mart. Times are ISO 8601 in UTC, sizes in bytes; what is not known is absent. */
export interface DataExport {
	vendor: 'genesys';
	/** Of the archive with the tables. With `container`, all that a download or a parse needs. */
	path: string;
	container?: string;
	/** `export_XXX`. */
	exportName: string;
	/** The audit key high-water mark, from the name. Text: it can be more than a number holds. */
	auditKey?: string;
	/** The newest date of the data in this export and all before it, from the name. */
	dataUntil?: string;
	sizeBytes?: number;
	lastModified?: string;
	etag?: string;
	/** MD5 of the stored bytes, base64. */
	contentMd5?: string;
	/** When the vendor deletes it: storage time plus retention. */
	expiresAt?: string;
	/** The file beside it that holds its SHA-1. */
	checksumPath?: string;
	/** What else lies in the folder of the run. */
	otherPaths?: string[];
}

/** Undefined for a file that is no archive of an export. */
export function toDataExport(entry: SourceEntry, retentionDays: number): DataExport | undefined {
	const parsed = parseExportPath(entry.path);
	if (parsed?.kind !== 'archive') return undefined;
	return withoutAbsent<DataExport>({
		vendor: 'genesys',
		path: entry.path,
		container: entry.container,
		exportName: parsed.exportName,
		auditKey: parsed.auditKey,
		dataUntil: parsed.dataUntil,
		sizeBytes: entry.sizeBytes,
		lastModified: entry.lastModified,
		etag: entry.etag,
		contentMd5: entry.contentMd5,
		expiresAt: expiresAt(entry.createdAt ?? entry.lastModified, retentionDays),
	});
}
