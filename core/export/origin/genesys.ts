import { inPieces } from '../../listing/in-pieces';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { toRecording } from '../../vendors/genesys/recording';
import type { SourceFile } from '../types';
import { listedFile, sourceFile, type Origin } from './origin';
import type { TaggedFiles } from './tagged-files';

export interface GenesysOriginOptions {
	/** A container. */
	recordings: Recordings;
	/** Only below it; within the folder of the recordings. */
	prefix: string;
	retentionDays: number;
	/** Tags that the job asks for; listings have none. */
	tagged?: TaggedFiles;
}

const VENDOR = 'genesys';
const PAGE_SIZE = 5_000;

/** The recordings of a container of Genesys Multicloud CX. */
export function genesysOrigin({ recordings, prefix, retentionDays, tagged }: GenesysOriginOptions): Origin {
	const listed = (entry: SourceEntry) => listedFile(entry, VENDOR, (one) => toRecording(one, retentionDays));
	const withTags = ({ entry }: SourceFile, index: TaggedFiles) => sourceFile(entry, toRecording({ ...entry, tags: index.of(entry.path) }, retentionDays));
	return {
		recordings,
		home: { vendor: VENDOR, container: recordings.container, folder: recordings.folder + prefix },
		async *files({ signal, isNeeded = () => true }) {
			const pages = () => inPieces(recordings.listPages({ prefix, signal, pageSize: PAGE_SIZE }));
			if (!tagged) {
				for await (const page of pages()) yield page.map(listed);
				return;
			}
			let isSearched = tagged.areFilters;
			if (isSearched) await tagged.find(signal);
			const few = tagged.few(recordings.folder + prefix);
			for await (const page of few ? tagged.describe(recordings, few, signal) : pages()) {
				const files = page.map(listed);
				const needed = new Set(tagged.areFilters ? files : files.filter(isNeeded));
				if (needed.size > 0 && !isSearched) await tagged.find(signal);
				isSearched ||= needed.size > 0;
				yield files.map((file) => (needed.has(file) ? withTags(file, tagged) : file));
			}
		},
		async filesOf(entries, { signal }) {
			if (!tagged) return entries.map(listed);
			await tagged.find(signal);
			return entries.map((entry) => withTags(listed(entry), tagged));
		},
		hints: () => [],
	};
}
