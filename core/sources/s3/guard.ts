import type { Readable } from 'node:stream';
import { textOf } from '../../errors/text-of';
import { isWebPage, pageDetail, type Headers } from '../../http/web-page';
import { InvalidXmlError } from '../../xml/invalid-xml';
import { isOfS3 } from './foreign';
import { S3Error } from './s3-error';
import type { DeserializeMiddleware, S3Client, ServiceInputTypes, ServiceOutputTypes } from './sdk';

const MAX_ERROR_BODY_BYTES = 16_384;
/** S3 sends blanks while it puts parts together, which can take minutes. */
const MAX_ANSWER_BYTES = 1_048_576;

export interface SdkResponse {
	statusCode: number;
	headers: Record<string, string | undefined>;
	body: Readable | Buffer;
	/** The start of an error answer; the SDK makes something else of the body. */
	errorText?: string;
}

/**
 * Stands between the wire and the SDK, which takes any answer for one of S3: it would read an error page of any length
 * whole, take the sign-in page of a network for a recording, and throw at a date that is none.
 */
const guardAnswers =
	(isAws: boolean, onRequest: (request: unknown) => void): Middleware =>
	(next) =>
	async (args) => {
		onRequest(args.request);
		const result = await next(args);
		const response = result.response as SdkResponse;
		const { statusCode, headers } = response;
		if (statusCode >= 300) await keepError(response);
		else await assertIsOfS3(response, (args.request as { method: string }).method, isAws);
		if (statusCode < 300 && (args.request as { method: string }).method !== 'GET') response.body = await wholeOf(response.body as Readable);
		setReadableDate(headers);
		return result;
	};

/**
 * Where n8n runs code in a context of its own, the errors of Node.js are none of its class Error; the SDK would keep
 * their text alone, and nobody could tell a cut connection from a bug.
 */
const keepErrors: Middleware = (next) => async (args) => {
	try {
		return await next(args);
	} catch (error) {
		if (error instanceof Error || typeof error !== 'object' || error === null) throw error;
		const { name, code } = error as { name?: string; code?: string };
		throw Object.assign(new Error(textOf(error), { cause: error }), { name, code });
	}
};

type Middleware = DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes>;

/** `isAws`: Amazon's own rules hold, and it never leaves its headers out. `onRequest` sees each request as it is sent. */
export function guard(client: S3Client, isAws: boolean, onRequest: (request: unknown) => void): void {
	// Innermost, and outside of all that reads answers.
	client.middlewareStack.add(guardAnswers(isAws, onRequest), { step: 'deserialize', priority: 'low', name: 'guardAnswers' });
	client.middlewareStack.add(keepErrors, { step: 'deserialize', priority: 'high', name: 'keepErrors' });
}

export async function keepError(response: SdkResponse): Promise<void> {
	const start = await startOf(response.body as Readable);
	response.errorText = start.toString('utf8');
	// What is no error of S3 the SDK would try to read all the same, and complain of that alone.
	response.body = response.errorText.includes('<Code>') ? start : Buffer.alloc(0);
}

/** The answer to a write or a deletion has some lines; the SDK would take all that comes. */
async function wholeOf(body: Readable | Buffer): Promise<Buffer> {
	if (Buffer.isBuffer(body)) return body;
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > MAX_ANSWER_BYTES) throw new InvalidXmlError('the answer of the service is longer than any that it gives');
	}
	return Buffer.concat(chunks);
}

/** The first bytes of a body, which is closed. */
export async function startOf(body: Readable): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const chunk of body as AsyncIterable<Buffer>) {
			chunks.push(chunk);
			bytes += chunk.length;
			if (bytes >= MAX_ERROR_BODY_BYTES) break;
		}
	} catch {
		// A cut error answer still says its status; that is what counts.
	}
	return Buffer.concat(chunks).subarray(0, MAX_ERROR_BODY_BYTES);
}

export function headersOf({ headers }: SdkResponse): Headers {
	return { get: (name) => headers[name] };
}

/**
 * S3's own headers tell its answers; where a server or a gateway leaves them out, the ETag of an object does. A
 * listing shows itself what it is.
 */
export async function assertIsOfS3(response: SdkResponse, method: string, isAws: boolean): Promise<void> {
	const headers = headersOf(response);
	if (isOfS3(headers)) return;
	const isPage = isWebPage(headers, '');
	const isListing = /xml/i.test(headers.get('content-type') ?? '');
	if (!isPage && (isListing || headers.get('etag') !== undefined || (response.statusCode === 204 && !isAws))) return;
	const { statusCode } = response;
	const start = String(await startOf(response.body as Readable));
	const expected = method === 'GET' ? 'what was asked for' : 'an answer of S3';
	const detail =
		isPage || isWebPage(headers, start)
			? pageDetail(statusCode, expected, start)
			: `what came is not from S3: it has neither its headers nor an ETag (${statusCode})`;
	throw new S3Error(statusCode, '', detail, { isForeign: true });
}

export function setReadableDate(headers: SdkResponse['headers']): void {
	const stated = headers['last-modified'];
	if (stated === undefined) return;
	const date = new Date(stated);
	if (Number.isNaN(date.getTime())) delete headers['last-modified'];
	else headers['last-modified'] = date.toUTCString();
}
