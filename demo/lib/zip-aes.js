/** WinZip's AES encryption of what a ZIP archive holds (https://www.winzip.com/en/support/aes-encryption/): AE-2 with 256 bits. */
const { createCipheriv, createHmac, pbkdf2Sync } = require('node:crypto');

const METHOD = 99;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const CHECK_BYTES = 2;
const ROUNDS = 1000;
const BLOCK_BYTES = 16;
const CODE_BYTES = 10;

/** For the field that says so, `realMethod` being how it was compressed before. */
function aesField(realMethod) {
	const field = Buffer.alloc(11);
	field.writeUInt16LE(0x9901, 0);
	field.writeUInt16LE(7, 2);
	field.writeUInt16LE(2, 4);
	field.write('AE', 6, 'latin1');
	field.writeUInt8(3, 8);
	field.writeUInt16LE(realMethod, 9);
	return field;
}

/**
 * Salt, password check, encrypted content, authentication code.
 * @param {Buffer} content
 * @param {string} password
 * @param {Buffer} salt 16 bytes, others for each file
 */
function aesEncrypted(content, password, salt) {
	const derived = pbkdf2Sync(password, salt, ROUNDS, 2 * KEY_BYTES + CHECK_BYTES, 'sha1');
	const encrypted = counterMode(content, derived.subarray(0, KEY_BYTES));
	const code = createHmac('sha1', derived.subarray(KEY_BYTES, 2 * KEY_BYTES)).update(encrypted).digest().subarray(0, CODE_BYTES);
	return Buffer.concat([salt, derived.subarray(2 * KEY_BYTES), encrypted, code]);
}

/** WinZip counts blocks from 1 and writes the counter with its low byte first, which no mode of OpenSSL does. */
function counterMode(content, key) {
	const blocks = Math.ceil(content.length / BLOCK_BYTES);
	const counters = Buffer.alloc(blocks * BLOCK_BYTES);
	for (let block = 0; block < blocks; block++) counters.writeUInt32LE(block + 1, block * BLOCK_BYTES);
	const stream = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(counters);
	return Buffer.from(content.map((byte, index) => byte ^ stream[index]));
}

module.exports = { METHOD, SALT_BYTES, aesEncrypted, aesField };
