import { Breather } from '../../listing/breather';
import type { RandomAccess } from '../random-access';
import { AccessReader } from './access-reader';
import { problemWithSizes, Rooms } from './checks';
import { ListedEntry, specialKind, type ZipEntry } from './entry';
import { JOIN, shown, type ZipFailures } from './failure';
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from './library';
import type { ZipLimits } from './limits';
import { problemElsewhere, problemWithName, SeenNames } from './names';

/** What an archive and its checks have in common. */
export interface Rules {
	limits: ZipLimits;
	failures: ZipFailures;
}

/** The table of contents, found harmless. */
export interface Directory {
	/** In the order in which they stand there. */
	entries: ListedEntry[];
	rooms: Rooms;
}

const SIGNATURE_BYTES = 4;
/** What may follow the directory: its end, its end in ZIP64, a signature. */
const BEHIND_DIRECTORY = new Set([0x0605_4b50, 0x0606_4b50, 0x0505_4b50]);
/** A split archive begins with it, or with the mark of one that could have been split and was not. */
const SPLIT_MARK = 0x0807_4b50;
const FIRST_ENTRY = 0x0403_4b50;

/** Names come as bytes, since the library would end at the first bad one without saying whose it is. */
const OPTIONS = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };

/** Throws ARCHIVE_REFUSED for what could do harm, CORRUPTED for what is no ZIP, UNSUPPORTED for a part of a split one. */
export async function readDirectory(access: RandomAccess, reader: AccessReader, { limits, failures }: Rules): Promise<Directory> {
	const file = await openFile(access, reader, failures);
	const start = cursorOf(file);
	assertDirectory(file, access.sizeBytes - start, limits, failures);
	const entries = await readEntries(file, reader, { limits, failures });
	const problem = problemWithSizes(entries, limits);
	if (problem) throw failures.make('ARCHIVE_REFUSED', problem);
	return { entries, rooms: await roomsOf(entries, start, failures) };
}

async function openFile(access: RandomAccess, reader: AccessReader, failures: ZipFailures): Promise<ZipFile> {
	try {
		return await fromRandomAccessReaderPromise(reader, access.sizeBytes, OPTIONS);
	} catch (error) {
		const first = access.sizeBytes < SIGNATURE_BYTES ? 0 : (await access.read(0, SIGNATURE_BYTES)).readUInt32LE();
		if (!isWithoutEnd(error)) throw error;
		if (first === SPLIT_MARK) throw failures.make('UNSUPPORTED', 'it is a part of a split archive', JOIN);
		if (first === FIRST_ENTRY) throw failures.make('CORRUPTED', 'it begins like a ZIP archive, and its end is missing: it was cut off, or is the first part of a split archive');
		throw error;
	}
}

function isWithoutEnd(error: unknown): boolean {
	return error instanceof Error && error.message.startsWith('End of central directory');
}

/** Where the library reads next. */
function cursorOf(file: ZipFile): number {
	return Number(file.readEntryCursor);
}

async function roomsOf(entries: readonly ListedEntry[], directoryStart: number, failures: ZipFailures): Promise<Rooms> {
	const breather = new Breather();
	await breather.breathe();
	const rooms = new Rooms(entries, directoryStart);
	await breather.breathe();
	const overlapping = await rooms.overlapping(entries);
	if (overlapping) throw overlap(overlapping, failures);
	return rooms;
}

export function overlap({ name }: ZipEntry, failures: ZipFailures): Error {
	return failures.make('ARCHIVE_REFUSED', `${shown(name)} overlaps with another entry, or with what follows it`);
}

function assertDirectory({ entryCount }: ZipFile, sizeBytes: number, { maxEntries, maxDirectoryBytes }: ZipLimits, failures: ZipFailures): void {
	if (sizeBytes < 0) throw failures.make('CORRUPTED', 'its table of contents should stand beyond its end: it was cut off, or is a part of a split archive');
	if (entryCount > maxEntries) throw failures.make('ARCHIVE_REFUSED', `it has ${entryCount} entries, and ${maxEntries} are allowed`, failures.advice.maxEntries);
	if (sizeBytes > maxDirectoryBytes) throw failures.make('ARCHIVE_REFUSED', `its table of contents has ${sizeBytes} bytes, and ${maxDirectoryBytes} are allowed`, failures.advice.maxEntries);
}

async function readEntries(file: ZipFile, reader: AccessReader, { limits, failures }: Rules): Promise<ListedEntry[]> {
	const entries: ListedEntry[] = [];
	const seen = new SeenNames();
	const breather = new Breather();
	for await (const header of file.eachEntry()) {
		const entry = new ListedEntry(header, ownProblem);
		const problem = problemWithName(entry.name, limits) ?? seen.add(entry.name);
		if (problem) throw failures.make('ARCHIVE_REFUSED', `the name ${shown(entry.name)} ${problem}`);
		entries.push(entry);
		if (breather.isDue()) await breather.breathe();
	}
	const next = await reader.bytes(cursorOf(file), SIGNATURE_BYTES);
	if (next.length === SIGNATURE_BYTES && BEHIND_DIRECTORY.has(next.readUInt32LE())) return entries;
	throw failures.make('CORRUPTED', `its table of contents goes on after the ${entries.length} entries that it should have`);
}

function ownProblem(name: string, header: Entry): string | undefined {
	const kind = specialKind(header);
	if (kind) return `${shown(name)} is no file: it is a ${kind}`;
	const problem = name.endsWith('/') ? undefined : problemElsewhere(name);
	return problem && `the name ${shown(name)} ${problem}`;
}
