import { createHash, randomBytes } from 'node:crypto';
import { crc32, crc32c, crc64nvme } from './crc';

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export interface StoredObject {
	content: Buffer;
	/** Without quotes. */
	etag: string;
	contentType: string;
	tags: Record<string, string>;
	modifiedAt: Date;
	/** What `x-amz-server-side-encryption` says; absent on servers that say nothing. */
	encryption?: string;
	checksum?: { algorithm: ChecksumAlgorithm; type: ChecksumType; value: string };
	storageClass: string;
}

export interface NewObject {
	content?: Buffer | string;
	contentType?: string;
	tags?: Record<string, string>;
	/** `AES256`, which is what AWS does unasked; under `aws:kms` and `aws:kms:dsse` the ETag is no MD5. */
	encryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
	/** Uploaded in parts of so many bytes, or in these: the ETag ends in their number. */
	partBytes?: number;
	parts?: Buffer[];
	/** `COMPOSITE` is a checksum of the checksums of the parts. */
	checksum?: { algorithm: ChecksumAlgorithm; type?: ChecksumType };
	storageClass?: 'STANDARD' | 'GLACIER';
}

interface Bucket {
	region: string;
	objects: Map<string, StoredObject>;
	/** Keys in the order of their bytes; built when it is asked for, and thrown away by each change. */
	sortedKeys?: string[];
}

interface MultipartUpload {
	bucket: string;
	key: string;
	options: NewObject;
	parts: Map<number, { content: Buffer; etag: string }>;
}

/** The buckets of one account. */
export class S3Store {
	readonly #buckets = new Map<string, Bucket>();
	readonly uploads = new Map<string, MultipartUpload>();

	/** Milliseconds in times are for servers that are not AWS, which keeps seconds. */
	constructor(private readonly options: { keepsMilliseconds: boolean; statesEncryption: boolean }) {}

	createBucket(name: string, region = 'us-east-1'): void {
		this.#buckets.set(name, { region, objects: new Map() });
	}

	hasBucket(name: string): boolean {
		return this.#buckets.has(name);
	}

	regionOf(bucket: string): string | undefined {
		return this.#buckets.get(bucket)?.region;
	}

	objectsOf(bucket: string): ReadonlyMap<string, StoredObject> | undefined {
		return this.#buckets.get(bucket)?.objects;
	}

	get(bucket: string, key: string): StoredObject | undefined {
		return this.#buckets.get(bucket)?.objects.get(key);
	}

	delete(bucket: string, key: string): void {
		const place = this.#buckets.get(bucket);
		if (place?.objects.delete(key)) place.sortedKeys = undefined;
	}

	put(bucket: string, key: string, { content = '', contentType, tags = {}, ...options }: NewObject): StoredObject {
		const bytes = typeof content === 'string' ? Buffer.from(content) : content;
		const parts = options.parts ?? (options.partBytes === undefined ? undefined : partsOf(bytes, options.partBytes));
		const encryption = options.encryption ?? (this.options.statesEncryption ? 'AES256' : undefined);
		const now = Date.now();
		const object: StoredObject = {
			content: bytes,
			etag: etagOf(bytes, parts, encryption?.startsWith('aws:kms') ?? false),
			contentType: contentType ?? 'binary/octet-stream',
			tags,
			modifiedAt: new Date(this.options.keepsMilliseconds ? now : Math.floor(now / 1_000) * 1_000),
			encryption,
			checksum: options.checksum && checksumOf(bytes, options.checksum, parts ?? [bytes]),
			storageClass: options.storageClass ?? 'STANDARD',
		};
		const place = this.#buckets.get(bucket);
		if (!place) throw new Error(`no bucket ${bucket}`);
		if (!place.objects.has(key)) place.sortedKeys = undefined;
		place.objects.set(key, object);
		return object;
	}

	sortedKeys(bucket: string): string[] {
		const place = this.#buckets.get(bucket);
		if (!place) return [];
		return (place.sortedKeys ??= sortedByBytes([...place.objects.keys()]));
	}

	createUpload(bucket: string, key: string, options: NewObject): string {
		const id = randomBytes(24).toString('base64url');
		this.uploads.set(id, { bucket, key, options, parts: new Map() });
		return id;
	}
}

export function md5Hex(bytes: Buffer): string {
	return createHash('md5').update(bytes).digest('hex');
}

/** The MD5 of an object in one piece; of one in parts, the MD5 of their MD5s, and their number; anything under KMS. */
function etagOf(bytes: Buffer, parts: Buffer[] | undefined, isKms: boolean): string {
	const hex = isKms ? randomBytes(16).toString('hex') : md5Hex(parts ? Buffer.concat(parts.map((part) => Buffer.from(md5Hex(part), 'hex'))) : bytes);
	return parts ? `${hex}-${parts.length}` : hex;
}

function partsOf(bytes: Buffer, partBytes: number): Buffer[] {
	const parts: Buffer[] = [];
	for (let start = 0; start < bytes.length; start += partBytes) parts.push(bytes.subarray(start, start + partBytes));
	return parts.length === 0 ? [bytes] : parts;
}

const CHECKSUMS: Record<ChecksumAlgorithm, (bytes: Buffer) => string> = {
	CRC32: crc32,
	CRC32C: crc32c,
	CRC64NVME: crc64nvme,
	SHA1: (bytes) => createHash('sha1').update(bytes).digest('base64'),
	SHA256: (bytes) => createHash('sha256').update(bytes).digest('base64'),
};

function checksumOf(
	bytes: Buffer,
	{ algorithm, type = 'FULL_OBJECT' }: NonNullable<NewObject['checksum']>,
	parts: Buffer[],
): StoredObject['checksum'] {
	const compute = CHECKSUMS[algorithm];
	if (type === 'FULL_OBJECT') return { algorithm, type, value: compute(bytes) };
	const ofParts = compute(Buffer.concat(parts.map((part) => Buffer.from(compute(part), 'base64'))));
	return { algorithm, type, value: `${ofParts}-${parts.length}` };
}

function sortedByBytes(keys: string[]): string[] {
	const pairs = keys.map((key) => ({ key, bytes: Buffer.from(key) }));
	return pairs.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ key }) => key);
}
