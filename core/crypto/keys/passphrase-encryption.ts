import { createDecipheriv, pbkdf2, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { MalformedError, partsOf, TAG } from '../asn1/element';
import { algorithmOf, countOf, octetsOf, type AlgorithmIdentifier } from '../asn1/values';
import { contentCipherOf } from '../cms/content-cipher';
import { bmpPassword, derivePkcs12, PURPOSE } from './pkcs12-kdf';
import { decryptRc2Cbc } from './rc2';

/** A way of encrypting with a passphrase that is not supported. */
export class UnsupportedEncryption extends Error {
	constructor(readonly oid: string) {
		super(oid);
	}
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const SCRYPT = '1.3.6.1.4.1.11591.4.11';
/** RFC 8018, appendix B.1. */
const HMAC: Record<string, string> = {
	'1.2.840.113549.2.7': 'sha1',
	'1.2.840.113549.2.8': 'sha224',
	'1.2.840.113549.2.9': 'sha256',
	'1.2.840.113549.2.10': 'sha384',
	'1.2.840.113549.2.11': 'sha512',
	'1.2.840.113549.2.12': 'sha512-224',
	'1.2.840.113549.2.13': 'sha512-256',
};
/** RFC 7292, appendix C. `rc2Bits`: by RC2, which is ours; by Triple DES otherwise. */
const PKCS12_PBE: Record<string, { keyBytes: number; rc2Bits?: number }> = {
	'1.2.840.113549.1.12.1.3': { keyBytes: 24 },
	'1.2.840.113549.1.12.1.4': { keyBytes: 16 },
	'1.2.840.113549.1.12.1.5': { keyBytes: 16, rc2Bits: 128 },
	'1.2.840.113549.1.12.1.6': { keyBytes: 5, rc2Bits: 40 },
};
const BLOCK_BYTES_64 = 8;
const MAX_KEY_BYTES = 256;
/** Ten times what anybody uses; each million is a second. */
const MAX_ITERATIONS = 10_000_000;
const MAX_SCRYPT_BYTES = 256 * 1024 * 1024;

/**
 * What was encrypted with a passphrase: of a private key (PKCS#8) or in a PKCS#12 file. Derives the key beside the event
 * loop. Throws UnsupportedEncryption; anything else means that the passphrase is wrong, or the file is.
 */
export async function decryptWithPassphrase(algorithm: AlgorithmIdentifier, encrypted: Buffer, passphrase: string): Promise<Buffer> {
	const legacy = PKCS12_PBE[algorithm.oid];
	if (legacy) return await decryptLegacy(algorithm, legacy, encrypted, passphrase);
	if (algorithm.oid !== PBES2) throw new UnsupportedEncryption(algorithm.oid);
	const [derivation, encryption] = partsOf(algorithm.parameters).map((part) => algorithmOf(part));
	const cipher = encryption && contentCipherOf(encryption, false);
	if (!derivation || !cipher) throw new UnsupportedEncryption(encryption?.oid ?? algorithm.oid);
	const key = await deriveKey(derivation, cipher.keyBytes, passphrase);
	const decipher = createDecipheriv(cipher.name, key, cipher.iv);
	return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

/** By PBKDF2 or scrypt. */
export async function deriveKey({ oid, parameters }: AlgorithmIdentifier, keyBytes: number, passphrase: string): Promise<Buffer> {
	if (oid === SCRYPT) {
		const [salt, cost, blockSize, parallelization] = partsOf(parameters);
		const settings = { N: countOf(cost), r: countOf(blockSize), p: countOf(parallelization), maxmem: MAX_SCRYPT_BYTES };
		return await promisify<string, Buffer, number, object, Buffer>(scrypt)(passphrase, octetsOf(salt), keyBytes, settings);
	}
	if (oid !== PBKDF2) throw new UnsupportedEncryption(oid);
	const [salt, iterations, ...optional] = partsOf(parameters);
	const stated = optional.find(({ tag }) => tag === TAG.integer);
	const prf = optional.find(({ tag }) => tag === TAG.sequence);
	const length = stated ? Math.min(countOf(stated), MAX_KEY_BYTES) : keyBytes;
	return await promisify(pbkdf2)(passphrase, octetsOf(salt), bounded(countOf(iterations)), length, prf ? hmacOf(algorithmOf(prf)) : 'sha1');
}

/** The hash of an HMAC. */
export function hmacOf({ oid }: AlgorithmIdentifier): string {
	if (!HMAC[oid]) throw new UnsupportedEncryption(oid);
	return HMAC[oid];
}

export function bounded(iterations: number): number {
	if (iterations < 1 || iterations > MAX_ITERATIONS) throw new MalformedError('an absurd number of iterations');
	return iterations;
}

async function decryptLegacy(
	{ parameters }: AlgorithmIdentifier,
	{ keyBytes, rc2Bits }: { keyBytes: number; rc2Bits?: number },
	encrypted: Buffer,
	passphrase: string,
): Promise<Buffer> {
	const [salt, iterations] = partsOf(parameters);
	const derivation = { hash: 'sha1', password: bmpPassword(passphrase), salt: octetsOf(salt), iterations: bounded(countOf(iterations)) };
	const key = await derivePkcs12(keyBytes, { ...derivation, purpose: PURPOSE.key });
	const iv = await derivePkcs12(BLOCK_BYTES_64, { ...derivation, purpose: PURPOSE.iv });
	if (rc2Bits !== undefined) return withoutPadding(decryptRc2Cbc(key, rc2Bits, iv, encrypted));
	// Two keys: the first is used again.
	const tripleKey = keyBytes === 24 ? key : Buffer.concat([key, key.subarray(0, BLOCK_BYTES_64)]);
	const decipher = createDecipheriv('des-ede3-cbc', tripleKey, iv);
	return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

function withoutPadding(bytes: Buffer): Buffer {
	const count = bytes.at(-1) ?? 0;
	const isPadding = count >= 1 && count <= BLOCK_BYTES_64 && bytes.length % BLOCK_BYTES_64 === 0;
	if (!isPadding || bytes.subarray(-count).some((byte) => byte !== count)) throw new MalformedError('no padding');
	return bytes.subarray(0, -count);
}
