import { isRecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';
import type { SourceEntry } from '../sources/source';

/** Undefined for what is not there; throws RecordingError for whatever else goes wrong. */
export async function statIfThere(recordings: Recordings, path: string, signal?: AbortSignal): Promise<SourceEntry | undefined> {
	try {
		return await recordings.stat(path, { signal });
	} catch (error) {
		if (isRecordingError(error) && error.code === 'NOT_FOUND') return undefined;
		throw error;
	}
}
