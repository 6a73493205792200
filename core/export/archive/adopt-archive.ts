import { isRecordingError, RecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';
import { inParallel } from '../../transfer/in-parallel';
import { readBack } from '../copy/compare';
import type { ArchiveRecord, FileRecord } from '../ledger/records';
import { archiveAt } from './archive-name';
import { ArchiveReader, type ArchiveReaderOptions } from './archive-reader';
import type { ArchiveSettings } from './options';

/** An archive that was found at the target, as the ledger should have it. */
export interface FoundArchive {
	record: ArchiveRecord;
	/** Empty where it was rejected. */
	files: FileRecord[];
}

interface FindOptions extends ArchiveReaderOptions {
	encryption?: ArchiveSettings['encryption'];
	concurrency: number;
	nowMs(): number;
}

/** Faults of the archive itself: another run would find the same. */
const REJECTED = new Set(['ARCHIVE_PASSWORD', 'ARCHIVE_REFUSED', 'CORRUPTED', 'UNSUPPORTED']);

/** Reads all of an archive that no record tells of: what counts is what its manifest says and its content bears out. */
export async function foundArchive(target: Recordings, name: string, options: FindOptions): Promise<FoundArchive> {
	const path = target.folder + name;
	const { sizeBytes, sha256 } = await readBack(target, path, options.signal);
	const record: ArchiveRecord = { type: 'archive', target: name, sizeBytes, sha256, files: 0, entries: 0, writtenAt: new Date(options.nowMs()).toISOString(), adopted: true };
	try {
		const reader = await ArchiveReader.open(target, path, options);
		const files = await reader.manifest();
		await assertAll(reader, files, path, options.concurrency);
		const { encryption } = options;
		return { record: { ...record, files: files.length, entries: reader.entryCount, manifest: archiveAt(name).manifest, ...(encryption ? { encryption } : {}) }, files };
	} catch (thrown) {
		const error = target.explain(thrown, 'read back', path);
		if (!isRecordingError(error) || !REJECTED.has(error.code)) throw error;
		return { record: { ...record, rejected: error.message }, files: [] };
	}
}

async function assertAll(reader: ArchiveReader, files: readonly FileRecord[], path: string, concurrency: number): Promise<void> {
	const promised = files.flatMap(({ target, sha256, metadata }) => [...(target === undefined ? [] : [{ target, sha256 }]), ...(metadata ? [metadata] : [])]);
	await inParallel(promised, concurrency, async ({ target, sha256 }) => {
		const found = await reader.readBack(target);
		if (found?.sha256 === sha256) return;
		throw new RecordingError({ code: 'CORRUPTED', operation: 'read back', path, detail: `"${target}" in it is ${found ? 'not what its manifest says' : 'missing'}` });
	});
}
