import { RecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';

/** While an archive is on its way, the run says that it is at work, and looks whether the files are still its own. Throws INVALID_REQUEST. */
export function assertTwoAtOnce({ maxRequests }: Recordings): void {
	if (maxRequests >= 2) return;
	const detail = 'the target takes one request at a time, and an archive needs two';
	throw new RecordingError({ code: 'INVALID_REQUEST', operation: 'export', detail, advice: 'Set "Connections at Once" in the credential of the target to 2 or more, or export files without an archive.' });
}
