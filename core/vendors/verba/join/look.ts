import { inParallel } from '../../../transfer/in-parallel';
import type { ExportFile } from '../export-file';
import { HEAD_BYTES, isNamedLikeCdr, kindByName, recognise, type ExportFileKind } from '../kind';
import { parseVerbaPath } from '../names';
import type { FileIndex } from './file-index';
import { addFile } from './group';
import { attempt, type Work } from './work';

/** Files are opened to see what they are, but not a hundred thousand transcripts: of those beyond, the name counts. */
const MAX_LOOKS = 1_000;

/** Files of an export that are no conversation's own. */
export interface Lists {
	cdrs: ExportFile[];
	/** CSV metadata that share their name with no other file: of many conversations, or of one without its media. */
	tables: ExportFile[];
	manifests: ExportFile[];
	auditLogs: ExportFile[];
}

/** Puts each file where it belongs. */
export async function sortFiles(files: Iterable<ExportFile> | AsyncIterable<ExportFile>, index: FileIndex, work: Work): Promise<Lists> {
	const lists: Lists = { cdrs: [], tables: [], manifests: [], auditLogs: [] };
	const unsure: ExportFile[] = [];
	for await (const file of files) {
		work.signal?.throwIfAborted();
		if (file.path.endsWith('/')) continue;
		work.counts.fileCount++;
		if (file.problem !== undefined) {
			work.findings.add('UNREADABLE', { path: file.path, detail: file.problem });
			continue;
		}
		index.addFolder(file.path);
		const kind = kindByName(file.path);
		if (kind === undefined || kind === 'manifest') unsure.push(file);
		else put(file, kind, index, lists, work);
		if (work.breather.isDue()) await work.breather.breathe();
	}
	// Beside media of its name it tells of them, whatever they are called.
	const mayBeList = ({ path }: ExportFile) => (isNamedLikeCdr(path) || kindByName(path) === 'manifest') && !index.hasBeside(path, true);
	// A call's metadata can be named like a manifest: its content tells.
	const isXml = ({ path }: ExportFile) => parseVerbaPath(path).extension === 'xml';
	const alone = unsure.filter((file) => mayBeList(file) || isXml(file) || !joinGroup(file, index, work));
	const kinds = await inParallel(alone, work.parallel, async (file, at) => await kindOf(file, at < MAX_LOOKS, work));
	alone.forEach((file, at) => {
		// What only looked like a list, by its name.
		const isOfGroup = (kinds[at] === 'other' || kinds[at] === 'metadata-csv') && mayBeList(file);
		if (!isOfGroup || !joinGroup(file, index, work)) put(file, kinds[at], index, lists, work);
	});
	index.addLists([...lists.cdrs, ...lists.tables]);
	await index.settle(work.breather);
	return lists;
}

/** A text that has the name of other files is a transcript, or CSV metadata: what is to be opened is left. */
function joinGroup(file: ExportFile, index: FileIndex, work: Work): boolean {
	if (!index.hasBeside(file.path)) return false;
	const isCsv = parseVerbaPath(file.path).extension === 'csv';
	addFile(index.groupOf(file.path), isCsv ? 'csv' : 'others', file);
	work.counts[isCsv ? 'metadataFileCount' : 'otherFileCount']++;
	return true;
}

async function kindOf(file: ExportFile, isLooked: boolean, work: Work): Promise<ExportFileKind> {
	const head = isLooked ? await attempt(file, work, async () => await headOf(file, work.signal)) : undefined;
	return recognise(file.path, head);
}

export async function headOf(file: ExportFile, signal?: AbortSignal): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	let bytes = 0;
	for await (const piece of await file.open(signal)) {
		pieces.push(piece);
		bytes += piece.length;
		if (bytes >= HEAD_BYTES) break;
	}
	return Buffer.concat(pieces).subarray(0, HEAD_BYTES);
}

function put(file: ExportFile, kind: ExportFileKind, index: FileIndex, lists: Lists, work: Work): void {
	if (kind === 'archive') return work.findings.add('ARCHIVE', { path: file.path });
	if (kind === 'cdr') return void lists.cdrs.push(file);
	if (kind === 'manifest') return void lists.manifests.push(file);
	if (kind === 'audit-log') return void lists.auditLogs.push(file);
	if (kind === 'metadata-csv') return void lists.tables.push(file);
	const [place, count] = PLACES[kind];
	addFile(index.groupOf(file.path), place, file);
	work.counts[count]++;
}

const PLACES = { 'metadata-xml': ['xml', 'metadataFileCount'], media: ['media', 'mediaFileCount'], other: ['others', 'otherFileCount'] } as const;
