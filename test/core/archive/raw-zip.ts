import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of an archive that is put together byte by byte, so that anything in it can be wrong. */
export interface RawEntry {
	name: string | Buffer;
	content?: string | Buffer;
	/** 0 or 8 are applied; others are only claimed. */
	method?: number;
	flags?: number;
	versionMadeBy?: number;
	externalAttributes?: number;
	extra?: Buffer;
	/** What the directory, and the local header, say instead of the truth. */
	central?: Partial<Stated>;
	local?: Partial<Stated> & { name?: string };
	/** Bytes that stand in the place of the compressed content. */
	raw?: Buffer;
	/** Bytes behind it, such as a data descriptor. */
	after?: Buffer;
}

interface Stated {
	crc32: number;
	compressedBytes: number;
	sizeBytes: number;
	headerStart: number;
	method: number;
	flags: number;
}

export interface RawArchive {
	entries: RawEntry[];
	before?: Buffer;
	comment?: string;
	/** What the end says instead of the truth. */
	count?: number;
	directoryStart?: number;
	zip64?: boolean;
	/** Bytes between the directory and its end. */
	behindDirectory?: Buffer;
}

const UTF8 = 0x800;
const BIG = 0xffff_ffff;

/** An archive as PKWARE's APPNOTE has it, but for what is asked to be wrong. Shares no code with the reader. */
export function rawZip({ entries, before = Buffer.alloc(0), comment = '', count, directoryStart, zip64 = false, behindDirectory }: RawArchive): Buffer {
	const parts: Buffer[] = [before];
	const directory: Buffer[] = [];
	let at = before.length;
	for (const entry of entries) {
		const raw = contentOf(entry);
		const name = Buffer.from(entry.name);
		const stated: Stated = { flags: UTF8, method: 8, ...raw.stated, headerStart: at, ...pick(entry) };
		const header = localHeader({ ...stated, ...entry.local }, entry.local?.name === undefined ? name : Buffer.from(entry.local.name), entry.extra);
		const whole = Buffer.concat([header, raw.bytes, entry.after ?? Buffer.alloc(0)]);
		directory.push(centralHeader(entry, { ...stated, ...entry.central }, name, zip64));
		parts.push(whole);
		at += whole.length;
	}
	const central = Buffer.concat([...directory, behindDirectory ?? Buffer.alloc(0)]);
	const end = { count: count ?? entries.length, sizeBytes: central.length, start: directoryStart ?? at };
	return Buffer.concat([...parts, central, ...(zip64 ? zip64End(end, at + central.length) : []), endOf(end, comment, zip64)]);
}

function contentOf({ content = '', method = 8, raw }: RawEntry) {
	const plain = Buffer.from(content);
	const bytes = raw ?? (method === 8 ? deflateRawSync(plain) : plain);
	return { bytes, stated: { crc32: crc32(plain), compressedBytes: bytes.length, sizeBytes: plain.length } };
}

function pick({ method, flags }: RawEntry): Partial<Stated> {
	return { ...(method === undefined ? {} : { method }), ...(flags === undefined ? {} : { flags }) };
}

function localHeader({ flags, method, crc32: crc, compressedBytes, sizeBytes }: Stated, name: Buffer, extra: Buffer = Buffer.alloc(0)): Buffer {
	const numbers = little([0x04034b50, 4], [20, 2], [flags, 2], [method, 2], [0, 2], [33, 2], [crc, 4], [compressedBytes, 4], [sizeBytes, 4], [name.length, 2], [extra.length, 2]);
	return Buffer.concat([numbers, name, extra]);
}

function centralHeader(entry: RawEntry, stated: Stated, name: Buffer, zip64: boolean): Buffer {
	const { flags, method, crc32: crc, compressedBytes, sizeBytes, headerStart } = stated;
	const large = little([1, 2], [24, 2], [sizeBytes, 8], [compressedBytes, 8], [headerStart, 8]);
	const extra = Buffer.concat([entry.extra ?? Buffer.alloc(0), zip64 ? large : Buffer.alloc(0)]);
	const size = (value: number) => [zip64 ? BIG : value, 4] as [number, number];
	const numbers = little([0x02014b50, 4], [entry.versionMadeBy ?? 20, 2], [20, 2], [flags, 2], [method, 2], [0, 2], [33, 2], [crc, 4], size(compressedBytes), size(sizeBytes), [name.length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2], [entry.externalAttributes ?? 0, 4], size(headerStart));
	return Buffer.concat([numbers, name, extra]);
}

interface End {
	count: number;
	sizeBytes: number;
	start: number;
}

function zip64End({ count, sizeBytes, start }: End, at: number): Buffer[] {
	return [
		little([0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4], [0, 4], [count, 8], [count, 8], [sizeBytes, 8], [start, 8]),
		little([0x07064b50, 4], [0, 4], [at, 8], [1, 4]),
	];
}

function endOf({ count, sizeBytes, start }: End, comment: string, zip64: boolean): Buffer {
	const numbers = zip64
		? little([0x06054b50, 4], [0, 2], [0, 2], [0xffff, 2], [0xffff, 2], [BIG, 4], [BIG, 4], [comment.length, 2])
		: little([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [sizeBytes, 4], [start, 4], [comment.length, 2]);
	return Buffer.concat([numbers, Buffer.from(comment)]);
}

/** Little-endian numbers, each with its width in bytes. */
export function little(...fields: [value: number, width: number][]): Buffer {
	return Buffer.concat(
		fields.map(([value, width]) => {
			const bytes = Buffer.alloc(width);
			if (width === 8) bytes.writeBigUInt64LE(BigInt(value));
			else bytes.writeUIntLE(value, 0, width);
			return bytes;
		}),
	);
}
