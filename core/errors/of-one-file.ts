import type { ErrorCode } from './codes';
import { isRecordingError, type RecordingError } from './recording-error';

/** Faults of one file, which are no reason to leave out the others. */
const CODES: ReadonlySet<ErrorCode> = new Set(['ARCHIVE_REFUSED', 'CHANGED', 'CORRUPTED', 'DECRYPTION_FAILED', 'INVALID_RESPONSE', 'KEY_NOT_FOUND', 'NOT_FOUND', 'TOO_LARGE', 'UNSUPPORTED'] as const);

export function isFaultOfOneFile(error: unknown): error is RecordingError {
	return isRecordingError(error) && CODES.has(error.code);
}
