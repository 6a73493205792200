import type { Readable } from 'node:stream';
import { Breather } from '../../listing/breather';
import type { RandomAccess } from '../random-access';
import { AccessReader } from './access-reader';
import { entryBody } from './body';
import { problemWithName, problemWithSizes, roomsOf, type Rooms } from './checks';
import { specialKind, toZipEntry, type ZipEntry } from './entry';
import { REPACK, shown, ZipFailures } from './failure';
import { fromRandomAccessReaderPromise, type Entry, type LocalFileHeader, type ZipFile } from './library';
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from './limits';

export interface ZipOptions {
	limits?: Partial<ZipLimits>;
	/** Of the archive, for errors. */
	path?: string;
}

const LOCAL_HEADER_BYTES = 30;
const SIGNATURE_BYTES = 4;
const HAS_DESCRIPTOR = 0x8;
const IS_ENCRYPTED = 0x1;
/** The real size stands in a field of ZIP64. */
const IN_ZIP64 = 0xffff_ffff;
/** What may follow the directory: its end, its end in ZIP64, a signature. */
const BEHIND_DIRECTORY = new Set([0x0605_4b50, 0x0606_4b50, 0x0505_4b50]);

/**
 * Reads the table of contents, and refuses the archive for anything that could do harm: a name that leads elsewhere, a
 * link, two of one name, entries within one another, and more than the limits allow (ARCHIVE_REFUSED). CORRUPTED for
 * what is no ZIP or a part of one. Reads a few dozen KiB at the end. `close` stays with whoever opened the bytes.
 */
export async function openZip(access: RandomAccess, { limits, path }: ZipOptions = {}): Promise<Zip> {
	const failures = new ZipFailures(path);
	const all = { ...DEFAULT_ZIP_LIMITS, ...limits };
	try {
		const reader = new AccessReader(access);
		const file = await fromRandomAccessReaderPromise(reader, access.sizeBytes, OPTIONS);
		const directoryStart = cursorOf(file);
		assertDirectory(file, access.sizeBytes - directoryStart, all, failures);
		const headers = await readHeaders(file, reader, { limits: all, failures });
		return new Zip(access, file, headers, directoryStart, { limits: all, failures });
	} catch (error) {
		throw failures.explain(error, 'it is no ZIP archive, or a damaged one');
	}
}

/** Names come as bytes, since the library would end at the first bad one without saying whose it is. */
const OPTIONS = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };

interface Rules {
	limits: ZipLimits;
	failures: ZipFailures;
}

/** An archive that was looked through. */
export class Zip {
	/** Files and folders, in the order of the directory. */
	readonly entries: readonly ZipEntry[];
	readonly #headers: ReadonlyMap<ZipEntry, Entry>;
	readonly #rooms: Rooms;

	/** Use `openZip`. */
	constructor(
		private readonly access: RandomAccess,
		private readonly file: ZipFile,
		headers: ReadonlyMap<ZipEntry, Entry>,
		directoryStart: number,
		private readonly rules: Rules,
	) {
		this.entries = [...headers.keys()];
		this.#headers = headers;
		assertHarmless(this.entries, rules);
		this.#rooms = this.#findRooms(directoryStart);
	}

	/**
	 * The content of a file. UNSUPPORTED for an encrypted one, or a compression that is not known here. The body fails
	 * with CORRUPTED or ARCHIVE_REFUSED when it is not what the archive states; what came before does not count then.
	 */
	async open(entry: ZipEntry): Promise<Readable> {
		const { failures } = this.rules;
		const header = this.#headers.get(entry);
		if (!header || entry.isFolder) throw failures.make('INVALID_REQUEST', `${shown(entry.name)} is no file of this archive`);
		this.#assertReadable(entry);
		try {
			const local = await this.file.readLocalFileHeaderPromise(header);
			this.#assertAgree(entry, header, local);
			return entryBody(this.access, { entry, start: local.fileDataStart, crc32: header.crc32 }, failures);
		} catch (error) {
			throw failures.explain(error, `${shown(entry.name)} is damaged`);
		}
	}

