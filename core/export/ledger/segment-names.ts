import type { JobFile, JobFolder } from '../job-folder';
import { epochFolder, parseSegmentName, SEGMENTS_FOLDER, type SegmentName } from './segment';

/** `writtenMs` by the clock of the target; NaN where that is not known. */
export type ListedSegment = SegmentName & Pick<JobFile, 'writtenMs'>;

/** The segments of a job from an epoch on, by name. */
export async function* segmentNames(folder: JobFolder, fromEpoch = 1): AsyncGenerator<ListedSegment> {
	const first = epochFolder(fromEpoch);
	const epochs = (await folder.listFolders(SEGMENTS_FOLDER)).filter((name) => name >= first).sort();
	for (const epoch of epochs) {
		for (const { name, writtenMs } of await folder.list(epoch)) {
			const segment = parseSegmentName(name);
			if (segment) yield { ...segment, writtenMs };
		}
	}
}
