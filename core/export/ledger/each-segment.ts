import type { JobFolder } from '../job-folder';
import { epochFolder, parseSegmentName, readSegment, SEGMENTS_FOLDER, type Segment, type SegmentName } from './segment';

/** The segments of a job from an epoch on, by name, one at a time. Throws CORRUPTED for one that was altered. */
export async function* eachSegment(folder: JobFolder, fromEpoch = 1): AsyncGenerator<Segment> {
	for await (const name of segmentNames(folder, fromEpoch)) yield await readSegment(folder, name);
}

export async function* segmentNames(folder: JobFolder, fromEpoch = 1): AsyncGenerator<SegmentName> {
	const first = epochFolder(fromEpoch);
	const epochs = (await folder.listFolders(SEGMENTS_FOLDER)).filter((name) => name >= first).sort();
	for (const epoch of epochs) {
		for (const path of await folder.list(epoch)) {
			const name = parseSegmentName(path);
			if (name) yield name;
		}
	}
}
