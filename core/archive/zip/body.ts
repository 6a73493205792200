import { pipeline } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { isRecordingError } from '../../errors/recording-error';
import type { AccessReader } from './access-reader';
import type { ZipEntry } from './entry';
import { shown, UNZIP, type ZipFailures } from './failure';
import type { Unlocked } from './password';

/** Where the bytes of an entry stand, and what they must turn out to be. */
export interface EntryData {
	entry: ZipEntry;
	start: number;
	/** Undefined where nothing is stated. */
	crc32: number | undefined;
	unlocked?: Unlocked;
	/** What to say when the content is not right, as long as nothing was handed on: the password may be a wrong one. */
	doubt?: () => Error;
}

const CHUNK_BYTES = 65_536;

/**
 * The file itself. It ends only when its length and its CRC-32 are those that the archive states, and its code of
 * authentication is right; otherwise it fails, and at once where it grows beyond its length.
 */
export function entryBody(access: Pick<AccessReader, 'bytesIn'>, data: EntryData, failures: ZipFailures): AsyncGenerator<Buffer> {
	const body = checked(access, data, failures);
	return data.doubt ? heldBack(body, data.entry, data.doubt) : body;
}

async function* checked(access: Pick<AccessReader, 'bytesIn'>, data: EntryData, failures: ZipFailures): AsyncGenerator<Buffer> {
	const { name, sizeBytes } = data.entry;
	let arrived = 0;
	let checksum = 0;
	const { bytes, restBytes } = contentOf(access, data, failures);
	try {
		for await (const chunk of bytes) {
			arrived += chunk.length;
			if (arrived > sizeBytes) throw larger(name, sizeBytes, failures);
			if (data.crc32 !== undefined) checksum = crc32(chunk, checksum);
			yield chunk;
		}
	} catch (error) {
		throw failures.explain(error, `${shown(name)} is damaged`);
	}
	if (arrived < sizeBytes) throw failures.make('CORRUPTED', `${shown(name)} has ${arrived} bytes, and should have ${sizeBytes}`);
	if (data.crc32 !== undefined && checksum !== data.crc32) throw failures.make('CORRUPTED', `${shown(name)} is damaged: its CRC-32 is another one than the archive states`);
	if (restBytes() > 0) throw failures.make('CORRUPTED', `${restBytes()} bytes stand behind the end of ${shown(name)}, within its room`);
}

/** The content, and how many bytes of it were left over by what decompresses it. */
function contentOf(access: Pick<AccessReader, 'bytesIn'>, data: EntryData, failures: ZipFailures): { bytes: AsyncIterable<Buffer>; restBytes: () => number } {
	const { entry, start, unlocked } = data;
	const { name, method, compressedBytes } = entry;
	const { headBytes = 0, tailBytes = 0 } = unlocked ?? {};
	const raw = access.bytesIn(start + headBytes, start + compressedBytes);
	const dataBytes = compressedBytes - headBytes - tailBytes;
	const onForged = () => failures.make('CORRUPTED', `${shown(name)} was altered or is damaged: its code of authentication is not right`);
	const plain = unlocked ? unlocked.decrypt(raw, dataBytes, onForged) : raw;
	if (method === 'stored') return { bytes: plain, restBytes: () => 0 };
	if (Math.max(compressedBytes, entry.sizeBytes) <= AT_ONCE_BYTES) return inflatedAtOnce(plain, data, failures);
	const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
	// Errors come out of the inflater, to whoever reads it.
	pipeline(plain, inflate, () => {});
	return { bytes: inflate, restBytes: () => dataBytes - inflate.bytesWritten };
}

/** The inflater of a stream takes 100 KiB and more, which a small file is not worth: an export has tens of thousands. */
const AT_ONCE_BYTES = 32_768;
/** That zlib takes. */
const LEAST_CHUNK = 64;

function inflatedAtOnce(plain: AsyncIterable<Buffer>, { entry: { name, sizeBytes } }: EntryData, failures: ZipFailures): { bytes: AsyncIterable<Buffer>; restBytes: () => number } {
	let restBytes = 0;
	async function* bytes() {
		const chunks: Buffer[] = [];
		for await (const chunk of plain) chunks.push(chunk);
		const packed = Buffer.concat(chunks);
		try {
			const { buffer, engine } = inflateRawSync(packed, { chunkSize: Math.max(sizeBytes, LEAST_CHUNK), maxOutputLength: Math.max(sizeBytes, 1), info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
			restBytes = packed.length - engine.bytesWritten;
			yield buffer;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
			throw larger(name, sizeBytes, failures);
		}
	}
	return { bytes: bytes(), restBytes: () => restBytes };
}

function larger(name: string, sizeBytes: number, failures: ZipFailures): Error {
	return failures.make('ARCHIVE_REFUSED', `${shown(name)} is larger than the ${sizeBytes} bytes that it declares`);
}

/** A file up to this size is looked at whole; of a larger one, its first bytes: a wrong key makes no Deflate of so many. */
const WHOLE_BYTES = 1_048_576;
const FIRST_BYTES = 65_536;

/** Hands nothing on before the content has borne out that the password is right. */
async function* heldBack(body: AsyncGenerator<Buffer>, entry: ZipEntry, doubt: () => Error): AsyncGenerator<Buffer> {
	const enoughBytes = entry.sizeBytes <= WHOLE_BYTES ? Infinity : FIRST_BYTES;
	const held: Buffer[] = [];
	try {
		for (let bytes = 0; bytes < enoughBytes; ) {
			const next = await body.next();
			if (next.done) break;
			held.push(next.value);
			bytes += next.value.length;
		}
	} catch (error) {
		// What fails beneath, such as a connection, says nothing of the password.
		throw isRecordingError(error) && error.operation === UNZIP ? doubt() : error;
	}
	try {
		yield* held;
		yield* body;
	} finally {
		await body.return(undefined);
	}
}
