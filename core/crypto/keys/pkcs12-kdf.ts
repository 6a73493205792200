import { createHash } from 'node:crypto';
import { Breather } from '../../listing/breather';

/** What a derived key is for: RFC 7292, appendix B.3. */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;

const BLOCK_BYTES: Record<string, number> = { sha1: 64, sha224: 64, sha256: 64, sha384: 128, sha512: 128, 'sha512-224': 128, 'sha512-256': 128 };

/** Whether a key can be derived with that hash. */
export function hasBlockLength(hash: string): boolean {
	return hash in BLOCK_BYTES;
}

export interface Derivation {
	hash: string;
	purpose: number;
	/** As PKCS#12 writes it: `bmpPassword`. */
	password: Buffer;
	salt: Buffer;
	iterations: number;
}

/** PKCS#12's own derivation of keys: RFC 7292, appendix B.2. */
export async function derivePkcs12(length: number, { hash, purpose, password, salt, iterations }: Derivation): Promise<Buffer> {
	const blockBytes = BLOCK_BYTES[hash];
	const diversifier = Buffer.alloc(blockBytes, purpose);
	const input = Buffer.concat([filled(salt, blockBytes), filled(password, blockBytes)]);
	const breather = new Breather();
	const derived: Buffer[] = [];
	for (let bytes = 0; bytes < length; ) {
		let block = createHash(hash).update(diversifier).update(input).digest();
		for (let iteration = 1; iteration < iterations; iteration++) {
			block = createHash(hash).update(block).digest();
			if (breather.isDue()) await breather.breathe();
		}
		derived.push(block);
		bytes += block.length;
		for (let at = 0; at < input.length; at += blockBytes) addInPlace(input.subarray(at, at + blockBytes), block);
	}
	return Buffer.concat(derived).subarray(0, length);
}

/** UTF-16, big-endian, with a final zero. */
export function bmpPassword(passphrase: string): Buffer {
	return Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
}

/** Repeated until it fills whole blocks. */
function filled(bytes: Buffer, blockBytes: number): Buffer {
	return Buffer.alloc(Math.ceil(bytes.length / blockBytes) * blockBytes, bytes);
}

/** target = target + repeated block + 1, as numbers of that many bytes. */
function addInPlace(target: Buffer, block: Buffer): void {
	let carry = 1;
	for (let at = target.length - 1; at >= 0; at--) {
		carry += target[at] + block[at % block.length];
		target[at] = carry & 255;
		carry >>= 8;
	}
}
