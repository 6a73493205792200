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
	const toFile = (entry: SourceEntry): SourceFile => {
		if (!tagged) return listedFile(entry, VENDOR, (listed) => toRecording(listed, retentionDays));
		return sourceFile(entry, toRecording({ ...entry, tags: tagged.of(entry.path) }, retentionDays));
	};
	return {
		recordings,
		home: { vendor: VENDOR, container: recordings.container, folder: recordings.folder + prefix },
		async *files({ signal }) {
			await tagged?.find(signal);
			const few = tagged?.few(recordings.folder + prefix);
			if (few) {
				for await (const entries of tagged!.describe(recordings, few, signal)) yield entries.map(toFile);
				return;
			}
			for await (const page of recordings.listPages({ prefix, signal, pageSize: PAGE_SIZE })) yield page.map(toFile);
		},
		async filesOf(entries, { signal }) {
			await tagged?.find(signal);
			return entries.map(toFile);
		},
		hints: () => [],
	};
}
