import { constants, privateDecrypt, type KeyObject } from 'node:crypto';
import type { KeyTransport } from './recipients';
import { decryptOaep, readOaepParameters } from './oaep';

const RSA_PKCS1 = '1.2.840.113549.1.1.1';
const RSA_OAEP = '1.2.840.113549.1.1.7';

/** Gives the content key, or throws. */
export type Unwrap = (privateKey: KeyObject) => Buffer;

/** How the content key of a recipient is encrypted; undefined for an algorithm that is not supported. Throws UnsupportedParameter. */
export function unwrapOf({ algorithm, encryptedKey }: KeyTransport): Unwrap | undefined {
	if (algorithm.oid === RSA_PKCS1) {
		// OpenSSL gives random bytes of a random length in the place of an error: whoever asks decides by what comes of it.
		return (key) => privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encryptedKey);
	}
	if (algorithm.oid !== RSA_OAEP) return undefined;
	const parameters = readOaepParameters(algorithm.parameters);
	return (key) => decryptOaep(key, encryptedKey, parameters);
}

/** Undefined where the key does not open it, or gives a content key of another length. No error tells which. */
export function contentKeyBy(unwrap: Unwrap, privateKey: KeyObject, keyBytes: number): Buffer | undefined {
	try {
		const contentKey = unwrap(privateKey);
		return contentKey.length === keyBytes ? contentKey : undefined;
	} catch {
		return undefined;
	}
}
