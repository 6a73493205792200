import type { RecordingError } from '../errors/recording-error';
import { keptFacts } from './cdr';
import type { Placed } from './copy/placer';
import { dayText } from './day';
import type { Fact } from './facts';
import { fromHex, toHex } from './identity';
import type { FailureRecord, FileRecord, MetadataRecord } from './ledger/records';
import type { Candidate } from './plan/find-new';

/** What of a candidate was written, and what the record keeps of it. */
export interface Exporting {
	placed?: Placed;
	metadata?: MetadataRecord;
	facts: readonly Fact[];
}

export function fileRecord(candidate: Candidate, { placed, metadata, facts }: Exporting, nowMs: number): FileRecord {
	const { file, identity, day } = candidate;
	const { contentMd5, checksum } = file.entry;
	const vendorHash = contentMd5 === undefined ? checksum : { algorithm: 'md5', value: contentMd5 };
	const record: FileRecord = {
		type: 'file',
		id: toHex(identity),
		day: dayText(day),
		source: sourceOf(candidate),
		name: file.recording.name,
		...(placed ? writtenFields(placed) : {}),
		...(vendorHash ? { vendorHash } : {}),
		exportedAt: new Date(nowMs).toISOString(),
		...(metadata ? { metadata } : {}),
	};
	return { ...record, ...keptFacts(file.recording, record, facts) };
}

function writtenFields({ target, archive, written, adopted }: Placed): Partial<FileRecord> {
	const { sizeBytes, sha256, verifiedBy, targetVerifiedBy, transform } = written;
	return { target, ...(archive === undefined ? {} : { archive }), sizeBytes, sha256, verifiedBy, targetVerifiedBy, ...(adopted ? { adopted } : {}), ...(transform ? { transform } : {}) };
}

export function failureRecord(candidate: Candidate, { code, message }: RecordingError, nowMs: number): FailureRecord {
	return { type: 'failure', id: toHex(candidate.identity), source: sourceOf(candidate), code, message, failedAt: new Date(nowMs).toISOString() };
}

export function sourceOf({ file }: Pick<Candidate, 'file'>): FileRecord['source'] {
	const { path, container, etag, sizeBytes, lastModified } = file.entry;
	return { vendor: file.recording.vendor, container, path, etag, sizeBytes, lastModified };
}

/** What a record tells of the file that it is of. */
export function exportedFile({ id, source }: FileRecord): Pick<Candidate, 'file' | 'identity'> {
	const { vendor, container, path, etag, sizeBytes, lastModified } = source;
	const name = path.slice(path.lastIndexOf('/') + 1);
	return { identity: fromHex(id), file: { entry: { path, container, etag, sizeBytes, lastModified }, recording: { vendor, container, path, name } } };
}
