/** RC2 (RFC 2268), for reading old PKCS#12 files alone: OpenSSL 3 has it only in a part that Node.js does not ship. */

const TABLE = Buffer.from(
	'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
		'54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
		'08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
		'2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
	'hex',
);
const BLOCK_BYTES = 8;
const SHIFTS = [1, 2, 3, 5];

/** Without padding removed. `effectiveBits`: 40 or 128, whatever the length of the key. */
export function decryptRc2Cbc(key: Buffer, effectiveBits: number, iv: Buffer, encrypted: Buffer): Buffer {
	const words = expand(key, effectiveBits);
	const plain = Buffer.alloc(encrypted.length);
	let previous = iv;
	for (let at = 0; at + BLOCK_BYTES <= encrypted.length; at += BLOCK_BYTES) {
		const block = encrypted.subarray(at, at + BLOCK_BYTES);
		const decrypted = decryptBlock(words, block);
		for (let index = 0; index < BLOCK_BYTES; index++) plain[at + index] = decrypted[index] ^ previous[index];
		previous = block;
	}
	return plain;
}

/** Section 2. */
function expand(key: Buffer, effectiveBits: number): number[] {
	const bytes = Buffer.alloc(128);
	key.copy(bytes);
	for (let index = key.length; index < 128; index++) bytes[index] = TABLE[(bytes[index - 1] + bytes[index - key.length]) & 255];
	const effectiveBytes = Math.ceil(effectiveBits / 8);
	bytes[128 - effectiveBytes] = TABLE[bytes[128 - effectiveBytes] & (255 >> (8 * effectiveBytes - effectiveBits))];
	for (let index = 127 - effectiveBytes; index >= 0; index--) bytes[index] = TABLE[bytes[index + 1] ^ bytes[index + effectiveBytes]];
	return Array.from({ length: 64 }, (_, index) => bytes.readUInt16LE(2 * index));
}

/** Section 4: mixing rounds backwards, with a mashing round after the fifth and the eleventh. */
function decryptBlock(words: number[], block: Buffer): Buffer {
	const state = [0, 2, 4, 6].map((at) => block.readUInt16LE(at));
	for (let round = 15; round >= 0; round--) {
		for (let index = 3; index >= 0; index--) {
			const turned = rotateRight(state[index], SHIFTS[index]);
			const [one, two, three] = [state[(index + 3) & 3], state[(index + 2) & 3], state[(index + 1) & 3]];
			state[index] = (turned - words[4 * round + index] - (one & two) - (~one & three)) & 0xffff;
		}
		if (round !== 11 && round !== 5) continue;
		for (let index = 3; index >= 0; index--) state[index] = (state[index] - words[state[(index + 3) & 3] & 63]) & 0xffff;
	}
	const plain = Buffer.alloc(BLOCK_BYTES);
	state.forEach((word, index) => plain.writeUInt16LE(word, 2 * index));
	return plain;
}

function rotateRight(word: number, bits: number): number {
	return ((word >>> bits) | (word << (16 - bits))) & 0xffff;
}
