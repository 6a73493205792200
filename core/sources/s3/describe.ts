import type { SourceEntry } from '../source';
import { toIsoTime } from '../tree/entry';

/** What an answer says of an object, by the names that the SDK gives to its headers. */
export interface Description {
	ContentLength?: number;
	ContentRange?: string;
	ContentType?: string;
	LastModified?: Date;
	ETag?: string;
	ServerSideEncryption?: string;
	SSECustomerAlgorithm?: string;
	ChecksumType?: string;
	ChecksumSHA256?: string;
	ChecksumCRC64NVME?: string;
	ChecksumCRC32C?: string;
	ChecksumCRC32?: string;
	ChecksumSHA1?: string;
}

/** An object as the answer of HEAD or GET describes it; of a range, the whole object. That of a PUT says less. */
export function describeObject(path: string, container: string, output: Description): SourceEntry {
	const { ContentRange, ContentLength, LastModified, ETag = '', ContentType } = output;
	const etag = plainEtag(ETag);
	const ofRange = /\/(\d{1,15})$/.exec(ContentRange ?? '')?.[1];
	return {
		path,
		container,
		sizeBytes: ContentRange === undefined ? ContentLength : ofRange === undefined ? undefined : Number(ofRange),
		lastModified: toIsoTime(LastModified?.getTime()),
		etag: etag || undefined,
		contentMd5: isMd5(output, etag) ? Buffer.from(etag, 'hex').toString('base64') : undefined,
		contentType: ContentType,
		checksum: ContentRange === undefined ? checksumOf(output) : undefined,
	};
}

/** Without quotes, in whatever way they were escaped. */
export function plainEtag(etag: string): string {
	return etag.replaceAll('&quot;', '').replaceAll('"', '');
}

/**
 * An ETag is the MD5 of an object that was put in one request, plain or encrypted by S3's own keys; not of one in
 * parts, nor of one under KMS or customer keys: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
function isMd5({ ServerSideEncryption, SSECustomerAlgorithm }: Description, etag: string): boolean {
	const hasOwnKey = ServerSideEncryption?.startsWith('aws:kms') || SSECustomerAlgorithm !== undefined;
	return /^[0-9a-f]{32}$/.test(etag) && !hasOwnKey;
}

// By preference. A checksum of checksums ("…-3") is not that of the bytes.
function checksumOf(output: Description): SourceEntry['checksum'] {
	if (output.ChecksumType === 'COMPOSITE') return undefined;
	const stated = [
		['sha256', output.ChecksumSHA256],
		['crc64nvme', output.ChecksumCRC64NVME],
		['crc32c', output.ChecksumCRC32C],
		['crc32', output.ChecksumCRC32],
		['sha1', output.ChecksumSHA1],
	] as const;
	const found = stated.find(([, value]) => value !== undefined && !value.includes('-'));
	return found && { algorithm: found[0], value: found[1] as string };
}
