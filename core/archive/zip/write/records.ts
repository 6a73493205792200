import { AES_FIELD, WINZIP_AES } from '../entry';
import { WITH_DESCRIPTOR } from '../flags';

/** What the headers of one file say; numbers as PKWARE's APPNOTE has them. */
export interface FileRecord {
	name: Buffer;
	flags: number;
	/** 0 stored, 8 Deflate; within an AES entry too. */
	method: number;
	isAes: boolean;
	dosTime: number;
	dosDate: number;
	/** Seconds since 1970; absent where unknown, or beyond what the field takes. */
	unixSeconds?: number;
	crc32: number;
	compressedBytes: number;
	sizeBytes: number;
	headerStart: number;
	/** Its own header has room for large sizes, and the descriptor has large ones. */
	isZip64: boolean;
}

/** Stands for a number that is in the field of ZIP64. */
const BIG = 0xffff_ffff;
const MANY = 0xffff;
const ZIP64_FIELD = 0x0001;
const TIME_FIELD = 0x5455;
const NEEDS = { plain: 20, zip64: 45, aes: 51 };
/** Unix, and a regular file that its owner may write: other programs unpack it so. */
const MADE_BY = (3 << 8) | NEEDS.aes;
const REGULAR_FILE = 0o100644 * 0x1_0000;

/** APPNOTE, 4.3.7. Where a descriptor follows, checksum and sizes are in it. */
export function localHeader(record: FileRecord): Buffer {
	const { flags, isZip64 } = record;
	const isLater = (flags & WITH_DESCRIPTOR) !== 0;
	const stated = isLater ? { ...record, crc32: 0, compressedBytes: 0, sizeBytes: 0 } : record;
	const sizes: Field[] = isZip64 ? [[BIG, 4], [BIG, 4]] : [[stated.compressedBytes, 4], [stated.sizeBytes, 4]];
	const large = isZip64 ? extraField(ZIP64_FIELD, [stated.sizeBytes, 8], [stated.compressedBytes, 8]) : NOTHING;
	const extra = Buffer.concat([large, ...commonFields(record)]);
	const numbers = little([0x0403_4b50, 4], ...commonHeader(record), [stated.crc32, 4], ...sizes, [record.name.length, 2], [extra.length, 2]);
	return Buffer.concat([numbers, record.name, extra]);
}

/** APPNOTE, 4.3.9. */
export function descriptor({ crc32, compressedBytes, sizeBytes, isZip64 }: FileRecord): Buffer {
	const width = isZip64 ? 8 : 4;
	return little([0x0807_4b50, 4], [crc32, 4], [compressedBytes, width], [sizeBytes, width]);
}

/** APPNOTE, 4.3.12. */
export function centralHeader(record: FileRecord): Buffer {
	const { sizeBytes, compressedBytes, headerStart } = record;
	const large = [sizeBytes, compressedBytes, headerStart].filter((value) => value >= BIG).map((value): Field => [value, 8]);
	const extra = Buffer.concat([large.length > 0 ? extraField(ZIP64_FIELD, ...large) : NOTHING, ...commonFields(record)]);
	const capped = (value: number): Field => [Math.min(value, BIG), 4];
	const lengths: Field[] = [[record.name.length, 2], [extra.length, 2], [0, 2]];
	const attributes: Field[] = [[0, 2], [0, 2], [REGULAR_FILE, 4]];
	const numbers = little([0x0201_4b50, 4], [MADE_BY, 2], ...commonHeader(record), [record.crc32, 4], capped(compressedBytes), capped(sizeBytes), ...lengths, ...attributes, capped(headerStart));
	return Buffer.concat([numbers, record.name, extra]);
}

/** The end of the directory, with that of ZIP64 where a number needs it. APPNOTE, 4.3.14 to 4.3.16. */
export function endOfDirectory({ entries, sizeBytes, start }: { entries: number; sizeBytes: number; start: number }): Buffer {
	const isZip64 = entries >= MANY || sizeBytes >= BIG || start >= BIG;
	const count: Field = [Math.min(entries, MANY), 2];
	const end = little([0x0605_4b50, 4], [0, 2], [0, 2], count, count, [Math.min(sizeBytes, BIG), 4], [Math.min(start, BIG), 4], [0, 2]);
	if (!isZip64) return end;
	const large = little([0x0606_4b50, 4], [44, 8], [MADE_BY, 2], [NEEDS.zip64, 2], [0, 4], [0, 4], [entries, 8], [entries, 8], [sizeBytes, 8], [start, 8]);
	const locator = little([0x0706_4b50, 4], [0, 4], [start + sizeBytes, 8], [1, 4]);
	return Buffer.concat([large, locator, end]);
}

const NOTHING = Buffer.alloc(0);

/** What both headers have in a row. */
function commonHeader({ flags, method, isAes, isZip64, dosTime, dosDate, sizeBytes, headerStart }: FileRecord): Field[] {
	const needsZip64 = isZip64 || sizeBytes >= BIG || headerStart >= BIG;
	const needs = isAes ? NEEDS.aes : needsZip64 ? NEEDS.zip64 : NEEDS.plain;
	return [[needs, 2], [flags, 2], [isAes ? WINZIP_AES : method, 2], [dosTime, 2], [dosDate, 2]];
}

function commonFields({ unixSeconds, isAes, method }: FileRecord): Buffer[] {
	const time = unixSeconds === undefined ? NOTHING : extraField(TIME_FIELD, [1, 1], [unixSeconds, 4]);
	// AE-2, "AE", AES-256, and what is encrypted.
	return [time, isAes ? extraField(AES_FIELD, [2, 2], [0x4541, 2], [3, 1], [method, 2]) : NOTHING];
}

function extraField(id: number, ...fields: Field[]): Buffer {
	const data = little(...fields);
	return Buffer.concat([little([id, 2], [data.length, 2]), data]);
}

type Field = [value: number, widthBytes: number];

function little(...fields: Field[]): Buffer {
	const bytes = Buffer.alloc(fields.reduce((sum, [, width]) => sum + width, 0));
	let at = 0;
	for (const [value, width] of fields) {
		if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at);
		else bytes.writeUIntLE(value, at, width);
		at += width;
	}
	return bytes;
}
