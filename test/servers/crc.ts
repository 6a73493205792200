/** CRCs from their definitions (reflected, inverted at both ends), bit by bit over a table; slow and independent. */
export const crc32 = crc(32, 0xedb88320n);
/** Castagnoli. */
export const crc32c = crc(32, 0x82f63b78n);
/** The NVM Express command set's "Rocksoft" CRC-64. */
export const crc64nvme = crc(64, 0x9a6c9329ac4bc9b5n);

/** The value in base64, most significant byte first, as S3 states it. */
function crc(bits: 32 | 64, polynomial: bigint): (bytes: Buffer) => string {
	const table = Array.from({ length: 256 }, (_, index) => {
		let value = BigInt(index);
		for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
		return value;
	});
	const ones = (1n << BigInt(bits)) - 1n;
	return (bytes) => {
		let value = ones;
		for (const byte of bytes) value = table[Number(value & 0xffn) ^ byte] ^ (value >> 8n);
		return Buffer.from((value ^ ones).toString(16).padStart(bits / 4, '0'), 'hex').toString('base64');
	};
}
