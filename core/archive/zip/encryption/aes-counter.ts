import { createCipheriv, type Cipheriv } from 'node:crypto';

const BLOCK_BYTES = 16;
const WORD_BYTES = 4;
const WORDS = BLOCK_BYTES / WORD_BYTES;
const TWO_TO_32 = 2 ** 32;

/**
 * AES in counter mode as WinZip has it: the counter is little-endian and begins at 1, which node:crypto's own counter mode
 * cannot. So the counters of a whole chunk are encrypted at once, and laid over it word by word. Encrypts and decrypts.
 */
export class AesCounter {
	readonly #cipher: Cipheriv;
	/** Bytes that are done. */
	#position = 0;
	/** Words are little-endian, as on every machine that n8n runs on. */
	#counters = new Uint32Array(0);
	#data = new Uint32Array(0);

	/** @param key 16, 24 or 32 bytes */
	constructor(key: Buffer) {
		this.#cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
		this.#cipher.setAutoPadding(false);
	}

	/** New bytes, as many as came. */
	apply(chunk: Buffer): Buffer {
		const skipped = this.#position % BLOCK_BYTES;
		const blocks = Math.ceil((skipped + chunk.length) / BLOCK_BYTES);
		this.#makeRoom(blocks * WORDS);
		const pad = this.#cipher.update(this.#countersFrom(Math.floor(this.#position / BLOCK_BYTES) + 1, blocks));
		// Laid on memory of its own, so that words of both begin at the same places.
		Buffer.from(this.#data.buffer).set(chunk, skipped);
		layOver(pad, this.#data);
		this.#position += chunk.length;
		return pad.subarray(skipped, skipped + chunk.length);
	}

	#makeRoom(words: number): void {
		if (this.#counters.length >= words) return;
		this.#counters = new Uint32Array(words);
		this.#data = new Uint32Array(words);
	}

	#countersFrom(first: number, blocks: number): Uint8Array {
		const counters = this.#counters;
		let low = first % TWO_TO_32;
		let high = Math.floor(first / TWO_TO_32);
		for (let at = 0; at < blocks * WORDS; at += WORDS) {
			counters[at] = low;
			counters[at + 1] = high;
			if (++low < TWO_TO_32) continue;
			low = 0;
			high++;
		}
		return new Uint8Array(counters.buffer, 0, blocks * BLOCK_BYTES);
	}
}

function layOver(pad: Buffer, data: Uint32Array): void {
	const words = new Uint32Array(pad.buffer, pad.byteOffset, pad.length / WORD_BYTES);
	for (let at = 0; at < words.length; at++) words[at] ^= data[at];
}
