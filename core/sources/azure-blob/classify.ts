import type { ErrorCode } from '../../errors/codes';
import { textOf } from '../../errors/text-of';
import type { Classification } from '../../errors/recording-error';
import { InvalidXmlError } from '../../xml/invalid-xml';
import { adviceOn, CLEAR_THE_WAY } from './advice';
import { AzureError } from './azure-error';
import { mayPass } from './foreign';
import type { SharedAccessSignature } from './sas';

/** A fresh token fails when clocks differ; Azure tolerates no skew, and minutes are what one sees in practice. */
const NOTABLE_SKEW_MS = 60_000;

// https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes and .../common-rest-api-error-codes
// A map, because the service code is a text of somebody else: an object also knows "toString".
const BY_SERVICE_CODE = new Map<string, ErrorCode>(
	Object.entries({
		AuthorizationFailure: 'CREDENTIAL_REFUSED',
		AuthorizationPermissionMismatch: 'PERMISSION_DENIED',
		AuthorizationProtocolMismatch: 'PERMISSION_DENIED',
		AuthorizationResourceTypeMismatch: 'PERMISSION_DENIED',
		AuthorizationServiceMismatch: 'PERMISSION_DENIED',
		AuthorizationSourceIPMismatch: 'PERMISSION_DENIED',
		BlobAlreadyExists: 'CONFLICT',
		BlobNotFound: 'NOT_FOUND',
		ConditionNotMet: 'CHANGED',
		ContainerNotFound: 'CONTAINER_NOT_FOUND',
		InternalError: 'SERVICE_FAILED',
		LeaseIdMissing: 'CONFLICT', // With 412, but nothing has changed: somebody holds the blob.
		OperationTimedOut: 'TIMED_OUT',
		ServerBusy: 'THROTTLED',
	} satisfies Record<string, ErrorCode>),
);
const BY_STATUS: Record<number, ErrorCode> = {
	400: 'INVALID_REQUEST',
	401: 'CREDENTIAL_REFUSED',
	403: 'CREDENTIAL_REFUSED',
	404: 'NOT_FOUND',
	408: 'TIMED_OUT',
	409: 'CONFLICT',
	412: 'CHANGED',
	416: 'CHANGED',
	429: 'THROTTLED',
	503: 'THROTTLED',
};
export interface UsedToken {
	sas: SharedAccessSignature;
	tokenLabel: string;
	/** Said first when the service refuses this token, where more is known than the token says. */
	adviceIfRefused?: string;
	/** In the place of ours. */
	advice?: Partial<Record<ErrorCode, string>>;
}

/** What an error of Azure Blob Storage means, given the token that was used. */
export function classifyAzureError(error: unknown, { sas, tokenLabel, adviceIfRefused, advice }: UsedToken): Classification {
	if (error instanceof InvalidXmlError) {
		return { code: 'INVALID_RESPONSE', detail: error.message, advice: CLEAR_THE_WAY };
	}
	if (!(error instanceof AzureError)) {
		return { code: 'UNKNOWN', detail: textOf(error) };
	}
	const code = codeOf(error, sas);
	const isAboutToken = code.startsWith('CREDENTIAL_') || code === 'PERMISSION_DENIED';
	return {
		code,
		detail: `${isAboutToken ? `${tokenLabel}: ` : ''}${detailOf(code, error, sas)}`,
		retryable: isStanding(error) ? false : undefined,
		advice: [code === 'CREDENTIAL_REFUSED' && adviceIfRefused, adviceOn(code, error, advice)].filter(Boolean).join(' ') || undefined,
		httpStatus: error.httpStatus,
		serviceCode: error.serviceCode || undefined,
		requestId: error.headers.requestId,
		retryAfterMs: error.headers.retryAfterMs,
	};
}

// A redirect, or somebody else on the way: the same request will meet it again.
function isStanding({ httpStatus, headers }: AzureError): boolean {
	return (httpStatus >= 300 && httpStatus < 400) || (headers.isForeign === true && !mayPass(httpStatus));
}

function codeOf(error: AzureError, sas: SharedAccessSignature): ErrorCode {
	const { serviceCode, httpStatus } = error;
	if (isStanding(error)) return httpStatus === 407 ? 'CONNECTION_FAILED' : 'INVALID_RESPONSE';
	const isAboutTimes = httpStatus === 401 || (httpStatus === 403 && isRefusal(serviceCode));
	return (
		(isAboutTimes ? codeOfTimes(error, sas) : undefined) ??
		BY_SERVICE_CODE.get(serviceCode) ??
		BY_STATUS[httpStatus] ??
		codeOfStatusClass(httpStatus)
	);
}

// Azure says AuthenticationFailed for a token outside its times, the emulator AuthorizationFailure, HEAD nothing.
function isRefusal(serviceCode: string): boolean {
	return ['AuthenticationFailed', 'AuthorizationFailure', ''].includes(serviceCode);
}

// By the clock of the service, which is the one that decided.
function codeOfTimes({ headers }: AzureError, { startsAt, expiresAt }: SharedAccessSignature): ErrorCode | undefined {
	const now = headers.date ? Date.parse(headers.date) : Date.now();
	if (expiresAt && Date.parse(expiresAt) <= now) return 'CREDENTIAL_EXPIRED';
	return startsAt && Date.parse(startsAt) > now ? 'CREDENTIAL_NOT_YET_VALID' : undefined;
}

function codeOfStatusClass(httpStatus: number): ErrorCode {
	if (httpStatus >= 500) return 'SERVICE_FAILED';
	return httpStatus < 400 ? 'INVALID_RESPONSE' : 'UNKNOWN';
}

function detailOf(code: ErrorCode, error: AzureError, sas: SharedAccessSignature): string {
	const { httpStatus, serviceCode, headers } = error;
	const answer = `${httpStatus}${serviceCode ? ` ${serviceCode}` : ''}`;
	if (httpStatus >= 300 && httpStatus < 400 && headers.leadsTo) {
		return `the answer leads to another place, "${headers.leadsTo}" (redirect ${answer})`;
	}
	if (headers.isForeign) return `${error.detail}${waitNote(error)}`;
	if (code === 'CREDENTIAL_EXPIRED') return `the token expired on ${sas.expiresAt} (${answer})`;
	if (code === 'CREDENTIAL_NOT_YET_VALID') {
		return `the token is not valid before ${sas.startsAt} (${answer})${skewNote(error)}`;
	}
	return `the service answered ${answer}${error.detail ? `: ${error.detail}` : ''}${skewNote(error)}${waitNote(error)}`;
}

/** How long the service wants to be left alone. The retry layer waits for it, unless it is minutes. */
function waitNote({ headers: { retryAfterMs = 0 } }: AzureError): string {
	if (retryAfterMs < 1_000) return '';
	const seconds = Math.ceil(retryAfterMs / 1_000);
	return `. It asks to wait ${seconds <= 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}`;
}

function skewNote({ httpStatus, headers }: AzureError): string {
	const skewMs = headers.date && httpStatus === 403 ? Date.now() - Date.parse(headers.date) : 0;
	if (!(Math.abs(skewMs) > NOTABLE_SKEW_MS)) return '';
	const minutes = Math.round(Math.abs(skewMs) / 60_000);
	return `. The clock of this machine is about ${minutes} min ${skewMs > 0 ? 'ahead of' : 'behind'} the service's`;
}
