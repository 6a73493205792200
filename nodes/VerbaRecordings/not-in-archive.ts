import type { IDataObject } from 'n8n-workflow';
import { settingError } from '../shared/parameters';

/**
 * Paths of conversations out of an archive are those within it: in the target another file may lie under the same path, with
 * another call in it. Throws INVALID_REQUEST.
 */
export function assertNotInArchive(path: string, { path: itsPath, archivePath }: IDataObject): void {
	if (typeof archivePath !== 'string' || path !== itsPath || path === archivePath) return;
	throw settingError(
		`"${path}" lies in the archive "${archivePath}"`,
		'Use the operation Unpack on the archive, with Path set to {{ $json.archivePath }} and the filter Name Pattern. To take a file of that path outside of the archive, type its path.',
	);
}
