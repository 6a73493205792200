import { RecordingError } from '../../../errors/recording-error';
import { makeSeal, type RandomBytes, type WrittenEncryption } from '../encryption/seal';
import { shown } from '../failure';
import { ENCRYPTED, UTF8, WITH_DESCRIPTOR } from '../flags';
import { ZipNames } from '../names';
import { deflateAtOnce, deflated, inPieces, isWorthDeflating, takeFirst, Tally, together } from './content';
import { fileTimes } from './dos-time';
import { centralHeader, descriptor, endOfDirectory, localHeader, type FileRecord } from './records';
import { Trial } from './trial';
import type { NewZipFile } from './write-zip';

export interface WriterSettings {
	method: 'stored' | 'Deflate';
	seal?: { kind: WrittenEncryption; password: Buffer; random: RandomBytes };
	zone: string;
}

const STORED = 0;
const DEFLATE = 8;
/** A file up to this size is taken whole, so that its header can say what it is. */
const SMALL_BYTES = 65_536;
/** From here on the size of what is made of it might not fit in 32 bits. */
const ZIP64_FROM_BYTES = 4_000_000_000;

const HEADERS_AT_ONCE = 512;

/** Makes the bytes of one archive, file by file. */
export class ZipWriter {
	readonly #names = new ZipNames();
	/** Names that are free again. */
	readonly #leftOut = new Set<string>();
	readonly #directory: Buffer[] = [];
	#offset = 0;

	constructor(private readonly settings: WriterSettings) {}

	/** Header, content and descriptor of the next file. */
	async *file(file: NewZipFile): AsyncGenerator<Buffer> {
		this.#assertName(file.name);
		const tally = new Tally();
		const trial = new Trial(file);
		const pieces = inPieces(trial.content(), tally);
		const { first, isAll } = await takeFirst(pieces, SMALL_BYTES);
		const record = this.#recordOf(file);
		const isWanted = async () => await trial.isWanted(tally.sizeBytes);
		const isIn = isAll ? yield* this.#small(record, Buffer.concat(first), tally, isWanted) : yield* this.#large(record, first, pieces, tally, isWanted);
		if (isIn) this.#directory.push(centralHeader(record));
		else this.#leftOut.add(file.name);
	}

	/** The table of contents. */
	*end(): Generator<Buffer> {
		const start = this.#offset;
		const entries = this.#directory.length;
		for (let at = 0; at < entries; at += HEADERS_AT_ONCE) yield* this.#put(Buffer.concat(this.#directory.slice(at, at + HEADERS_AT_ONCE)));
		yield endOfDirectory({ entries, sizeBytes: this.#offset - start, start });
	}

	async *#small(record: FileRecord, plain: Buffer, tally: Tally, isWanted: () => Promise<boolean>): AsyncGenerator<Buffer, boolean> {
		if (!(await isWanted())) return false;
		const smaller = this.settings.method === 'Deflate' ? await deflateAtOnce(plain) : plain;
		const content = smaller.length < plain.length ? smaller : plain;
		record.method = content === plain ? STORED : DEFLATE;
		record.isZip64 = false;
		const sealed: Buffer[] = [];
		for await (const chunk of this.#sealed([content], tally.crc32 >>> 24)) sealed.push(chunk);
		this.#state(record, tally, sealed.reduce((sum, { length }) => sum + length, 0));
		yield* this.#put(localHeader(record));
		for (const chunk of sealed) yield* this.#put(chunk);
		return true;
	}

	async *#large(record: FileRecord, first: Buffer[], rest: AsyncGenerator<Buffer>, tally: Tally, isWanted: () => Promise<boolean>): AsyncGenerator<Buffer, boolean> {
		const isDeflate = record.method === DEFLATE;
		const isSearched = isDeflate && (await isWorthDeflating(Buffer.concat(first)));
		const plain = together(first, rest);
		record.flags |= WITH_DESCRIPTOR;
		yield* this.#put(localHeader(record));
		const start = this.#offset;
		const content = isDeflate ? deflated(plain, isSearched) : plain;
		for await (const chunk of this.#sealed(content, record.dosTime >>> 8)) yield* this.#put(chunk);
		const isIn = await isWanted();
		this.#state(record, tally, this.#offset - start);
		// Whoever reads the archive from its beginning keeps his place, and sees that this one is not right.
		if (!isIn) record.crc32 = ~record.crc32 >>> 0;
		yield* this.#put(descriptor(record));
		return isIn;
	}

	#sealed(content: AsyncIterable<Buffer> | Iterable<Buffer>, checkByte: number): AsyncIterable<Buffer> | Iterable<Buffer> {
		const { seal } = this.settings;
		return seal ? makeSeal(seal.kind, seal.password, seal.random, checkByte)(content) : content;
	}

	/** What is known at the end. A CRC-32 would tell of what AES hides: AE-2 leaves it out. */
	#state(record: FileRecord, { crc32, sizeBytes }: Tally, compressedBytes: number): void {
		Object.assign(record, { crc32: record.isAes ? 0 : crc32, sizeBytes, compressedBytes });
	}

	#recordOf({ name, lastModified, sizeBytes }: NewZipFile): FileRecord {
		const { method, seal, zone } = this.settings;
		const bytes = Buffer.from(name);
		return {
			name: bytes,
			flags: (bytes.length === name.length ? 0 : UTF8) | (seal ? ENCRYPTED : 0),
			method: method === 'Deflate' ? DEFLATE : STORED,
			isAes: seal?.kind === 'AES-256',
			...fileTimes(lastModified, zone),
			crc32: 0,
			compressedBytes: 0,
			sizeBytes: 0,
			headerStart: this.#offset,
			isZip64: sizeBytes === undefined || sizeBytes > ZIP64_FROM_BYTES,
		};
	}

	#assertName(name: string): void {
		if (this.#leftOut.delete(name)) return;
		const wrong = this.#names.add(name)?.text;
		if (wrong) throw new RecordingError({ code: 'INVALID_REQUEST', operation: 'zip', path: name, detail: `the name ${shown(name)} ${wrong}`, advice: 'Give it another name.' });
	}

	*#put(bytes: Buffer): Generator<Buffer> {
		this.#offset += bytes.length;
		yield bytes;
	}
}
