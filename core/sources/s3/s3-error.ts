import type { S3ServiceException } from './sdk';

/** An answer of S3 that is an error, without the request: that is signed. */
export class S3Error extends Error {
	override readonly name = 'S3Error';

	constructor(
		readonly httpStatus: number,
		/** S3's error code, such as `NoSuchKey`; empty where the answer has no body. */
		readonly serviceCode: string,
		readonly detail: string,
		readonly headers: { requestId?: string; retryAfterMs?: number; region?: string; date?: string } = {},
	) {
		super(`${httpStatus} ${serviceCode}`.trim());
	}
}

interface HttpAnswer {
	headers?: Record<string, string | undefined>;
}

/** The SDK's error as ours; anything else stays what it is. */
export function toS3Error(error: unknown): unknown {
	if (!isAnswer(error)) return error;
	const { $metadata, $response, name, message } = error;
	const headers = ($response as HttpAnswer | undefined)?.headers ?? {};
	return new S3Error($metadata.httpStatusCode ?? 0, serviceCodeOf(name), message === name || message === 'UnknownError' ? '' : message, {
		requestId: $metadata.requestId,
		retryAfterMs: retryAfterMs(headers['retry-after']),
		region: headers['x-amz-bucket-region'] ?? regionIn(error as { Region?: unknown }, message),
		date: headers.date,
	});
}

// By shape too: the SDK throws some errors as plain ones that it decorates.
function isAnswer(error: unknown): error is S3ServiceException {
	if (typeof error !== 'object' || error === null || !('$metadata' in error)) return false;
	const { $metadata } = error as { $metadata?: { httpStatusCode?: unknown } };
	return typeof $metadata?.httpStatusCode === 'number' && $metadata.httpStatusCode >= 300;
}

// Where an answer has no body, the SDK makes up a name, or takes the status for one.
function serviceCodeOf(name: string): string {
	return /^(Unknown(Error)?|NotFound|\d*|Error)$/.test(name) ? '' : name;
}

// In the element Region of the answer, or in its text: "the region 'us-east-1' is wrong; expecting 'eu-west-1'".
function regionIn({ Region }: { Region?: unknown }, message: string): string | undefined {
	if (typeof Region === 'string' && Region !== '') return Region;
	return /expecting '([a-z0-9-]+)'/.exec(message)?.[1];
}

/** Seconds or an HTTP date. */
function retryAfterMs(value: string | undefined): number | undefined {
	if (!value) return undefined;
	const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
	return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : undefined;
}
