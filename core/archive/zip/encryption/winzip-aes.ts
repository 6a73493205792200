import { createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AesCounter } from './aes-counter';

/**
 * WinZip's AES (https://www.winzip.com/en/support/aes-encryption/): salt, two bytes by which a wrong password is seen, the
 * encrypted bytes, and the first ten of their HMAC-SHA1.
 */
export const AES_KEY_BYTES = { 'AES-128': 16, 'AES-192': 24, 'AES-256': 32 } as const;
export type AesStrength = keyof typeof AES_KEY_BYTES;

export const VERIFIER_BYTES = 2;
export const MAC_BYTES = 10;
const ITERATIONS = 1_000;

export function saltBytesOf(strength: AesStrength): number {
	return AES_KEY_BYTES[strength] / 2;
}

export interface AesKeys {
	key: Buffer;
	macKey: Buffer;
	verifier: Buffer;
}

const derive = promisify(pbkdf2);

/** A millisecond or two, in a thread beside this one. */
export async function deriveAesKeys(password: Buffer, salt: Buffer, strength: AesStrength): Promise<AesKeys> {
	const keyBytes = AES_KEY_BYTES[strength];
	const derived = await derive(password, salt, ITERATIONS, 2 * keyBytes + VERIFIER_BYTES, 'sha1');
	return {
		key: derived.subarray(0, keyBytes),
		macKey: derived.subarray(keyBytes, 2 * keyBytes),
		verifier: derived.subarray(2 * keyBytes),
	};
}

/** Decrypts, and takes the code of authentication along. */
export class AesDecryption {
	readonly #cipher: AesCounter;
	readonly #hmac;

	constructor({ key, macKey }: AesKeys) {
		this.#cipher = new AesCounter(key);
		this.#hmac = createHmac('sha1', macKey);
	}

	update(encrypted: Buffer): Buffer {
		this.#hmac.update(encrypted);
		return this.#cipher.apply(encrypted);
	}

	/** Whether all that was decrypted is what was encrypted with this password. */
	isAuthentic(mac: Buffer): boolean {
		return mac.length === MAC_BYTES && timingSafeEqual(this.#hmac.digest().subarray(0, MAC_BYTES), mac);
	}
}

/** Encrypts, and makes that code. */
export class AesEncryption {
	readonly #cipher: AesCounter;
	readonly #hmac;

	constructor({ key, macKey }: AesKeys) {
		this.#cipher = new AesCounter(key);
		this.#hmac = createHmac('sha1', macKey);
	}

	update(plain: Buffer): Buffer {
		const encrypted = this.#cipher.apply(plain);
		this.#hmac.update(encrypted);
		return encrypted;
	}

	mac(): Buffer {
		return this.#hmac.digest().subarray(0, MAC_BYTES);
	}
}
