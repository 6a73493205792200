/** The bytes of the files: a random block, over and over, from memory; and their true checksums. */
import { createCipheriv, createHash } from 'node:crypto';
import { Crc64Nvme } from '@aws-sdk/checksums/crc';

/** As good as random, and the same in every process. */
export const BLOCK = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(1024 * 1024));
const checksums = new Map();

/** Sends bytes `start` to `end` of a file. */
export function sendContent(response, start, end) {
	let position = start;
	while (position < end) {
		const offset = position % BLOCK.length;
		const chunk = BLOCK.subarray(offset, Math.min(BLOCK.length, offset + end - position));
		position += chunk.length;
		if (position === end) response.end(chunk);
		else if (!response.write(chunk)) return void response.once('drain', () => sendContent(response, position, end));
	}
}

export function md5Of(sizeBytes) {
	return kept(`md5 ${sizeBytes}`, () => digest(sizeBytes, createHash('md5')));
}

/** CRC-64/NVME, base64. */
export async function crc64Of(sizeBytes) {
	return await kept(`crc64 ${sizeBytes}`, async () => Buffer.from(await digest(sizeBytes, new Crc64Nvme())).toString('base64'));
}

function kept(key, compute) {
	if (!checksums.has(key)) checksums.set(key, compute());
	return checksums.get(key);
}

function digest(sizeBytes, hash) {
	for (let rest = sizeBytes; rest > 0; rest -= BLOCK.length) hash.update(BLOCK.subarray(0, Math.min(rest, BLOCK.length)));
	return hash.digest();
}
