import type { Answer, Received } from './faulty-server';
import { mayKnowWhatIsMissing, refusalOf, type Gate } from './s3-access';
import { failure } from './s3-failure';
import { listPage } from './s3-list';
import { multipart } from './s3-multipart';
import { deleteObject, getObject, NOTHING, putObject } from './s3-objects';
import type { S3Request } from './s3-request';
import type { S3Store, StoredObject } from './s3-store';
import { listXml } from './s3-xml';

const MAX_KEYS = 1_000;

export interface Service extends Gate {
	/** Whether If-None-Match and If-Match count for writes and deletes; some servers overlook them. */
	keepsConditions: boolean;
}

/** What S3 answers to a request, when nothing goes wrong. */
export function answerTo(request: S3Request, received: Received, service: Service): Answer {
	const answer = refusalOf(request, received, service) ?? operate(request, received, service);
	// Refusals of HEAD have no body to say a code in.
	return request.method === 'HEAD' && answer.status >= 300 ? { ...answer, body: NOTHING } : answer;
}

function operate(request: S3Request, received: Received, service: Service): Answer {
	const { operation, bucket } = request;
	const { store, keepsConditions } = service;
	if (operation === 'ListBuckets') return xml('<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>');
	if (!store.hasBucket(bucket)) return failure(404, 'NoSuchBucket', { message: 'The specified bucket does not exist', elements: { BucketName: bucket } });
	switch (operation) {
		case 'HeadBucket':
			return { status: 200, headers: { 'x-amz-bucket-region': String(store.regionOf(bucket)) }, body: NOTHING };
		case 'GetBucketLocation':
			return xml(`<LocationConstraint>${store.regionOf(bucket)}</LocationConstraint>`);
		case 'ListObjectsV2':
			return list(request, store);
		case 'GetObject':
		case 'HeadObject':
			return describe(request, received, service);
		case 'PutObject':
			return putObject(request, received, store, keepsConditions);
		case 'DeleteObject':
			return deleteObject(request, store, keepsConditions);
		case 'CreateMultipartUpload':
		case 'UploadPart':
		case 'CompleteMultipartUpload':
		case 'AbortMultipartUpload':
			return multipart(request, received, store, keepsConditions);
		default:
			return failure(501, 'NotImplemented', { message: 'A header you provided implies functionality that is not implemented' });
	}
}

function describe(request: S3Request, received: Received, service: Service): Answer {
	const object = service.store.get(request.bucket, request.key);
	if (object?.storageClass === 'GLACIER' && request.operation === 'GetObject') {
		return failure(403, 'InvalidObjectState', {
			message: "The operation is not valid for the object's storage class",
			elements: { StorageClass: 'GLACIER' },
		});
	}
	if (object) return getObject(request, received, object);
	return mayKnowWhatIsMissing(request, service)
		? failure(404, 'NoSuchKey', { message: 'The specified key does not exist.', elements: { Key: request.key } })
		: failure(403, 'AccessDenied', { message: 'Access Denied' });
}

function list({ bucket, query }: S3Request, store: S3Store): Answer {
	const asked = Number(query.get('max-keys') ?? MAX_KEYS);
	if (!(asked >= 0)) return failure(400, 'InvalidArgument', { message: 'Provided max-keys not an integer or within integer range' });
	const token = query.get('continuation-token') ?? undefined;
	const after = token === undefined ? (query.get('start-after') ?? undefined) : fromToken(token);
	if (token !== undefined && after === undefined) return failure(400, 'InvalidArgument', { message: 'The continuation token provided is incorrect' });
	const prefix = query.get('prefix') ?? '';
	const delimiter = query.get('delimiter') ?? undefined;
	const maxKeys = Math.min(asked, MAX_KEYS);
	const { items, isTruncated } = listPage(store.sortedKeys(bucket), { prefix, delimiter, after, maxKeys });
	return xml(
		listXml({
			bucket,
			prefix,
			delimiter,
			maxKeys,
			isEncoded: query.get('encoding-type') === 'url',
			items,
			token,
			nextToken: isTruncated ? toToken(items[items.length - 1].name) : undefined,
			objectOf: (key) => store.get(bucket, key) as StoredObject,
		}),
	);
}

// As opaque as S3's: `+`, `/` and `=` must survive the way back.
export function toToken(after: string): string {
	return `1/${Buffer.from(`after ${after}`).toString('base64')}+=`;
}

function fromToken(token: string): string | undefined {
	const text = /^1\/([\w+/=]*)\+=$/.exec(token)?.[1];
	const decoded = Buffer.from(text ?? '', 'base64').toString();
	return decoded.startsWith('after ') ? decoded.slice('after '.length) : undefined;
}

function xml(text: string): Answer {
	return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: Buffer.from(text) };
}
