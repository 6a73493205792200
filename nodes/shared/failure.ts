import type { Failure } from 'n8n-workflow';
import type { ErrorCode } from '../../core/errors/codes';
import { ERROR_CODES } from '../../core/errors/codes';
import type { RecordingError } from '../../core/errors/recording-error';

const CREDENTIAL = new Set<ErrorCode>(['ARCHIVE_PASSWORD', 'CREDENTIAL_EXPIRED', 'CREDENTIAL_INVALID', 'CREDENTIAL_NOT_YET_VALID', 'CREDENTIAL_REFUSED', 'PERMISSION_DENIED', 'HOST_KEY_REFUSED']);
const CONFIGURATION = new Set<ErrorCode>(['CONTAINER_NOT_FOUND', 'HOST_NOT_FOUND', 'HOST_REFUSED', 'INVALID_REQUEST', 'NOT_FOUND', 'OUTSIDE_FOLDER', 'TLS_FAILED', 'UNSUPPORTED']);

/** The reason in n8n's words, by which it decides how long to wait before it polls again. */
export function failureOf({ code, retryAfterMs }: RecordingError): Failure | undefined {
	if (code === 'THROTTLED') return { cause: 'rate-limited', retryAfterMs };
	if (CREDENTIAL.has(code)) return { cause: 'credential-invalid' };
	if (CONFIGURATION.has(code)) return { cause: 'configuration-invalid' };
	if (ERROR_CODES[code].retryable) return { cause: 'temporarily-unavailable', retryAfterMs };
	return undefined;
}
