import type { AccessReader } from './access-reader';
import type { ZipFailures } from './failure';

const SIGNATURE = 0x0403_4b50;
export const LOCAL_HEADER_BYTES = 30;

/** What stands before the data of an entry; the directory says most of it again. */
export interface LocalHeader {
	flags: number;
	method: number;
	crc32: number;
	compressedBytes: number;
	sizeBytes: number;
	nameRaw: Buffer;
	dataStart: number;
}

/** PKWARE's APPNOTE, 4.3.7. */
export async function readLocalHeader(reader: AccessReader, headerStart: number, failures: ZipFailures): Promise<LocalHeader> {
	const bytes = await reader.bytes(headerStart, LOCAL_HEADER_BYTES);
	if (bytes.length < LOCAL_HEADER_BYTES || bytes.readUInt32LE(0) !== SIGNATURE) throw failures.make('CORRUPTED', `there is no entry at byte ${headerStart}, where the table of contents says so`);
	const nameBytes = bytes.readUInt16LE(26);
	const extraBytes = bytes.readUInt16LE(28);
	return {
		flags: bytes.readUInt16LE(6),
		method: bytes.readUInt16LE(8),
		crc32: bytes.readUInt32LE(14),
		compressedBytes: bytes.readUInt32LE(18),
		sizeBytes: bytes.readUInt32LE(22),
		nameRaw: await reader.bytes(headerStart + LOCAL_HEADER_BYTES, nameBytes),
		dataStart: headerStart + LOCAL_HEADER_BYTES + nameBytes + extraBytes,
	};
}
