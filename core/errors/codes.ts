/**
 * Every reason why an operation can fail. Programs act on the code; messages may change, codes may not.
 * `retryable`: whether the same request may succeed a little later.
 */
export const ERROR_CODES = {
	CANCELLED: { retryable: false, meaning: 'The execution was cancelled' },
	CHANGED: { retryable: false, meaning: 'The file changed while it was being read' },
	CLOSED: { retryable: false, meaning: 'The source was used after it was closed' },
	CONFLICT: { retryable: false, meaning: 'The service says that the state of the file does not allow it' },
	CONNECTION_FAILED: { retryable: true, meaning: 'The connection could not be made, or was cut' },
	CONTAINER_NOT_FOUND: { retryable: false, meaning: 'The container does not exist' },
	CORRUPTED: { retryable: false, meaning: 'What arrived is not what the service says it sent' },
	CREDENTIAL_EXPIRED: { retryable: false, meaning: 'The token has expired' },
	CREDENTIAL_INVALID: { retryable: false, meaning: 'The credential is incomplete or in the wrong field' },
	CREDENTIAL_NOT_YET_VALID: { retryable: false, meaning: 'The token is not valid yet' },
	CREDENTIAL_REFUSED: { retryable: false, meaning: 'The service does not accept the token' },
	HOST_NOT_FOUND: { retryable: false, meaning: 'The host name does not exist' },
	INVALID_REQUEST: { retryable: false, meaning: 'The service does not accept the request' },
	INVALID_RESPONSE: { retryable: true, meaning: 'The answer could not be understood' },
	LISTING_ENDLESS: { retryable: false, meaning: 'The service repeats itself instead of ending the list' },
	NOT_FOUND: { retryable: false, meaning: 'The file does not exist' },
	OUTSIDE_FOLDER: { retryable: false, meaning: 'The path lies outside the container or folder given' },
	PERMISSION_DENIED: { retryable: false, meaning: 'The token lacks the right for this' },
	SERVICE_FAILED: { retryable: true, meaning: 'The service failed on its side' },
	THROTTLED: { retryable: true, meaning: 'The service asks for fewer requests' },
	TIMED_OUT: { retryable: true, meaning: 'No answer in time' },
	TLS_FAILED: { retryable: false, meaning: 'The server could not prove its identity' },
	TOO_LARGE: { retryable: false, meaning: 'The file is larger than what the target takes' },
	UNKNOWN: { retryable: false, meaning: 'Something unexpected happened' },
	UNSUPPORTED: { retryable: false, meaning: 'This system cannot do that' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
