import { hash } from 'node:crypto';
import { RecordingError } from '../../errors/recording-error';
import type { JobFolder } from '../job-folder';
import { jsonLines } from './json-lines';
import { isManifestLine, isSegmentHeader } from './line-shape';
import type { ManifestLine, SegmentHeader } from './records';

export const SEGMENTS_FOLDER = 'segments/';
/** Beyond what a segment of ours can have, with the longest of names. */
const MAX_SEGMENT_BYTES = 128 * 1024 * 1024;
const NAME = /^segments\/(\d{5})\/([0-9TZ]+-[0-9a-f]{8})-(\d{6})-([0-9a-f]{64})\.jsonl$/;

/** What the name of a segment says. */
export interface SegmentName {
	/** Below the folder of the job. */
	path: string;
	/** Segments lie in numbered folders, so that a run need not list all that ever were. */
	epoch: number;
	run: string;
	number: number;
	/** SHA-256 of its bytes. */
	hash: string;
}

export interface Segment {
	name: SegmentName;
	header: SegmentHeader;
	lines: ManifestLine[];
}

export function epochFolder(epoch: number): string {
	return `${SEGMENTS_FOLDER}${String(epoch).padStart(5, '0')}/`;
}

/** Undefined for what is no segment. */
export function parseSegmentName(path: string): SegmentName | undefined {
	const match = NAME.exec(path);
	if (!match) return undefined;
	const [, epoch, run, number, sha256] = match;
	return { path, epoch: Number(epoch), run, number: Number(number), hash: sha256 };
}

/** The bytes of a segment, and the name that they give it. */
export function makeSegment(epoch: number, header: SegmentHeader, lines: readonly string[]): { name: SegmentName; content: Buffer } {
	const content = Buffer.from([JSON.stringify(header), ...lines, ''].join('\n'));
	const sha256 = hash('sha256', content);
	const { run, number } = header;
	const path = `${epochFolder(epoch)}${run}-${String(number).padStart(6, '0')}-${sha256}.jsonl`;
	return { name: { path, epoch, run, number, hash: sha256 }, content };
}

/** Throws NOT_FOUND, or CORRUPTED for one that is not what its name says. */
export async function readSegment(folder: JobFolder, name: SegmentName): Promise<Segment> {
	const content = await folder.read(name.path, MAX_SEGMENT_BYTES);
	if (!content) throw new RecordingError({ code: 'NOT_FOUND', operation: 'read', path: folder.pathOf(name.path) });
	if (hash('sha256', content) !== name.hash) throw altered(folder.pathOf(name.path), 'its SHA-256 is not the one that its name states');
	return await parsed(content, name, folder.pathOf(name.path));
}

async function parsed(content: Buffer, name: SegmentName, path: string): Promise<Segment> {
	const [header, ...lines] = await jsonLines(content, () => altered(path, 'a line of it is no JSON'));
	if (!isSegmentHeader(header)) throw altered(path, 'it has no header');
	if (!lines.every(isManifestLine)) throw altered(path, 'a line of it is no record');
	return { name, header, lines };
}

function altered(path: string, detail: string): RecordingError {
	return new RecordingError({
		code: 'CORRUPTED',
		operation: 'read the manifest',
		path,
		detail,
		advice: 'Somebody altered the manifest at the target. Restore this file from a copy, or move it away: what it records is then looked for at the target and recorded anew.',
	});
}