	#assertReadable({ name, encryption, method }: ZipEntry): void {
		const { failures } = this.rules;
		if (encryption) throw failures.make('UNSUPPORTED', `${shown(name)} is encrypted with a password (${encryption})`, 'Let whoever makes the archive leave the password out.');
		if (method !== 'stored' && method !== 'Deflate') throw failures.make('UNSUPPORTED', `${shown(name)} is compressed with ${method}`, REPACK);
	}

	/** Two readers of one archive must not see two different files. */
	#assertAgree(entry: ZipEntry, header: Entry, local: LocalFileHeader): void {
		const { failures } = this.rules;
		const end = local.fileDataStart + entry.compressedBytes;
		if (end > (this.#rooms.get(entry) ?? 0)) throw overlap(entry, failures);
		const isSame =
			local.fileName.equals(header.fileNameRaw) &&
			local.compressionMethod === header.compressionMethod &&
			(local.generalPurposeBitFlag & IS_ENCRYPTED) === (header.generalPurposeBitFlag & IS_ENCRYPTED) &&
			((local.generalPurposeBitFlag & HAS_DESCRIPTOR) !== 0 || saysTheSame(local, header));
		if (!isSame) throw failures.make('CORRUPTED', `the header of ${shown(entry.name)} says otherwise than the table of contents`);
	}

	#findRooms(directoryStart: number): Rooms {
		const places = [...this.#headers].map(([entry, { relativeOffsetOfLocalHeader, fileNameRaw }]) => ({
			entry,
			headerStart: relativeOffsetOfLocalHeader,
			leastBytes: LOCAL_HEADER_BYTES + fileNameRaw.length + entry.compressedBytes,
		}));
		const found = roomsOf(places, directoryStart);
		if ('overlapping' in found) throw overlap(found.overlapping, this.rules.failures);
		return found.rooms;
	}
}

function saysTheSame(local: LocalFileHeader, header: Entry): boolean {
	const isSame = (a: number, b: number) => a === b || a === IN_ZIP64;
	return (
		local.crc32 === header.crc32 &&
		isSame(local.compressedSize, header.compressedSize) &&
		isSame(local.uncompressedSize, header.uncompressedSize)
	);
}

function overlap({ name }: ZipEntry, failures: ZipFailures): Error {
	return failures.make('ARCHIVE_REFUSED', `${shown(name)} overlaps with what follows it`);
}

/** Where the library reads next. */
function cursorOf(file: ZipFile): number {
	return Number(file.readEntryCursor);
}

function assertDirectory({ entryCount }: ZipFile, sizeBytes: number, { maxEntries, maxDirectoryBytes }: ZipLimits, failures: ZipFailures): void {
	if (sizeBytes < 0) throw failures.make('CORRUPTED', 'its table of contents should stand beyond its end: the archive is a part of one');
	if (entryCount > maxEntries) throw failures.make('ARCHIVE_REFUSED', `it has ${entryCount} entries, and ${maxEntries} are allowed`);
	if (sizeBytes > maxDirectoryBytes) throw failures.make('ARCHIVE_REFUSED', `its table of contents has ${sizeBytes} bytes, and ${maxDirectoryBytes} are allowed`);
}

async function readHeaders(file: ZipFile, reader: AccessReader, { limits, failures }: Rules): Promise<Map<ZipEntry, Entry>> {
	const headers = new Map<ZipEntry, Entry>();
	const breather = new Breather();
	for await (const header of file.eachEntry()) {
		const entry = toZipEntry(header);
		const problem = problemWithName(entry.name, limits);
		if (problem) throw failures.make('ARCHIVE_REFUSED', `the name ${shown(entry.name)} ${problem}`);
		const kind = specialKind(header);
		if (kind) throw failures.make('ARCHIVE_REFUSED', `${shown(entry.name)} is no file: it is a ${kind}`);
		headers.set(entry, header);
		if (breather.isDue()) await breather.breathe();
	}
	const next = await reader.bytes(cursorOf(file), SIGNATURE_BYTES);
	if (next.length === SIGNATURE_BYTES && BEHIND_DIRECTORY.has(next.readUInt32LE())) return headers;
	throw failures.make('CORRUPTED', `its table of contents goes on after the ${headers.size} entries that it should have`);
}

function assertHarmless(entries: readonly ZipEntry[], { limits, failures }: Rules): void {
	const names = new Set<string>();
	for (const { name } of entries) {
		if (names.has(name)) throw failures.make('ARCHIVE_REFUSED', `two entries have the name ${shown(name)}`);
		names.add(name);
	}
	const problem = problemWithSizes(entries, limits);
	if (problem) throw failures.make('ARCHIVE_REFUSED', problem);
}
