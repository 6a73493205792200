import { Breather } from '../../listing/breather';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { readExport, type ExportedConversation } from '../../vendors/verba';
import { findExports, WHOLE_TARGET, type VerbaExport } from '../../vendors/verba/exports/find-exports';
import { openExport } from '../../vendors/verba/exports/open-export';
import { toVerbaRecording } from '../../vendors/verba/exports/recording';
import type { ExportItem } from '../item';
import type { SourceFile } from '../types';
import { listedFile, sourceFile } from './origin';

export interface JoinedOptions {
	/** Of CDR and CSV metadata. */
	zone: string;
	signal?: AbortSignal;
	/** The metadata of an export are read where one of its files is needed. */
	isNeeded(file: SourceFile): boolean;
	/** Told of the metadata of a conversation that has no media file: they are left out. Absent: they are not. */
	onWithoutMedia?(): void;
	/** Told of an export whose metadata disagree or cannot be read. */
	onProblem(problem: string): void;
}

const FILES_AT_ONCE = 1_000;

/**
 * The files of Verba's exports, each media and metadata file with its conversation; archives as they are. Memory: an index of
 * the files of one export at a time.
 */
export async function* joinedFiles(recordings: Recordings, options: JoinedOptions): AsyncGenerator<SourceFile[]> {
	const exports = await findExports(recordings, { signal: options.signal });
	const archives = exports.filter(({ kind }) => kind === 'archive');
	for (let from = 0; from < archives.length; from += FILES_AT_ONCE) yield archives.slice(from, from + FILES_AT_ONCE).map((archive) => toFile(toEntry(archive)));
	// They lie in folders, and are exports of their own.
	const paths = new Set(archives.map(({ path }) => path));
	for (const found of exports) {
		if (found.kind !== 'archive') yield* filesOfFolder(recordings, found, paths, options);
	}
}

async function* filesOfFolder(recordings: Recordings, found: VerbaExport, archives: ReadonlySet<string>, { zone, signal, isNeeded, onProblem, onWithoutMedia }: JoinedOptions): AsyncGenerator<SourceFile[]> {
	const opened = await openExport(recordings, found.path, { signal, withSubfolders: found.includesSubfolders ?? false });
	const files = [...opened.files].filter(({ path }) => !archives.has(path));
	const left = await entriesOf(recordings, found, new Set(files.map(({ path }) => path)), signal);
	if (!(await isAnyNeeded(left.values(), isNeeded))) {
		yield* plain(left);
		return;
	}
	const reader = readExport(files, { zone, signal });
	for await (const batch of reader) {
		yield batch.flatMap((conversation) => {
			const files = taken(left, conversation);
			if (!onWithoutMedia || !isWithoutMedia(conversation)) return files;
			if (files.length > 0) onWithoutMedia();
			return [];
		});
	}
	yield* plain(left);
	const problems = Object.values(reader.summary.findings).reduce((sum, count) => sum + count, 0);
	if (problems > 0) onProblem(`${found.path}: ${problems} findings while metadata were joined with files. Verba Recordings > Parse shows them.`);
}

/** An export can have any number of files, and to find out takes some microseconds for each. */
async function isAnyNeeded(entries: Iterable<SourceEntry>, isNeeded: JoinedOptions['isNeeded']): Promise<boolean> {
	const breather = new Breather();
	for (const entry of entries) {
		if (isNeeded(toFile(entry))) return true;
		if (breather.isDue()) await breather.breathe();
	}
	return false;
}

function* plain(left: ReadonlyMap<string, SourceEntry>): Generator<SourceFile[]> {
	const rest = [...left.values()];
	for (let from = 0; from < rest.length; from += FILES_AT_ONCE) yield rest.slice(from, from + FILES_AT_ONCE).map((entry) => toFile(entry));
}

async function entriesOf(recordings: Recordings, { path }: VerbaExport, own: ReadonlySet<string>, signal?: AbortSignal): Promise<Map<string, SourceEntry>> {
	const entries = new Map<string, SourceEntry>();
	const prefix = path === WHOLE_TARGET ? '' : path.slice(recordings.folder.length);
	for await (const page of recordings.listPages({ prefix, signal })) for (const entry of page) if (own.has(entry.path)) entries.set(entry.path, entry);
	return entries;
}

/** The files of a conversation that no other one had. */
function taken(left: Map<string, SourceEntry>, conversation: ExportedConversation): SourceFile[] {
	const { mediaFiles = [], metadataFiles = [] } = conversation;
	return [...mediaFiles, ...metadataFiles].flatMap(({ path }) => {
		const entry = left.get(path);
		left.delete(path);
		return entry ? [toFile(entry, conversation)] : [];
	});
}

/** Where no metadata could be read, nobody knows. Other files beside them are what was said, in a conversation of texts. */
function isWithoutMedia({ mediaFiles = [], otherFiles = [], toldBy }: ExportedConversation): boolean {
	return mediaFiles.length === 0 && otherFiles.length === 0 && toldBy.length > 0;
}

/** What is about files, and not about the conversation. */
const OF_FILES = new Set(['vendor', 'path', 'name', 'extension', 'sizeBytes', 'lastModified', 'mediaFiles', 'metadataFiles', 'listPath', 'line']);

function toFile(entry: SourceEntry, conversation?: ExportedConversation): SourceFile {
	if (!conversation) return listedFile(entry, 'verba', toVerbaRecording);
	const recording: ExportItem = toVerbaRecording(entry);
	const { callId, startTime, mediaType } = conversation;
	const told = Object.fromEntries(Object.entries(conversation).filter(([name]) => !OF_FILES.has(name)));
	const common = Object.fromEntries(Object.entries({ callId, startTime, mediaType }).filter(([, value]) => value !== undefined));
	return sourceFile(entry, { ...recording, ...common, ...(conversation.toldBy.length > 0 ? { conversation: told } : {}) } as ExportItem);
}

function toEntry({ path, container, sizeBytes, lastModified, etag, contentMd5 }: VerbaExport): SourceEntry {
	return { path, container, sizeBytes, lastModified, etag, contentMd5 };
}
