/**
 * Every reason why an operation can fail. Programs act on the code; messages may change, codes may not.
 * `retryable`: whether the same request may succeed a little later.
 */
export const ERROR_CODES = {
	ARCHIVE_PASSWORD: { retryable: false, meaning: 'the archive is encrypted, and the password is missing or wrong' },
	ARCHIVE_REFUSED: { retryable: false, meaning: 'the archive could do harm, and was not unpacked' },
	CANCELLED: { retryable: false, meaning: 'the execution was cancelled' },
	CHANGED: { retryable: false, meaning: 'the file changed while it was being read' },
	CLOSED: { retryable: false, meaning: 'the source was used after it was closed' },
	CONFLICT: { retryable: false, meaning: 'the service says that the state of the file does not allow it' },
	CONNECTION_FAILED: { retryable: true, meaning: 'the connection could not be made, or was cut' },
	CONTAINER_NOT_FOUND: { retryable: false, meaning: 'the container does not exist' },
	CORRUPTED: { retryable: false, meaning: 'what arrived is not what the service says it sent' },
	CREDENTIAL_EXPIRED: { retryable: false, meaning: 'the token has expired' },
	CREDENTIAL_INVALID: { retryable: false, meaning: 'the credential is incomplete or in the wrong field' },
	CREDENTIAL_NOT_YET_VALID: { retryable: false, meaning: 'the token is not valid yet' },
	CREDENTIAL_REFUSED: { retryable: false, meaning: 'the service does not accept the token' },
	DECRYPTION_FAILED: { retryable: false, meaning: 'the keys do not open the file, or it is not whole, or it was altered' },
	HOST_KEY_REFUSED: { retryable: false, meaning: 'the server shows another key than the one that is trusted' },
	HOST_NOT_FOUND: { retryable: false, meaning: 'the host name does not exist' },
	HOST_REFUSED: { retryable: false, meaning: "n8n's protection against requests to internal addresses does not allow that host" },
	INVALID_REQUEST: { retryable: false, meaning: 'the service does not accept the request' },
	INVALID_RESPONSE: { retryable: true, meaning: 'the answer could not be understood' },
	KEY_NOT_FOUND: { retryable: false, meaning: 'the file is encrypted for another key' },
	LISTING_ENDLESS: { retryable: false, meaning: 'the service repeats itself instead of ending the list' },
	NOT_FOUND: { retryable: false, meaning: 'the file does not exist' },
	OUTSIDE_FOLDER: { retryable: false, meaning: 'the path lies outside the container or folder given' },
	PERMISSION_DENIED: { retryable: false, meaning: 'the token lacks the right for this' },
	RANGE_IGNORED: { retryable: true, meaning: 'the service sends the whole file in the place of its rest' },
	SERVICE_FAILED: { retryable: true, meaning: 'the service failed on its side' },
	THROTTLED: { retryable: true, meaning: 'the service asks for fewer requests' },
	TIMED_OUT: { retryable: true, meaning: 'no answer in time' },
	TLS_FAILED: { retryable: false, meaning: 'the server could not prove its identity' },
	TOO_LARGE: { retryable: false, meaning: 'the file is larger than what the target takes' },
	UNKNOWN: { retryable: false, meaning: 'something unexpected happened' },
	UNSUPPORTED: { retryable: false, meaning: 'this system cannot do that' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
