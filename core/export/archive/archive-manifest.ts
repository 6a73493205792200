import { RecordingError } from '../../errors/recording-error';
import { Breather } from '../../listing/breather';
import { jsonLines } from '../ledger/json-lines';
import { isFileRecord, isObject } from '../ledger/line-shape';
import type { FileRecord } from '../ledger/records';

/** The first line of the manifest that is in an archive, and its first entry; then come the lines of the ledger, one a file. */
export interface ArchiveHeader {
	type: 'archive';
	version: 1;
	job: string;
	run: string;
	/** Its path below the folder of the target, when it was written. */
	archive: string;
	software: string;
	createdAt: string;
}

interface ArchiveEnd {
	type: 'end';
	files: number;
}

const LINES_AT_ONCE = 256;

/** In pieces; the same for the same lines. */
export async function archiveManifest(header: ArchiveHeader, files: readonly FileRecord[]): Promise<Buffer[]> {
	const end: ArchiveEnd = { type: 'end', files: files.length };
	const breather = new Breather(1);
	const pieces = [bufferOf([header])];
	for (let at = 0; at < files.length; at += LINES_AT_ONCE) {
		pieces.push(bufferOf(files.slice(at, at + LINES_AT_ONCE)));
		if (breather.isDue()) await breather.breathe();
	}
	return [...pieces, bufferOf([end])];
}

/** Throws CORRUPTED for what is no manifest, or only a part of one. */
export async function readArchiveManifest(content: Buffer, path: string): Promise<FileRecord[]> {
	const [header, ...lines] = await jsonLines(content, () => altered(path, 'a line of its manifest is no JSON'));
	const end = lines.pop();
	if (!isObject(header) || header.type !== 'archive' || !isObject(end) || end.type !== 'end') throw altered(path, 'its manifest has no beginning or no end');
	const files = lines.filter(isFileRecord);
	if (files.length !== end.files || files.length !== lines.length) throw altered(path, `its manifest has ${files.length} files, and should have ${String(end.files)}`);
	return files;
}

function bufferOf(lines: readonly object[]): Buffer {
	return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function altered(path: string, detail: string): RecordingError {
	return new RecordingError({ code: 'CORRUPTED', operation: 'read the manifest', path, detail });
}
