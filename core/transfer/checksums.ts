import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from '../sources/source';

/** A checksum of bytes that come in pieces; base64, as S3 states it. */
export interface RunningChecksum {
	update(chunk: Buffer): void;
	digest(): Promise<string>;
}

export async function startChecksum(algorithm: ChecksumAlgorithm): Promise<RunningChecksum> {
	if (algorithm === 'crc32') return runningCrc32();
	if (algorithm === 'sha1' || algorithm === 'sha256') {
		const hash = createHash(algorithm);
		return { update: (chunk) => void hash.update(chunk), digest: async () => hash.digest('base64') };
	}
	const { Crc32c, Crc64Nvme } = await import('./crc');
	const checksum = algorithm === 'crc32c' ? new Crc32c() : new Crc64Nvme();
	return {
		update: (chunk) => checksum.update(chunk),
		digest: async () => Buffer.from(await checksum.digest()).toString('base64'),
	};
}

function runningCrc32(): RunningChecksum {
	let value = 0;
	return {
		update: (chunk) => void (value = crc32(chunk, value)),
		digest: async () => {
			const bytes = Buffer.alloc(4);
			bytes.writeUInt32BE(value);
			return bytes.toString('base64');
		},
	};
}
