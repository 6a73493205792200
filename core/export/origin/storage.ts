import { inPieces } from '../../listing/in-pieces';
import { isFolderMark } from '../../sources/folder-mark';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { recogniseName } from '../../vendors/file-names';
import { withoutAbsent } from '../../vendors/recording';
import { toVerbaRecording } from '../../vendors/verba/exports/recording';
import type { ExportItem } from '../item';
import { JOBS_FOLDER } from '../job-folder';
import type { SourceFile } from '../types';
import { listedFile, type Origin } from './origin';
import { joinedFiles } from './verba-joined';

export interface StorageOriginOptions {
	/** Nothing outside their folder is read. */
	recordings: Recordings;
	/** `verba`: what Verba exported there. */
	kind: 'storage' | 'verba';
	/** Joins the files of Verba's exports with what their metadata and CDR tell, where a file of the export is needed. The zone of the CDR. */
	joinedIn?: string;
	/** Those of every export: a filter asks for what they tell. */
	joinsAll?: boolean;
	/** Where files are joined, metadata of conversations without a media file stay out. */
	onlyWithMedia?: boolean;
}

const LEFT_OUT = 'Metadata of conversations without a media file were left out (option "Only with Media").';

/** Storage of the customer's own: any files, or the exports of Verba. What export jobs of ours keep there stays out. */
export function storageOrigin({ recordings, kind, joinedIn, joinsAll, onlyWithMedia }: StorageOriginOptions): Origin {
	const toRecording = kind === 'verba' ? toVerbaRecording : toStoredFile;
	const toFile = (entry: SourceEntry): SourceFile => listedFile(entry, kind, toRecording);
	const isForeign = (entry: SourceEntry) => !isFolderMark(entry) && !isOfJob(entry.path, recordings.folder);
	let problems: string[] = [];
	let hasLeftOut = false;
	return {
		recordings,
		home: { vendor: kind, container: recordings.container, folder: recordings.folder },
		async *files({ signal, isNeeded = () => true }) {
			problems = [];
			hasLeftOut = false;
			const pages =
				kind === 'verba' && joinedIn !== undefined
					? joinedFiles(recordings, { zone: joinedIn, signal, isNeeded: joinsAll ? () => true : isNeeded, onProblem: (problem) => problems.push(problem), onWithoutMedia: onlyWithMedia ? () => (hasLeftOut = true) : undefined })
					: plain(recordings, toFile, signal);
			for await (const page of pages) yield page.filter(({ entry }) => isForeign(entry));
		},
		filesOf: async (entries) => await Promise.resolve(entries.map(toFile)),
		hints: () => (hasLeftOut ? [LEFT_OUT, ...problems] : problems),
	};
}

async function* plain(recordings: Recordings, toFile: (entry: SourceEntry) => SourceFile, signal?: AbortSignal): AsyncGenerator<SourceFile[]> {
	for await (const page of inPieces(recordings.listPages({ signal }))) yield page.map(toFile);
}

function isOfJob(path: string, folder: string): boolean {
	return path.slice(folder.length).split('/').slice(0, -1).includes(JOBS_FOLDER.slice(0, -1));
}

/** With what its name tells, where a vendor's grammar knows it: recordings that were moved here keep their names. */
function toStoredFile({ path, container, sizeBytes, lastModified, etag, contentMd5 }: SourceEntry): ExportItem {
	const { name, extension, callId, startTime, mediaType, segmentId, encrypted } = recogniseName(path) as Partial<ExportItem> & { name: string };
	return withoutAbsent<ExportItem>({ vendor: 'storage', path, container, name, extension, encrypted, sizeBytes, lastModified, etag, contentMd5, callId, startTime, mediaType, segmentId });
}
