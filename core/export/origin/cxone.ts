import { inPieces } from '../../listing/in-pieces';
import { isFolderMark } from '../../sources/folder-mark';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import type { TimeWindow } from '../../time/window';
import { dayPrefixes } from '../../vendors/cxone/days';
import { orNoneWhenDenied } from '../../vendors/cxone/denied';
import { toSeaRecording } from '../../vendors/cxone/recording';
import type { SourceFile } from '../types';
import { listedFile, type Origin } from './origin';

const VENDOR = 'nice-cxone';

export interface CxoneOriginOptions {
	recordings: Recordings;
	retentionDays: number;
	/** Lists the days of this window alone, which leaves out sub-folders. */
	days?: TimeWindow;
	/** S3 answers AccessDenied while the folder is empty. */
	deniedMeansEmpty?: boolean;
}

/** The Secure External Access folder of NICE CXone. */
export function cxoneOrigin({ recordings, retentionDays, days, deniedMeansEmpty }: CxoneOriginOptions): Origin {
	let isDenied = false;
	const toFile = (entry: SourceEntry): SourceFile => listedFile(entry, VENDOR, (listed) => toSeaRecording(listed, retentionDays));
	return {
		recordings,
		home: { vendor: VENDOR, container: recordings.container, folder: recordings.folder },
		async *files({ signal }) {
			isDenied = false;
			const pages = pagesOf(recordings, (days && dayPrefixes(days)) ?? [''], signal);
			const allowed = deniedMeansEmpty ? orNoneWhenDenied(pages, () => (isDenied = true)) : pages;
			for await (const page of inPieces(allowed)) yield page.filter((entry) => !isFolderMark(entry)).map(toFile);
		},
		filesOf: async (entries) => await Promise.resolve(entries.map(toFile)),
		hints: () => (isDenied ? ['CXone denied access to the folder, which counts as empty here (option "Access Denied Means Empty").'] : []),
	};
}

async function* pagesOf(recordings: Recordings, prefixes: readonly string[], signal?: AbortSignal): AsyncGenerator<SourceEntry[]> {
	for (const prefix of prefixes) yield* recordings.listPages({ prefix, signal });
}
