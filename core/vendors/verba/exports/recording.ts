import type { SourceEntry } from '../../../sources/source';
import { withoutAbsent, type Recording } from '../../recording';
import { parseVerbaPath } from '../names';

/** One stored file of an export, as it is listed. */
export function toVerbaRecording({ path, container, sizeBytes, lastModified, etag, contentMd5 }: SourceEntry): Recording {
	const { name, extension } = parseVerbaPath(path);
	return withoutAbsent<Recording>({ vendor: 'verba', path, container, name, extension, sizeBytes, lastModified, etag, contentMd5 });
}
