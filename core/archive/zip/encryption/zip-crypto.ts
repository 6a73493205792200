// Once: where code runs in a context of its own, each look at a global is slow.
const { imul } = Math;

const START = [0x1234_5678, 0x2345_6789, 0x3456_7890];
const FACTOR = 134_775_813;

/** One byte's step of CRC-32, for each byte. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
	let value = byte;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
	return value;
});

/**
 * PKWARE's traditional encryption (APPNOTE, 6.1): a stream cipher of three words that goes on with each plain byte, so
 * that nothing of it can be done in bulk. Weak: here because it is what every program reads.
 */
export class ZipCrypto {
	#key0 = START[0];
	#key1 = START[1];
	#key2 = START[2];

	constructor(password: Buffer) {
		this.#run(password, Buffer.alloc(password.length), 'mix');
	}

	/** New bytes, as many as came. */
	decrypt(chunk: Buffer): Buffer {
		return this.#run(chunk, Buffer.allocUnsafe(chunk.length), 'decrypt');
	}

	encrypt(chunk: Buffer): Buffer {
		return this.#run(chunk, Buffer.allocUnsafe(chunk.length), 'encrypt');
	}

	// All three in one loop over local variables: of what is computed for a byte, only what becomes of it differs.
	#run(from: Buffer, to: Buffer, kind: 'mix' | 'decrypt' | 'encrypt'): Buffer {
		let key0 = this.#key0;
		let key1 = this.#key1;
		let key2 = this.#key2;
		// The byte that the key goes on with is the plain one.
		const plainMask = kind === 'decrypt' ? 0xff : 0;
		const padMask = kind === 'mix' ? 0 : 0xff;
		for (let at = 0; at < from.length; at++) {
			const seed = key2 | 2;
			const pad = (imul(seed, seed ^ 1) >>> 8) & padMask;
			const byte = from[at];
			to[at] = byte ^ pad;
			key0 = CRC_TABLE[(key0 ^ byte ^ (pad & plainMask)) & 0xff] ^ (key0 >>> 8);
			key1 = (imul(key1 + (key0 & 0xff), FACTOR) + 1) | 0;
			key2 = CRC_TABLE[(key2 ^ (key1 >>> 24)) & 0xff] ^ (key2 >>> 8);
		}
		this.#key0 = key0;
		this.#key1 = key1;
		this.#key2 = key2;
		return to;
	}
}
