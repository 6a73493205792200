import type { ErrorCode } from '../../../errors/codes';
import { RecordingError } from '../../../errors/recording-error';
import { makeSeal, type RandomBytes, type WrittenEncryption } from '../encryption/seal';
import { shown } from '../failure';
import { ENCRYPTED, UTF8, WITH_DESCRIPTOR } from '../flags';
import { DEFAULT_ZIP_LIMITS } from '../limits';
import { problemElsewhere, problemWithName, SeenNames } from '../names';
import { deflateAtOnce, deflated, inPieces, takeFirst, Tally, together } from './content';
import { fileTimes } from './dos-time';
import { centralHeader, descriptor, endOfDirectory, localHeader, type FileRecord } from './records';
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
	readonly #seen = new SeenNames();
	readonly #directory: Buffer[] = [];
	#offset = 0;

	constructor(private readonly settings: WriterSettings) {}

	/** Header, content and descriptor of the next file. */
	async *file(file: NewZipFile): AsyncGenerator<Buffer> {
		this.#assertName(file.name);
		const tally = new Tally();
		const pieces = inPieces(file.content, tally);
		const { first, isAll } = await takeFirst(pieces, SMALL_BYTES);
		const record = this.#recordOf(file);
		yield* isAll ? this.#small(record, Buffer.concat(first), tally) : this.#large(record, together(first, pieces), tally);
		if (file.sizeBytes !== undefined && file.sizeBytes !== tally.sizeBytes) {
			throw problem('CHANGED', file.name, `it has ${tally.sizeBytes} bytes, and ${file.sizeBytes} were announced`, 'Read it again.');
		}
		this.#directory.push(centralHeader(record));
	}

	/** The table of contents. */
	*end(): Generator<Buffer> {
		const start = this.#offset;
		const entries = this.#directory.length;
		for (let at = 0; at < entries; at += HEADERS_AT_ONCE) yield* this.#put(Buffer.concat(this.#directory.slice(at, at + HEADERS_AT_ONCE)));
		yield endOfDirectory({ entries, sizeBytes: this.#offset - start, start });
	}

	async *#small(record: FileRecord, plain: Buffer, tally: Tally): AsyncGenerator<Buffer> {
		const smaller = this.settings.method === 'Deflate' ? await deflateAtOnce(plain) : plain;
		const content = smaller.length < plain.length ? smaller : plain;
		record.method = content === plain ? STORED : DEFLATE;
		record.isZip64 = false;
		const sealed: Buffer[] = [];
		for await (const chunk of this.#sealed([content], tally.crc32 >>> 24)) sealed.push(chunk);
		this.#state(record, tally, sealed.reduce((sum, { length }) => sum + length, 0));
		yield* this.#put(localHeader(record));
		for (const chunk of sealed) yield* this.#put(chunk);
	}

	async *#large(record: FileRecord, plain: AsyncGenerator<Buffer>, tally: Tally): AsyncGenerator<Buffer> {
		record.flags |= WITH_DESCRIPTOR;
		yield* this.#put(localHeader(record));
		const start = this.#offset;
		const content = record.method === DEFLATE ? deflated(plain) : plain;
		for await (const chunk of this.#sealed(content, record.dosTime >>> 8)) yield* this.#put(chunk);
		this.#state(record, tally, this.#offset - start);
		yield* this.#put(descriptor(record));
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
		const wrong = problemWithName(name, DEFAULT_ZIP_LIMITS) ?? problemElsewhere(name) ?? (name.endsWith('/') ? 'is that of a folder' : this.#seen.add(name));
		if (wrong) throw problem('INVALID_REQUEST', name, `the name ${shown(name)} ${wrong}`, 'Give it another name.');
	}

	*#put(bytes: Buffer): Generator<Buffer> {
		this.#offset += bytes.length;
		yield bytes;
	}
}

function problem(code: ErrorCode, path: string, detail: string, advice: string): RecordingError {
	return new RecordingError({ code, operation: 'zip', path, detail, advice });
}
