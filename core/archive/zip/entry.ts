import { getFileNameLowLevel, type Entry } from './library';

/** One file or folder of an archive, as its directory describes it. */
export interface ZipEntry {
	/** The path within the archive, with `/`. Folders end with one. */
	name: string;
	isFolder: boolean;
	/** As declared; held to when it is read. */
	sizeBytes: number;
	compressedBytes: number;
	/** How it is compressed: `stored`, `Deflate`, or what it is called where it cannot be read here. */
	method: string;
	/** How it is encrypted; absent where it is not. */
	encryption?: 'ZipCrypto' | 'AES-128' | 'AES-192' | 'AES-256' | 'AES';
}

// PKWARE's APPNOTE, 4.4.5. In an AES entry (99) the real method stands in the extra field.
const METHODS: Record<number, string> = { 0: 'stored', 1: 'Shrink', 6: 'Implode', 8: 'Deflate', 9: 'Deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'Zstandard', 95: 'XZ', 96: 'JPEG', 97: 'WavPack', 98: 'PPMd' };
const WINZIP_AES = 99;
/** WinZip's specification "AE-1/AE-2": version, "AE", strength, real method. */
const AES_FIELD = 0x9901;
const AES_FIELD_BYTES = 7;
const STRENGTHS = ['AES', 'AES-128', 'AES-192', 'AES-256'] as const;

export function toZipEntry(header: Entry): ZipEntry {
	const name = getFileNameLowLevel(header.generalPurposeBitFlag, header.fileNameRaw, header.extraFields, true);
	const aes = aesFieldOf(header);
	const encryption = header.isEncrypted() ? (aes?.encryption ?? (header.compressionMethod === WINZIP_AES ? 'AES' : 'ZipCrypto')) : undefined;
	return {
		name,
		isFolder: name.endsWith('/'),
		sizeBytes: header.uncompressedSize,
		compressedBytes: header.compressedSize,
		method: methodName(aes?.method ?? header.compressionMethod),
		...(encryption && { encryption }),
	};
}

function aesFieldOf({ extraFields }: Entry) {
	const field = extraFields.find(({ id, data }) => id === AES_FIELD && data.length >= AES_FIELD_BYTES)?.data;
	return field && { encryption: STRENGTHS[field[4]] ?? 'AES', method: field.readUInt16LE(5) };
}

function methodName(method: number): string {
	return METHODS[method] ?? `method ${method}`;
}

const UNIX = 3;
const MACOS = 19;
const KIND = 0xf000;
const KINDS: Record<number, string> = { 0x1000: 'named pipe', 0x2000: 'device', 0x6000: 'device', 0xa000: 'symbolic link', 0xc000: 'socket' };
/** Of Windows: a link, or a mount. */
const REPARSE_POINT = 0x400;

/** What an entry is, where it is neither a file nor a folder. */
export function specialKind({ versionMadeBy, externalFileAttributes }: Entry): string | undefined {
	const host = versionMadeBy >>> 8;
	if (host === UNIX || host === MACOS) return KINDS[(externalFileAttributes >>> 16) & KIND];
	return externalFileAttributes & REPARSE_POINT ? 'symbolic link' : undefined;
}
