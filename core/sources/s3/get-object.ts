import type { Readable } from 'node:stream';
import type { Description } from './describe';
import { assertIsOfS3, keepError, setReadableDate, type SdkResponse } from './guard';
import type { NodeHttpHandler, S3Client } from './sdk';

/** Where the SDK sends what it asks of the bucket. */
export interface BucketAddress {
	protocol: string;
	hostname: string;
	port?: number;
	/** `''` where the bucket stands before the host. */
	basePath: string;
	/** How the SDK calls itself: some gateways turn away who has no name. */
	userAgent: string;
}

interface SdkRequest extends Omit<BucketAddress, 'basePath' | 'userAgent'> {
	path: string;
	headers: Record<string, string>;
}

/** The address of a bucket as a request of the SDK to it shows it; undefined where the bucket is not where it should be. */
export function addressIn({ protocol, hostname, port, path, headers }: SdkRequest, bucket: string, isInPath: boolean): BucketAddress | undefined {
	const address = { protocol, hostname, port, userAgent: headers['user-agent'] ?? '' };
	// A server's own name can begin like the bucket.
	if (!isInPath) return hostname.startsWith(`${bucket}.`) ? { ...address, basePath: '' } : undefined;
	const basePath = `/${encoded(bucket)}`;
	return path === basePath || path.startsWith(`${basePath}/`) ? { ...address, basePath } : undefined;
}

export interface GetRequest {
	path: string;
	headers: Record<string, string>;
	signal?: AbortSignal;
}

export interface GotObject extends Description {
	Body: Readable;
}

/** SHA-256 of a body that is empty. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** What these mean follows from more than one answer: the region, the clock, or who may know what there is. The SDK asks again, and tells. */
const LEFT_TO_SDK = new Set([301, 302, 303, 304, 307, 308, 400, 401, 403, 407]);
/** But for these, which say what they mean. */
const TELLING = /<Code>(AccessDenied|InvalidObjectState|NoSuchBucket|NoSuchKey)</;

type Signer = Awaited<ReturnType<S3Client['config']['signer']>>;

/**
 * GetObject past the SDK's operation, whose layers take more CPU than the transfer of a small file: it signs, connects
 * and knows the address and the clock, and nothing else of it is needed.
 */
export class ObjectGetter {
	#signer?: Promise<Signer>;

	constructor(
		private readonly client: S3Client,
		private readonly handler: NodeHttpHandler,
		private readonly isAws: boolean,
	) {}

	/** Undefined where the SDK has to ask. Throws what the SDK would throw. */
	async get(address: BucketAddress, { path, headers, signal }: GetRequest): Promise<GotObject | undefined> {
		const { protocol, hostname, port, basePath, userAgent } = address;
		this.#signer ??= this.client.config.signer();
		const signer = await this.#signer;
		const host = port === undefined ? hostname : `${hostname}:${port}`;
		const request = { method: 'GET', protocol, hostname, port, path: `${basePath}/${path.split('/').map(encoded).join('/')}`, query: {}, headers: { ...headers, host, 'user-agent': userAgent, 'x-amz-content-sha256': EMPTY_SHA256 } };
		const signingDate = new Date(Date.now() + this.client.config.systemClockOffset);
		const signed = await signer.sign(request as Parameters<Signer['sign']>[0], { signingDate });
		const { response } = await this.handler.handle(signed as Parameters<NodeHttpHandler['handle']>[0], { abortSignal: signal });
		const answer = response as unknown as SdkResponse;
		if (answer.statusCode >= 300) return await this.#refused(answer);
		await assertIsOfS3(answer, 'GET', this.isAws);
		setReadableDate(answer.headers);
		return described(answer);
	}

	async #refused(answer: SdkResponse): Promise<undefined> {
		const { statusCode, headers } = answer;
		await keepError(answer);
		if (LEFT_TO_SDK.has(statusCode) && !TELLING.test(answer.errorText ?? '')) return undefined;
		throw Object.assign(new Error(`GetObject was answered with ${statusCode}`), { $metadata: { httpStatusCode: statusCode }, $response: { headers, errorText: answer.errorText } });
	}
}

/** As RFC 3986 has it: AWS signs the path in this form. */
function encoded(text: string): string {
	return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function described({ headers, body }: SdkResponse): GotObject {
	const modified = headers['last-modified'];
	const length = headers['content-length'];
	return {
		Body: body as Readable,
		ContentLength: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined,
		ContentRange: headers['content-range'],
		ContentType: headers['content-type'],
		LastModified: modified === undefined ? undefined : new Date(modified),
		ETag: headers.etag,
		ServerSideEncryption: headers['x-amz-server-side-encryption'],
		SSECustomerAlgorithm: headers['x-amz-server-side-encryption-customer-algorithm'],
		ChecksumType: headers['x-amz-checksum-type'],
		ChecksumSHA256: headers['x-amz-checksum-sha256'],
		ChecksumCRC64NVME: headers['x-amz-checksum-crc64nvme'],
		ChecksumCRC32C: headers['x-amz-checksum-crc32c'],
		ChecksumCRC32: headers['x-amz-checksum-crc32'],
		ChecksumSHA1: headers['x-amz-checksum-sha1'],
	};
}
