import { Breather } from '../../../listing/breather';
import { AesEncryption, deriveAesKeys, saltBytesOf } from './winzip-aes';
import { ZipCrypto } from './zip-crypto';

export type WrittenEncryption = 'ZipCrypto' | 'AES-256';
/** So many random bytes. */
export type RandomBytes = (count: number) => Buffer;

/** Encrypts the bytes of one entry, with what stands before them and behind. */
export type Seal = (plain: AsyncIterable<Buffer> | Iterable<Buffer>) => AsyncGenerator<Buffer>;

const ZIP_CRYPTO_RANDOM_BYTES = 11;
const STRENGTH = 'AES-256';

/** @param checkByte by which a reader sees a wrong password: ZipCrypto alone has it */
export function makeSeal(kind: WrittenEncryption, password: Buffer, random: RandomBytes, checkByte: number): Seal {
	return kind === 'ZipCrypto' ? sealZipCrypto(password, random, checkByte) : sealAes(password, random);
}

function sealZipCrypto(password: Buffer, random: RandomBytes, checkByte: number): Seal {
	return async function* (plain) {
		const cipher = new ZipCrypto(password);
		yield cipher.encrypt(Buffer.concat([random(ZIP_CRYPTO_RANDOM_BYTES), Buffer.of(checkByte)]));
		yield* eachSealed(plain, (chunk) => cipher.encrypt(chunk));
	};
}

function sealAes(password: Buffer, random: RandomBytes): Seal {
	return async function* (plain) {
		const salt = random(saltBytesOf(STRENGTH));
		const keys = await deriveAesKeys(password, salt, STRENGTH);
		const encryption = new AesEncryption(keys);
		yield Buffer.concat([salt, keys.verifier]);
		yield* eachSealed(plain, (chunk) => encryption.update(chunk));
		yield encryption.mac();
	};
}

async function* eachSealed(plain: AsyncIterable<Buffer> | Iterable<Buffer>, seal: (chunk: Buffer) => Buffer): AsyncGenerator<Buffer> {
	const breather = new Breather(1);
	for await (const chunk of plain) {
		yield seal(chunk);
		if (breather.isDue()) await breather.breathe();
	}
}
