import { createDecipheriv, type CipherGCMTypes, type DecipherGCM } from 'node:crypto';
import { MalformedError, partsOf } from '../asn1/element';
import { countOf, octetsOf, type AlgorithmIdentifier } from '../asn1/values';

/** How the content is encrypted. */
export interface ContentCipher {
	/** As node:crypto calls it. */
	name: string;
	keyBytes: number;
	iv: Buffer;
	/** Of a cipher that authenticates. */
	tagBytes?: number;
}

/** Turns what is encrypted into what was. `end` throws where padding or tag is wrong. */
export interface Decryptor {
	update(encrypted: Buffer): Buffer;
	end(tag?: Buffer): Buffer;
}

const CBC: Record<string, { name: string; keyBytes: number; blockBytes: number }> = {
	'2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16, blockBytes: 16 },
	'2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24, blockBytes: 16 },
	'2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32, blockBytes: 16 },
	'1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24, blockBytes: 8 },
};

/** RFC 5084. */
const GCM: Record<string, { name: CipherGCMTypes; keyBytes: number }> = {
	'2.16.840.1.101.3.4.1.6': { name: 'aes-128-gcm', keyBytes: 16 },
	'2.16.840.1.101.3.4.1.26': { name: 'aes-192-gcm', keyBytes: 24 },
	'2.16.840.1.101.3.4.1.46': { name: 'aes-256-gcm', keyBytes: 32 },
};
const DEFAULT_TAG_BYTES = 12;
const LONGEST_TAG_BYTES = 16;
const MAX_NONCE_BYTES = 64;

/** Undefined for an algorithm that is not supported. Throws MalformedError for parameters that make no sense. */
export function contentCipherOf(algorithm: AlgorithmIdentifier, isAuthenticated: boolean): ContentCipher | undefined {
	const cbc = CBC[algorithm.oid];
	const gcm = GCM[algorithm.oid];
	if (cbc && !isAuthenticated) {
		const iv = octetsOf(algorithm.parameters);
		if (iv.length !== cbc.blockBytes) throw new MalformedError('an IV of another length');
		return { name: cbc.name, keyBytes: cbc.keyBytes, iv };
	}
	return gcm && isAuthenticated ? { ...gcm, ...gcmParameters(algorithm) } : undefined;
}

function gcmParameters({ parameters }: AlgorithmIdentifier): { iv: Buffer; tagBytes: number } {
	const [nonce, length] = partsOf(parameters);
	const iv = octetsOf(nonce);
	const tagBytes = length ? countOf(length) : DEFAULT_TAG_BYTES;
	if (iv.length === 0 || iv.length > MAX_NONCE_BYTES) throw new MalformedError('a nonce of an impossible length');
	if (tagBytes < DEFAULT_TAG_BYTES || tagBytes > LONGEST_TAG_BYTES) throw new MalformedError('a tag of an impossible length');
	return { iv, tagBytes };
}

/** The key has the cipher's length. */
export function decryptorFor({ name, iv, tagBytes }: ContentCipher, key: Buffer): Decryptor {
	if (tagBytes === undefined) {
		// Keeps the last block back until it knows that it is the last, and then looks at all of its padding.
		const decipher = createDecipheriv(name, key, iv);
		return { update: (encrypted) => decipher.update(encrypted), end: () => decipher.final() };
	}
	const decipher: DecipherGCM = createDecipheriv(name as CipherGCMTypes, key, iv, { authTagLength: tagBytes });
	return {
		update: (encrypted) => decipher.update(encrypted),
		end: (tag) => {
			if (tag?.length !== tagBytes) throw new MalformedError('no tag');
			decipher.setAuthTag(tag);
			return decipher.final();
		},
	};
}
