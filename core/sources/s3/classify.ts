import type { ErrorCode } from '../../errors/codes';
import type { Classification } from '../../errors/recording-error';
import { textOf } from '../../errors/text-of';
import { InvalidXmlError } from '../../xml/invalid-xml';
import { adviceOn, CLEAR_THE_WAY } from './advice';
import { mayPass } from './foreign';
import { regionNamedBy } from './regions';
import { S3Error } from './s3-error';
import type { S3Options } from './s3-http';

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
// A map, because the service code is a text of somebody else: an object also knows "toString".
const BY_SERVICE_CODE = new Map<string, ErrorCode>(
	Object.entries({
		AccessDenied: 'PERMISSION_DENIED',
		AccountProblem: 'CREDENTIAL_REFUSED',
		AllAccessDisabled: 'PERMISSION_DENIED',
		AuthorizationHeaderMalformed: 'CREDENTIAL_REFUSED',
		BadDigest: 'CORRUPTED',
		ConditionalRequestConflict: 'CONFLICT',
		EntityTooLarge: 'TOO_LARGE',
		ExpiredToken: 'CREDENTIAL_EXPIRED',
		InternalError: 'SERVICE_FAILED',
		InvalidAccessKeyId: 'CREDENTIAL_REFUSED',
		InvalidObjectState: 'CONFLICT', // With 403, but the rights are there: it is archived.
		InvalidToken: 'CREDENTIAL_REFUSED',
		NoSuchBucket: 'CONTAINER_NOT_FOUND',
		NoSuchKey: 'NOT_FOUND',
		NotImplemented: 'UNSUPPORTED',
		NotSignedUp: 'CREDENTIAL_REFUSED',
		ObjectExists: 'CONFLICT', // Ours, for 412 where only If-None-Match was asked for.
		OperationAborted: 'CONFLICT',
		PreconditionFailed: 'CHANGED',
		RequestTimeout: 'TIMED_OUT', // With 400: the server waited for us.
		RequestTimeTooSkewed: 'CREDENTIAL_REFUSED',
		ServiceUnavailable: 'THROTTLED',
		SignatureDoesNotMatch: 'CREDENTIAL_REFUSED',
		SlowDown: 'THROTTLED',
		ThrottlingException: 'THROTTLED',
		TooManyRequests: 'THROTTLED',
		'KMS.ThrottlingException': 'THROTTLED',
	} satisfies Record<string, ErrorCode>),
);
const BY_STATUS: Record<number, ErrorCode> = {
	400: 'INVALID_REQUEST',
	401: 'CREDENTIAL_REFUSED',
	403: 'PERMISSION_DENIED',
	404: 'NOT_FOUND',
	405: 'UNSUPPORTED',
	408: 'TIMED_OUT',
	409: 'CONFLICT',
	412: 'CHANGED',
	416: 'CHANGED',
	429: 'THROTTLED',
	501: 'UNSUPPORTED',
	503: 'THROTTLED',
};

/** What an error of S3 means. */
export function classifyS3Error(error: unknown, { keyLabel, advice }: Pick<S3Options, 'keyLabel' | 'advice'>): Classification {
	if (error instanceof InvalidXmlError) {
		return { code: 'INVALID_RESPONSE', detail: error.message, advice: CLEAR_THE_WAY };
	}
	if (!(error instanceof S3Error)) return { code: 'UNKNOWN', detail: textOf(error) };
	const { httpStatus, serviceCode, headers } = error;
	const code = codeOf(error);
	return {
		code,
		detail: `${code.startsWith('CREDENTIAL_') ? `${keyLabel}: ` : ''}${detailOf(error)}`,
		advice: adviceOn(code, error, advice),
		retryable: isRetryable(error),
		httpStatus,
		serviceCode: serviceCode || undefined,
		requestId: headers.requestId,
		retryAfterMs: headers.retryAfterMs,
	};
}

function codeOf(error: S3Error): ErrorCode {
	const { serviceCode, httpStatus } = error;
	if (regionNamedBy(error) !== undefined) return 'CREDENTIAL_INVALID';
	if (isStanding(error)) return httpStatus === 407 ? 'CONNECTION_FAILED' : 'INVALID_RESPONSE';
	const known = BY_SERVICE_CODE.get(serviceCode);
	if (known) return known;
	// The key that encrypts the object is disabled, being deleted, or not there.
	if (serviceCode.startsWith('KMS.') && httpStatus < 500) return 'CONFLICT';
	return BY_STATUS[httpStatus] ?? codeOfStatusClass(httpStatus);
}

function codeOfStatusClass(httpStatus: number): ErrorCode {
	if (httpStatus >= 500) return 'SERVICE_FAILED';
	return httpStatus < 400 ? 'INVALID_RESPONSE' : 'UNKNOWN';
}

function isRetryable(error: S3Error): boolean | undefined {
	// After a skewed request the SDK knows the clock of the service: the next one is signed by it.
	if (error.serviceCode === 'RequestTimeTooSkewed' || error.serviceCode === 'BadDigest') return true;
	return isStanding(error) ? false : undefined;
}

// A redirect, or somebody else on the way: the same request will meet it again.
function isStanding({ httpStatus, headers }: S3Error): boolean {
	return (httpStatus >= 300 && httpStatus < 400) || (headers.isForeign === true && !mayPass(httpStatus));
}

function detailOf(error: S3Error): string {
	const { httpStatus, serviceCode, detail, headers } = error;
	const answer = `${httpStatus}${serviceCode ? ` ${serviceCode}` : ''}`;
	const region = regionNamedBy(error);
	if (region !== undefined) return `the bucket lies in the region ${region} (${answer})`;
	if (httpStatus >= 300 && httpStatus < 400 && headers.leadsTo) {
		return `the answer leads to another place, "${headers.leadsTo}" (redirect ${answer})`;
	}
	if (headers.isForeign || httpStatus < 300) return detail;
	return `the service answered ${answer}${detail ? `: ${detail}` : ''}${skewNote(error)}`;
}

function skewNote({ serviceCode, headers }: S3Error): string {
	const skewMs = serviceCode === 'RequestTimeTooSkewed' && headers.date ? Date.now() - Date.parse(headers.date) : 0;
	if (!skewMs) return '';
	const minutes = Math.round(Math.abs(skewMs) / 60_000);
	return `. The clock of this machine is about ${minutes} min ${skewMs > 0 ? 'ahead of' : 'behind'} the service's`;
}
