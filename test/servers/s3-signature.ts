import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Signature Version 4 in the Authorization header, as its specification says it:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export interface Authorization {
	accessKeyId: string;
	/** `20130524` */
	date: string;
	region: string;
	signedHeaders: string[];
	signature: string;
}

export interface SignedRequest {
	method: string;
	/** As it was sent, encoded, without the query. */
	rawPath: string;
	/** As it was sent, without its question mark. */
	rawQuery: string;
	headers: IncomingHttpHeaders;
}

const AUTHORIZATION =
	/^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

export function parseAuthorization(header: string | undefined): Authorization | undefined {
	const match = AUTHORIZATION.exec(header ?? '');
	if (!match) return undefined;
	const [, accessKeyId, date, region, signedHeaders, signature] = match;
	return { accessKeyId, date, region, signedHeaders: signedHeaders.split(';'), signature };
}

/** What the signature must be. */
export function signatureOf(request: SignedRequest, { date, region, signedHeaders }: Authorization, secretAccessKey: string): string {
	const { method, rawPath, rawQuery, headers } = request;
	const canonical = [
		method,
		rawPath.split('/').map(reencoded).join('/'),
		canonicalQuery(rawQuery),
		...signedHeaders.map((name) => `${name}:${String(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
		'',
		signedHeaders.join(';'),
		String(headers['x-amz-content-sha256'] ?? ''),
	].join('\n');
	const scope = `${date}/${region}/s3/aws4_request`;
	const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
	const key = [date, region, 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
	return hmac(key, toSign).toString('hex');
}

function canonicalQuery(rawQuery: string): string {
	const pairs = rawQuery.split('&').filter(Boolean).map((pair) => {
		const [name, ...value] = pair.split('=');
		return [reencoded(name), reencoded(value.join('='))].join('=');
	});
	return pairs.sort().join('&');
}

/** Everything but unreserved characters in percent signs, whatever the client left as it was. */
function reencoded(text: string): string {
	return encodeURIComponent(decodeURIComponent(text)).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer | string, text: string): Buffer {
	return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
