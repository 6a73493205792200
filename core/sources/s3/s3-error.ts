import type { Headers } from '../../http/web-page';
import { scrubText } from '../../secrets/scrub';
import { decoded } from '../../text/entities';
import { oneLine } from '../../text/markup';
import { foreignDetail } from './foreign';

/** What an answer tells beside its code. */
export interface AnswerFacts {
	requestId?: string;
	retryAfterMs?: number;
	/** Where the bucket lies, where the answer says so. */
	region?: string;
	date?: string;
	/** The object that was asked for stands in the listing. */
	isListed?: boolean;
	/** Somebody else answered in place of S3. */
	isForeign?: boolean;
	/** The host that a redirect names. */
	leadsTo?: string;
	/** The SDK knows the clock of the service from this answer, and signs the next request by it. */
	isClockCorrected?: boolean;
}

/** An answer of S3 that is an error, without the request: that is signed. */
export class S3Error extends Error {
	override readonly name = 'S3Error';

	constructor(
		readonly httpStatus: number,
		/** S3's error code, such as `NoSuchKey`; empty where the answer has no body. */
		readonly serviceCode: string,
		readonly detail: string,
		readonly headers: AnswerFacts = {},
	) {
		super(`${httpStatus} ${serviceCode}`.trim());
	}
}

/** What the SDK throws for an answer that is an error; of the answer only what is read here. */
interface SdkError {
	name: string;
	message: string;
	$metadata: { httpStatusCode: number; requestId?: string; clockSkewCorrected?: boolean };
	/** `errorText` is what the guard kept of the body. */
	$response?: { headers?: Record<string, string | undefined>; errorText?: string };
}

const MAX_TEXT_LENGTH = 500;

/** The SDK's error as ours; anything else stays what it is. */
export function toS3Error(error: unknown): unknown {
	if (!isAnswer(error)) return error;
	const { $metadata, $response } = error;
	const headers: Headers = { get: (name) => $response?.headers?.[name] };
	const text = $response?.errorText;
	const { code, message, requestId, region } = text === undefined ? readBySdk(error) : readText(scrubText(text));
	const foreign = code ? undefined : foreignDetail($metadata.httpStatusCode, headers, text ?? '');
	const detail = oneLine(foreign ?? message, MAX_TEXT_LENGTH).replace(/[.\s]+$/, '');
	return new S3Error($metadata.httpStatusCode, code, detail, {
		requestId: headers.get('x-amz-request-id') ?? requestId,
		retryAfterMs: retryAfterMs(headers.get('retry-after')),
		region: headers.get('x-amz-bucket-region') ?? region ?? regionIn(message),
		date: headers.get('date'),
		isForeign: foreign !== undefined,
		leadsTo: hostOf(headers.get('location')),
		isClockCorrected: $metadata.clockSkewCorrected,
	});
}

interface Told {
	code: string;
	message: string;
	requestId?: string;
	region?: string;
}

function readText(text: string): Told {
	const element = (tag: string) => decoded(new RegExp(`<${tag}>([^<]{0,2000})`).exec(text)?.[1] ?? '').trim();
	return { code: element('Code'), message: element('Message'), requestId: element('RequestId') || undefined, region: element('Region') || undefined };
}

// An error in an answer of 200, of which the SDK keeps no text. Where it names no code, the SDK makes up a name.
function readBySdk({ name, message, $metadata }: SdkError): Told {
	const isMadeUp = /^(Unknown(Error)?|NotFound|\d*|Error)$/;
	return { code: isMadeUp.test(name) ? '' : name, message: isMadeUp.test(message) ? '' : message, requestId: $metadata.requestId };
}

// By shape: the SDK throws some errors as plain ones that it decorates.
function isAnswer(error: unknown): error is SdkError {
	if (typeof error !== 'object' || error === null || error instanceof S3Error || !('$metadata' in error)) return false;
	const { $metadata } = error as { $metadata?: { httpStatusCode?: unknown } };
	return typeof $metadata?.httpStatusCode === 'number' && $metadata.httpStatusCode >= 300;
}

// "the region 'us-east-1' is wrong; expecting 'eu-west-1'"
function regionIn(text: string): string | undefined {
	return /expecting '([a-z0-9-]{1,40})'/.exec(text)?.[1];
}

/** The host alone: the rest of a redirect's target may hold a secret. */
function hostOf(location: string | undefined): string | undefined {
	const url = location && URL.canParse(location) ? new URL(location) : undefined;
	return url && /^https?:$/.test(url.protocol) ? url.host : undefined;
}

/** Seconds or an HTTP date. */
function retryAfterMs(value: string | undefined): number | undefined {
	if (!value) return undefined;
	const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
	return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : undefined;
}
