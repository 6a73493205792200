import { createCipheriv, createHash } from 'node:crypto';

const NONCE = Buffer.alloc(16);

/** Bytes that follow from a name: whoever knows the name knows what must come. */
export function contentOf(name: string, sizeBytes: number): Buffer {
	const key = createHash('sha256').update(name).digest().subarray(0, 16);
	return createCipheriv('aes-128-ctr', key, NONCE).update(Buffer.alloc(sizeBytes));
}

export function sha256(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}
