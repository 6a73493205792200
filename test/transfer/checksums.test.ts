import { startChecksum } from '../../core/transfer/checksums';
import type { ChecksumAlgorithm } from '../../core/sources/source';

// The check values of "123456789": https://reveng.sourceforge.io/crc-catalogue/all.htm (CRC-32/ISO-HDLC, CRC-32/ISCSI,
// CRC-64/NVME), and FIPS 180-4's hashes of "abc".
test.each<[ChecksumAlgorithm, string, string]>([
	['crc32', '123456789', 'cbf43926'],
	['crc32c', '123456789', 'e3069283'],
	['crc64nvme', '123456789', 'ae8b14860a799888'],
	['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
	['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
])('%s of %s, in one piece and in many', async (algorithm, text, expected) => {
	const whole = await startChecksum(algorithm);
	whole.update(Buffer.from(text));
	const pieces = await startChecksum(algorithm);
	for (const sign of text) pieces.update(Buffer.from(sign));
	const base64 = Buffer.from(expected, 'hex').toString('base64');
	expect([await whole.digest(), await pieces.digest()]).toEqual([base64, base64]);
});
