import { Breather } from '../../../listing/breather';
import { AesDecryption, deriveAesKeys, MAC_BYTES, saltBytesOf, VERIFIER_BYTES, type AesStrength } from './winzip-aes';
import { ZipCrypto } from './zip-crypto';

/** How an entry is encrypted, and by what its password is checked. */
export type Lock = { kind: AesStrength } | { kind: 'ZipCrypto'; checkByte: number };

/**
 * Takes encryption off the bytes of an entry, head excluded: so many of data, and what stands behind them. Calls `onForged` where they
 * are not what was encrypted.
 */
export type Decrypt = (encrypted: AsyncIterable<Buffer>, dataBytes: number, onForged: () => Error) => AsyncGenerator<Buffer>;

const ZIP_CRYPTO_HEAD_BYTES = 12;

/** What stands before the encrypted bytes. */
export function headBytesOf({ kind }: Lock): number {
	return kind === 'ZipCrypto' ? ZIP_CRYPTO_HEAD_BYTES : saltBytesOf(kind) + VERIFIER_BYTES;
}

/** What stands behind them. */
export function tailBytesOf({ kind }: Lock): number {
	return kind === 'ZipCrypto' ? 0 : MAC_BYTES;
}

/** A wrong password is found in one of two to the power of so many cases too few. */
export function checkBitsOf({ kind }: Lock): number {
	return kind === 'ZipCrypto' ? 8 : VERIFIER_BYTES * 8;
}

/** Undefined where the password is a wrong one, as the head shows. */
export async function unlock(lock: Lock, head: Buffer, password: Buffer): Promise<Decrypt | undefined> {
	return lock.kind === 'ZipCrypto' ? unlockZipCrypto(lock.checkByte, head, password) : await unlockAes(lock.kind, head, password);
}

function unlockZipCrypto(checkByte: number, head: Buffer, password: Buffer): Decrypt | undefined {
	const cipher = new ZipCrypto(password);
	if (cipher.decrypt(head)[ZIP_CRYPTO_HEAD_BYTES - 1] !== checkByte) return undefined;
	return async function* (encrypted) {
		const breather = new Breather(1);
		for await (const chunk of encrypted) {
			yield cipher.decrypt(chunk);
			if (breather.isDue()) await breather.breathe();
		}
	};
}

async function unlockAes(strength: AesStrength, head: Buffer, password: Buffer): Promise<Decrypt | undefined> {
	const saltBytes = saltBytesOf(strength);
	const keys = await deriveAesKeys(password, head.subarray(0, saltBytes), strength);
	if (!keys.verifier.equals(head.subarray(saltBytes))) return undefined;
	return async function* (encrypted, dataBytes, onForged) {
		const decryption = new AesDecryption(keys);
		const breather = new Breather(1);
		const mac: Buffer[] = [];
		let leftBytes = dataBytes;
		for await (const chunk of encrypted) {
			const data = chunk.subarray(0, leftBytes);
			leftBytes -= data.length;
			if (data.length < chunk.length) mac.push(chunk.subarray(data.length));
			if (data.length > 0) yield decryption.update(data);
			if (breather.isDue()) await breather.breathe();
		}
		if (!decryption.isAuthentic(Buffer.concat(mac))) throw onForged();
	};
}
