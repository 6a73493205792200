import { createHash } from 'node:crypto';
import type { Answer, Received } from './faulty-server';
import { failure } from './s3-failure';
import type { S3Request } from './s3-request';
import { parseAuthorization, signatureOf } from './s3-signature';
import type { S3Store } from './s3-store';

export interface S3Key {
	accessKeyId: string;
	secretAccessKey: string;
	/** What a policy allows it: to list under this prefix, and all with the objects there. Absent: everything. */
	only?: { bucket: string; prefix: string };
}

export interface Gate {
	store: S3Store;
	keys: Map<string, S3Key>;
	/** The clock of the service. */
	now: Date;
	/** What a wrongly signed region is answered with where the host name does not say one. */
	wrongRegion: 'AuthorizationHeaderMalformed' | 'PermanentRedirect' | 'IllegalLocationConstraintException';
}

const MAX_SKEW_MS = 15 * 60_000;

/** Why a request is refused before anything is looked up. */
export function refusalOf(request: S3Request, received: Received, gate: Gate): Answer | undefined {
	const authorization = parseAuthorization(request.headers.authorization);
	if (!authorization) return failure(403, 'AccessDenied', { message: 'Anonymous access is forbidden for this operation' });
	return (
		wrongRegionOf(request, authorization.region, gate) ??
		skewOf(request, gate.now) ??
		wrongSignatureOf(request, received, gate) ??
		deniedOf(request, gate.keys.get(authorization.accessKeyId))
	);
}

function wrongRegionOf({ bucket, hostRegion }: S3Request, signed: string, { store, wrongRegion }: Gate): Answer | undefined {
	const region = store.regionOf(bucket);
	if (region === undefined) return undefined;
	const kind = hostRegion === undefined ? wrongRegion : hostRegion === region ? 'AuthorizationHeaderMalformed' : 'PermanentRedirect';
	if (signed === region && (hostRegion ?? region) === region) return undefined;
	if (kind === 'PermanentRedirect') {
		return failure(301, kind, {
			message: 'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
			headers: { 'x-amz-bucket-region': region },
			elements: { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket },
		});
	}
	if (kind === 'IllegalLocationConstraintException') {
		const message = `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`;
		return failure(400, kind, { message, headers: { 'x-amz-bucket-region': region } });
	}
	// A real one has no header with the region: https://github.com/boto/botocore/issues/1413
	const message = `The authorization header is malformed; the region '${signed}' is wrong; expecting '${region}'`;
	return failure(400, kind, { message, elements: { Region: region } });
}

function skewOf({ headers }: S3Request, now: Date): Answer | undefined {
	const time = String(headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
	if (Math.abs(Date.parse(time) - now.getTime()) <= MAX_SKEW_MS) return undefined;
	return failure(403, 'RequestTimeTooSkewed', {
		message: 'The difference between the request time and the current time is too large.',
		elements: { RequestTime: String(headers['x-amz-date']), ServerTime: now.toISOString(), MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS) },
	});
}

function wrongSignatureOf(request: S3Request, { content }: Received, { keys }: Gate): Answer | undefined {
	const authorization = parseAuthorization(request.headers.authorization);
	const key = keys.get(authorization?.accessKeyId ?? '');
	if (!authorization || !key) {
		return failure(403, 'InvalidAccessKeyId', {
			message: 'The AWS Access Key Id you provided does not exist in our records.',
			elements: { AWSAccessKeyId: authorization?.accessKeyId ?? '' },
		});
	}
	if (signatureOf(request, authorization, key.secretAccessKey) !== authorization.signature) {
		return failure(403, 'SignatureDoesNotMatch', {
			message: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
			elements: { AWSAccessKeyId: key.accessKeyId, SignatureProvided: authorization.signature },
		});
	}
	const stated = String(request.headers['x-amz-content-sha256']);
	const isPlain = /^[0-9a-f]{64}$/.test(stated);
	const isRight = !isPlain || stated === createHash('sha256').update(content).digest('hex');
	return isRight ? undefined : failure(400, 'XAmzContentSHA256Mismatch');
}

function deniedOf(request: S3Request, key?: S3Key): Answer | undefined {
	if (!key?.only || mayDo(request, key.only)) return undefined;
	return failure(403, 'AccessDenied', {
		message: `User: arn:aws:iam::123456789012:user/sea is not authorized to perform: s3:${request.operation} because no identity-based policy allows it`,
	});
}

/** `s3:ListBucket` under a condition on `s3:prefix`, `s3:GetObject` and the like on the objects of a folder. */
function mayDo({ operation, bucket, key, query }: S3Request, { bucket: own, prefix }: { bucket: string; prefix: string }): boolean {
	if (bucket !== own) return false;
	if (operation === 'ListObjectsV2' || operation === 'ListObjects') return query.get('prefix')?.startsWith(prefix) === true;
	return key !== '' && key.startsWith(prefix);
}

/** Whoever may not list all of a bucket is not told what is missing in it. */
export function mayKnowWhatIsMissing({ headers }: S3Request, { keys }: Gate): boolean {
	return keys.get(parseAuthorization(headers.authorization)?.accessKeyId ?? '')?.only === undefined;
}
