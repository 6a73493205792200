import { createHash } from 'node:crypto';
import type { Answer, Received } from './faulty-server';
import { decodeChunked } from './s3-chunked';
import { failure } from './s3-failure';
import type { S3Request } from './s3-request';
import { md5Hex, type ChecksumAlgorithm, type NewObject, type S3Store, type StoredObject } from './s3-store';

const MAX_KEY_BYTES = 1_024;
export const NOTHING = Buffer.alloc(0);

export function getObject({ headers }: S3Request, { headers: effective, shift = 0 }: Received, object: StoredObject): Answer {
	const ifMatch = headers['if-match'];
	if (ifMatch !== undefined && ifMatch !== `"${object.etag}"`) {
		return failure(412, 'PreconditionFailed', { message: 'At least one of the pre-conditions you specified did not hold' });
	}
	const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(effective.range ?? '') ?? [];
	if (first === undefined) {
		const sum = headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(object) : {};
		return { status: 200, headers: { ...describing(object), ...sum }, body: object.content };
	}
	const start = Number(first) + shift;
	const { length } = object.content;
	if (start >= length) return failure(416, 'InvalidRange', { message: 'The requested range is not satisfiable' });
	const end = Math.min(length - 1, last ? Number(last) + shift : Infinity);
	return {
		status: 206,
		headers: { ...describing(object), 'Content-Range': `bytes ${start}-${end}/${length}` },
		body: object.content.subarray(start, end + 1),
	};
}

function describing({ etag, contentType, modifiedAt, encryption }: StoredObject): Record<string, string> {
	return {
		'Content-Type': contentType,
		'Accept-Ranges': 'bytes',
		'Last-Modified': modifiedAt.toUTCString(),
		ETag: `"${etag}"`,
		...(encryption ? { 'x-amz-server-side-encryption': encryption } : {}),
	};
}

function checksumHeaders({ checksum }: StoredObject): Record<string, string> {
	if (!checksum) return {};
	return { [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** A body as it is meant, or why it is refused. */
export function bodyOf({ headers }: S3Request, { content }: Received): Buffer | Answer {
	const isStreaming = String(headers['x-amz-content-sha256']).startsWith('STREAMING-');
	const decoded = isStreaming ? decodeChunked(content) : { content, trailers: {} };
	const length = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? decoded?.content.length);
	if (decoded?.content.length !== length) return failure(400, 'IncompleteBody');
	const stated = { ...headers, ...decoded.trailers } as Record<string, string | undefined>;
	const md5 = stated['content-md5'];
	if (md5 !== undefined && md5 !== createHash('md5').update(decoded.content).digest('base64')) return failure(400, 'BadDigest');
	return decoded.content;
}

/** With which options an upload begins: of headers, and of trailers that a body brings. */
export function optionsOf({ headers }: S3Request): NewObject {
	const algorithm = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;
	const checksumHeader = [...Object.keys(headers), String(headers['x-amz-trailer'] ?? '')].find((name) => algorithm.test(name));
	return {
		contentType: headers['content-type'],
		tags: Object.fromEntries(new URLSearchParams(String(headers['x-amz-tagging'] ?? ''))),
		encryption: headers['x-amz-server-side-encryption'] as NewObject['encryption'],
		checksum: checksumHeader && { algorithm: algorithm.exec(checksumHeader)?.[1].toUpperCase() as ChecksumAlgorithm },
	} as NewObject;
}

export function putObject(request: S3Request, received: Received, store: S3Store, keepsConditions: boolean): Answer {
	const { bucket, key } = request;
	const content = bodyOf(request, received);
	if (!Buffer.isBuffer(content)) return content;
	const refusal = refusedWrite(request, store, keepsConditions);
	if (refusal) return refusal;
	const { etag } = store.put(bucket, key, { ...optionsOf(request), content });
	return { status: 200, headers: { ETag: `"${etag}"` }, body: NOTHING };
}

export function refusedWrite({ bucket, key, headers }: S3Request, store: S3Store, keepsConditions: boolean): Answer | undefined {
	if (Buffer.byteLength(key) > MAX_KEY_BYTES) return failure(400, 'KeyTooLongError', { message: 'Your key is too long' });
	const isTaken = keepsConditions && headers['if-none-match'] === '*' && store.get(bucket, key);
	return isTaken ? failure(412, 'PreconditionFailed', { elements: { Condition: 'If-None-Match' } }) : undefined;
}

export function deleteObject({ bucket, key, headers }: S3Request, store: S3Store, keepsConditions: boolean): Answer {
	const object = store.get(bucket, key);
	const ifMatch = keepsConditions ? headers['if-match'] : undefined;
	if (ifMatch !== undefined && !object) return failure(404, 'NoSuchKey');
	if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== `"${object?.etag}"`) return failure(412, 'PreconditionFailed');
	store.delete(bucket, key);
	return { status: 204, headers: {}, body: NOTHING };
}

/** One part of an upload: stored, and described by its MD5. */
export function partEtag(content: Buffer): string {
	return md5Hex(content);
}
