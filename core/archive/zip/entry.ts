import { isUtf8 } from 'node:buffer';
import { UTF8 } from './flags';
import { getFileNameLowLevel, type Entry } from './library';
import { fromDos, modifiedMsIn, toIsoSeconds, type ZipTimes } from './times';

/** One file or folder of an archive, as its directory describes it. */
export interface ZipEntry extends ZipTimes {
	/** The path within the archive, with `/`. Folders end with one. */
	name: string;
	isFolder: boolean;
	/** As declared; held to when it is read. */
	sizeBytes: number;
	compressedBytes: number;
	/** How it is compressed: `stored`, `Deflate`, or what it is called where it cannot be read here. */
	method: string;
	/** How it is encrypted; absent where it is not. `AES` where the strength is one that nobody knows. */
	encryption?: 'ZipCrypto' | 'AES-128' | 'AES-192' | 'AES-256' | 'AES';
	/** Why it is not opened, as a sentence with its name: a link, a device, a name that means something else on another system. */
	problem?: string;
}

// PKWARE's APPNOTE, 4.4.5. In an AES entry (99) the real method stands in the extra field.
const METHODS: Record<number, string> = { 0: 'stored', 1: 'Shrink', 6: 'Implode', 8: 'Deflate', 9: 'Deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'Zstandard', 95: 'XZ', 96: 'JPEG', 97: 'WavPack', 98: 'PPMd' };
export const WINZIP_AES = 99;
/** WinZip's specification "AE-1/AE-2": version, "AE", strength, real method. */
export const AES_FIELD = 0x9901;
const AES_FIELD_BYTES = 7;
/** Its CRC-32 would tell of the content: the code of authentication stands for it. */
const AE_2 = 2;
const STRENGTHS = ['AES', 'AES-128', 'AES-192', 'AES-256'] as const;

/** An entry, and what else its header in the directory says. An archive can have a hundred thousand: times are made when they are asked for. */
export class ListedEntry implements ZipEntry {
	readonly name: string;
	readonly sizeBytes: number;
	readonly compressedBytes: number;
	readonly method: string;
	readonly encryption: ZipEntry['encryption'];
	readonly problem: string | undefined;
	readonly headerStart: number;
	readonly flags: number;
	/** As a number; that of what is encrypted by AES says so. */
	readonly statedMethod: number;
	/** MS-DOS's, as numbers. */
	readonly dosDate: number;
	readonly dosTime: number;
	/** Only where it is not the name in UTF-8. */
	readonly #nameRaw: Buffer | undefined;
	readonly #modifiedMs: number | undefined;
	/** Signed, as V8 keeps such numbers in the place. */
	readonly #crc32: number;
	readonly #isWithoutCrc: boolean;

	/** @param problemOf by its name; see `ZipEntry` */
	constructor(header: Entry, problemOf: (name: string, header: Entry) => string | undefined) {
		const aes = aesFieldOf(header);
		this.name = nameOf(header);
		this.sizeBytes = header.uncompressedSize;
		this.compressedBytes = header.compressedSize;
		this.method = methodName(aes?.method ?? header.compressionMethod);
		this.encryption = header.isEncrypted() ? (aes?.encryption ?? (header.compressionMethod === WINZIP_AES ? 'AES' : 'ZipCrypto')) : undefined;
		this.problem = problemOf(this.name, header);
		this.headerStart = header.relativeOffsetOfLocalHeader;
		this.flags = header.generalPurposeBitFlag;
		this.statedMethod = header.compressionMethod;
		this.dosDate = header.lastModFileDate;
		this.dosTime = header.lastModFileTime;
		// A copy: it lies in a buffer with all that was read beside it.
		this.#nameRaw = header.fileNameRaw.equals(Buffer.from(this.name)) ? undefined : Buffer.from(header.fileNameRaw);
		this.#modifiedMs = modifiedMsIn(header.extraFields);
		this.#crc32 = header.crc32 | 0;
		this.#isWithoutCrc = aes?.version === AE_2;
	}

	get isFolder(): boolean {
		return this.name.endsWith('/');
	}

	get lastModified(): string | undefined {
		return toIsoSeconds(this.#modifiedMs);
	}

	get lastModifiedLocal(): string | undefined {
		return fromDos(this.dosDate, this.dosTime);
	}

	/** As it stands in both headers. */
	get nameRaw(): Buffer {
		return this.#nameRaw ?? Buffer.from(this.name);
	}

	get statedCrc32(): number {
		return this.#crc32 >>> 0;
	}

	/** Undefined where it stands for nothing, as in AE-2. */
	get crc32(): number | undefined {
		return this.#isWithoutCrc ? undefined : this.statedCrc32;
	}
}

/** Code page 437 where nothing else is said; but programs on Unix and macOS write UTF-8 without saying so. */
function nameOf({ generalPurposeBitFlag: flags, fileNameRaw, extraFields, versionMadeBy }: Entry): string {
	const isSilentUtf8 = isOfUnix(versionMadeBy) && isUtf8(fileNameRaw);
	return getFileNameLowLevel(isSilentUtf8 ? flags | UTF8 : flags, fileNameRaw, extraFields, true);
}

/** Of an entry that says it is one of AES, and no other. */
function aesFieldOf({ extraFields, compressionMethod }: Entry) {
	if (compressionMethod !== WINZIP_AES) return undefined;
	const field = extraFields.find(({ id, data }) => id === AES_FIELD && data.length >= AES_FIELD_BYTES)?.data;
	return field && { version: field.readUInt16LE(0), encryption: STRENGTHS[field[4]] ?? 'AES', method: field.readUInt16LE(5) };
}

function methodName(method: number): string {
	return METHODS[method] ?? `method ${method}`;
}

const UNIX = 3;
const MACOS = 19;

function isOfUnix(versionMadeBy: number): boolean {
	const host = versionMadeBy >>> 8;
	return host === UNIX || host === MACOS;
}

const KIND = 0xf000;
// Not named pipes and sockets: a file that a program was given through one is called so, and is a file here.
const KINDS: Record<number, string> = { 0x2000: 'device', 0x6000: 'device', 0xa000: 'symbolic link' };
/** Of Windows: a link, or a mount. */
const REPARSE_POINT = 0x400;

/** What an entry is, where it is neither a file nor a folder. */
export function specialKind({ versionMadeBy, externalFileAttributes }: Entry): string | undefined {
	if (isOfUnix(versionMadeBy)) return KINDS[(externalFileAttributes >>> 16) & KIND];
	return externalFileAttributes & REPARSE_POINT ? 'symbolic link' : undefined;
}
