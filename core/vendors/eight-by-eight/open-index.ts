import { isRecordingError } from '../../errors/recording-error';
import { explained } from '../../sources/explained';
import type { Recordings } from '../../sources/recordings';
import { readIndex, type IndexOptions, type IndexReader } from './index/read-index';

/** Opens an index on the server; it is read while it is iterated, and closed when that ends. */
export async function openIndex(recordings: Recordings, path: string, options: IndexOptions): Promise<IndexReader> {
	const { body } = await recordings.read(path, { signal: options.signal });
	return readIndex(explained(recordings, body, path), { path, ...options });
}

/** Whether a file cannot be read as an index, whatever its name says. */
export function isNoIndex(error: unknown): boolean {
	return isRecordingError(error) && error.code === 'INVALID_REQUEST' && error.operation === 'parse the index';
}
