import { crc32, crc32c, crc64nvme } from './crc';

// The check values of the catalogue of CRCs, for "123456789".
test.each<[string, (bytes: Buffer) => string, string]>([
	['CRC-32', crc32, 'cbf43926'],
	['CRC-32C', crc32c, 'e3069283'],
	['CRC-64/NVME', crc64nvme, 'ae8b14860a799888'],
])('%s', (_, crc, check) => {
	expect(Buffer.from(crc(Buffer.from('123456789')), 'base64').toString('hex')).toBe(check);
});
