import type { ErrorCode } from '../../errors/codes';
import type { Classification } from '../../errors/recording-error';
import { textOf } from '../../errors/text-of';
import { InvalidXmlError } from '../../xml/element-reader';
import { S3Error } from './s3-error';
import type { S3Options } from './s3-http';

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const BY_SERVICE_CODE: Record<string, ErrorCode> = {
	AccessDenied: 'PERMISSION_DENIED',
	AccountProblem: 'CREDENTIAL_REFUSED',
	BadDigest: 'CORRUPTED',
	ConditionalRequestConflict: 'CONFLICT',
	EntityTooLarge: 'TOO_LARGE',
	ExpiredToken: 'CREDENTIAL_EXPIRED',
	InternalError: 'SERVICE_FAILED',
	InvalidAccessKeyId: 'CREDENTIAL_REFUSED',
	InvalidObjectState: 'CONFLICT',
	NoSuchBucket: 'CONTAINER_NOT_FOUND',
	NoSuchKey: 'NOT_FOUND',
	NotImplemented: 'UNSUPPORTED',
	PreconditionFailed: 'CHANGED',
	RequestTimeout: 'TIMED_OUT',
	RequestTimeTooSkewed: 'CREDENTIAL_REFUSED',
	ServiceUnavailable: 'THROTTLED',
	SignatureDoesNotMatch: 'CREDENTIAL_REFUSED',
	SlowDown: 'THROTTLED',
	TooManyRequests: 'THROTTLED',
};
const BY_STATUS: Record<number, ErrorCode> = {
	400: 'INVALID_REQUEST',
	401: 'CREDENTIAL_REFUSED',
	403: 'PERMISSION_DENIED',
	404: 'NOT_FOUND',
	408: 'TIMED_OUT',
	409: 'CONFLICT',
	412: 'CHANGED',
	416: 'CHANGED',
	429: 'THROTTLED',
	503: 'THROTTLED',
};
const ADVICE_BY_SERVICE_CODE: Record<string, string> = {
	InvalidAccessKeyId: 'The Access Key ID does not exist, or not any more: a newly generated pair ends the old one.',
	RequestTimeTooSkewed: 'Set the clock of the machine that runs n8n.',
	SignatureDoesNotMatch: 'The Secret Access Key does not belong to the Access Key ID. Paste both again, whole.',
};
const ADVICE: Partial<Record<ErrorCode, string>> = {
	CHANGED: 'Download it again.',
	CONFLICT: 'The object may be archived, locked, or being written. Try again later.',
	CONTAINER_NOT_FOUND: 'Check the bucket name in the credential.',
	CREDENTIAL_EXPIRED: 'Paste new keys into the credential.',
	INVALID_RESPONSE: 'Check the address in the credential, and that a proxy lets n8n through to it.',
	NOT_FOUND: 'It may have been deleted since it was listed: list again.',
	PERMISSION_DENIED: 'The keys do not allow this here. Check the folder in the credential.',
	SERVICE_FAILED: 'Run it again later; if it happens again, report the request ID to the support of the service.',
	THROTTLED: 'Download fewer files at once, or run it again later.',
};

/** What an error of S3 means. */
export function classifyS3Error(error: unknown, { keyLabel, advice }: Pick<S3Options, 'keyLabel' | 'advice'>): Classification {
	if (error instanceof InvalidXmlError) {
		return { code: 'INVALID_RESPONSE', detail: error.message, advice: ADVICE.INVALID_RESPONSE };
	}
	if (!(error instanceof S3Error)) return { code: 'UNKNOWN', detail: textOf(error) };
	const { httpStatus, serviceCode, headers } = error;
	const code = codeOf(error);
	return {
		code,
		detail: `${code.startsWith('CREDENTIAL_') ? `${keyLabel}: ` : ''}${detailOf(error)}`,
		advice: advice?.[serviceCode] ?? ADVICE_BY_SERVICE_CODE[serviceCode] ?? ADVICE[code],
		retryable: isRetryable(error),
		httpStatus,
		serviceCode: serviceCode || undefined,
		requestId: headers.requestId,
		retryAfterMs: headers.retryAfterMs,
	};
}

function codeOf({ serviceCode, httpStatus }: S3Error): ErrorCode {
	const known = BY_SERVICE_CODE[serviceCode] ?? BY_STATUS[httpStatus];
	if (known) return known;
	if (httpStatus >= 500) return 'SERVICE_FAILED';
	return httpStatus < 400 ? 'INVALID_RESPONSE' : 'UNKNOWN';
}

// After a skewed request the SDK knows the clock of the service: the next one is signed by it.
function isRetryable({ serviceCode, httpStatus }: S3Error): boolean | undefined {
	if (serviceCode === 'RequestTimeTooSkewed' || serviceCode === 'BadDigest') return true;
	return httpStatus >= 300 && httpStatus < 400 ? false : undefined;
}

function detailOf({ httpStatus, serviceCode, detail, headers }: S3Error): string {
	const answer = `the service answered ${httpStatus}${serviceCode ? ` ${serviceCode}` : ''}`;
	const skewMs = serviceCode === 'RequestTimeTooSkewed' && headers.date ? Date.now() - Date.parse(headers.date) : 0;
	const skew = skewMs ? `. The clock of this machine is about ${Math.round(Math.abs(skewMs) / 60_000)} min off` : '';
	return `${answer}${detail ? `: ${detail.replace(/[.\s]+$/, '')}` : ''}${skew}`;
}
