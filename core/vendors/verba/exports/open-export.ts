import { openZip, recordingsAccess, type Zip, type ZipEntry, type ZipOptions } from '../../../archive';
import { RecordingError } from '../../../errors/recording-error';
import { Breather } from '../../../listing/breather';
import { explained } from '../../../sources/explained';
import { isFolderMark } from '../../../sources/folder-mark';
import { assertInsideFolder, toFolder } from '../../../sources/paths';
import type { Recordings } from '../../../sources/recordings';
import type { RequestOptions, SourceEntry } from '../../../sources/source';
import type { ExportFile } from '../export-file';
import { isArchive, WHOLE_TARGET } from './find-exports';
import { FolderTally } from './folder-tally';
import { folderOf, markedAbove } from './runs';

/** Those of an archive are for one that is encrypted, or very large. */
export interface OpenExportOptions extends RequestOptions, Omit<ZipOptions, 'path'> {
	/** Of a folder: whether the folders below belong to it. Those that are exports themselves never do. */
	withSubfolders?: boolean;
}

/** The files of one export, which are opened when they are read. There can be very many: they are made one by one. */
export interface OpenedExport {
	files: Iterable<ExportFile>;
	isArchive: boolean;
}

/**
 * What `findExports` found: the files of an archive where it lies, without unpacking it, or those of a folder. Throws what
 * `openZip` throws, ARCHIVE_PASSWORD before anything is handed on, and NOT_FOUND for a folder without files.
 */
export async function openExport(recordings: Recordings, path: string, options: OpenExportOptions = {}): Promise<OpenedExport> {
	const { folder } = recordings;
	const place = path === WHOLE_TARGET ? folder : isArchive(path) ? path : toFolder(path);
	if (place !== folder) assertInsideFolder(place, folder, 'parse');
	if (isArchive(place)) return { files: await filesInArchive(recordings, place, options), isArchive: true };
	return { files: await filesInFolder(recordings, place, options), isArchive: false };
}

async function filesInArchive(recordings: Recordings, path: string, { signal, ...options }: OpenExportOptions): Promise<Iterable<ExportFile>> {
	const zip = await openZip(await recordingsAccess(recordings, path, { signal }), { ...options, path });
	await zip.checkPassword();
	return zippedFiles(zip);
}

function* zippedFiles(zip: Zip): Generator<ExportFile> {
	for (const entry of zip.entries) if (!entry.isFolder || entry.problem !== undefined) yield new ZippedFile(zip, entry);
}

/** An archive has a hundred thousand: each is as small as can be. */
class ZippedFile implements ExportFile {
	constructor(
		private readonly zip: Zip,
		private readonly entry: ZipEntry,
	) {}

	get path(): string {
		return this.entry.name;
	}

	get sizeBytes(): number {
		return this.entry.sizeBytes;
	}

	get lastModified(): string | undefined {
		return this.entry.lastModified;
	}

	get problem(): string | undefined {
		return this.entry.problem;
	}

	/** Small, and ended by who reads it. */
	async open(): Promise<AsyncIterable<Uint8Array>> {
		return await this.zip.bytesOf(this.entry);
	}
}

async function filesInFolder(recordings: Recordings, folder: string, { withSubfolders = true, signal }: OpenExportOptions): Promise<Iterable<ExportFile>> {
	const entries: SourceEntry[] = [];
	const tallies = new Map<string, FolderTally>();
	const breather = new Breather();
	for await (const page of recordings.listPages({ prefix: folder.slice(recordings.folder.length), signal })) {
		for (const entry of page) {
			const place = folderOf(entry.path);
			if (isFolderMark(entry) || (!withSubfolders && place !== folder)) continue;
			entries.push(entry);
			const tally = tallies.get(place) ?? new FolderTally();
			tallies.set(place, tally);
			tally.add(entry);
			if (breather.isDue()) await breather.breathe();
		}
	}
	// A marked folder below is an export by itself.
	const own = new Set([...tallies.keys()].filter((place) => (markedAbove(place, tallies) ?? folder).length <= folder.length));
	if (own.size === 0) throw withoutFiles(folder);
	return ownFiles(recordings, entries, own);
}

function* ownFiles(recordings: Recordings, entries: readonly SourceEntry[], own: ReadonlySet<string>): Generator<ExportFile> {
	for (const entry of entries) if (own.has(folderOf(entry.path))) yield toFile(recordings, entry);
}

function toFile(recordings: Recordings, { path, sizeBytes, lastModified }: SourceEntry): ExportFile {
	return {
		path,
		sizeBytes,
		lastModified,
		open: async (signal) => explained(recordings, (await recordings.read(path, { signal })).body, path),
	};
}

function withoutFiles(path: string): RecordingError {
	return new RecordingError({ code: 'NOT_FOUND', operation: 'parse', path: path || WHOLE_TARGET, detail: 'no file lies in that folder', advice: 'Give the path as Get Many returns it.' });
}
