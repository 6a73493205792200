import type { IncomingMessage } from 'node:http';
import type { LoggedRequest } from './faulty-server';

export interface S3Request extends LoggedRequest {
	operation: Operation;
	/** Empty where all buckets are meant. */
	bucket: string;
	/** Decoded; empty for a bucket. */
	key: string;
	/** As `mybucket.s3.eu-west-1.amazonaws.com`, and not as the first part of the path. */
	isVirtualHost: boolean;
	/** The region in the host name; undefined for a server that goes by its address. */
	hostRegion?: string;
	rawPath: string;
	rawQuery: string;
}

export type Operation =
	| 'ListBuckets'
	| 'HeadBucket'
	| 'GetBucketLocation'
	| 'ListObjects'
	| 'ListObjectsV2'
	| 'GetObject'
	| 'HeadObject'
	| 'PutObject'
	| 'DeleteObject'
	| 'CreateMultipartUpload'
	| 'UploadPart'
	| 'CompleteMultipartUpload'
	| 'AbortMultipartUpload'
	| 'Unknown';

// The dash is an old form; no region is the first one.
const AWS_HOST = /^(?:(.+)\.)?s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com$/;

export function parseRequest({ method = '', url = '', headers }: IncomingMessage): S3Request {
	// Not through URL, which would resolve what must stay as it is.
	const [rawPath, ...rest] = url.replace(/^https?:\/\/[^/]+/, '').split('?');
	const rawQuery = rest.join('?');
	const query = new URLSearchParams(rawQuery);
	const host = AWS_HOST.exec(String(headers.host ?? '').replace(/:\d+$/, ''));
	const virtualBucket = host?.[1];
	const [first = '', ...others] = rawPath.slice(1).split('/');
	const bucket = virtualBucket ?? decodeURIComponent(first);
	const key = decodeURIComponent(virtualBucket === undefined ? others.join('/') : rawPath.slice(1));
	return {
		method,
		operation: operationOf(method, bucket, key, query),
		bucket,
		key,
		isVirtualHost: virtualBucket !== undefined,
		hostRegion: host ? (host[2] ?? 'us-east-1') : undefined,
		rawPath,
		rawQuery,
		query,
		headers,
		status: 0,
		bodyBytes: 0,
		startedAt: performance.now(),
	};
}

const OF_BUCKETS: Record<string, Operation> = { GET: 'ListObjects', HEAD: 'HeadBucket' };
const OF_OBJECTS: Record<string, Operation> = { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject', DELETE: 'DeleteObject' };
const OF_UPLOADS: Record<string, Operation> = { PUT: 'UploadPart', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' };

function operationOf(method: string, bucket: string, key: string, query: URLSearchParams): Operation {
	if (bucket === '') return method === 'GET' ? 'ListBuckets' : 'Unknown';
	if (key === '') {
		if (method === 'GET' && query.has('location')) return 'GetBucketLocation';
		if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
		return OF_BUCKETS[method] ?? 'Unknown';
	}
	if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
	return (query.has('uploadId') ? OF_UPLOADS[method] : OF_OBJECTS[method]) ?? 'Unknown';
}
