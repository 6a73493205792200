import { Readable } from 'node:stream';
import { isRecordingError } from '../../errors/recording-error';
import type { Secret } from '../../secrets/secret';
import { destroyOnAbort } from '../../sources/layers/abort';
import type { RequestOptions } from '../../sources/source';
import type { RandomAccess } from '../random-access';
import { AccessReader } from './access-reader';
import { entryBody, type EntryData } from './body';
import type { Rooms } from './checks';
import { overlap, readDirectory, type Directory, type Rules } from './directory';
import { ListedEntry, type ZipEntry } from './entry';
import { ENCRYPTED, WITH_DESCRIPTOR } from './flags';
import { REPACK, shown, UNZIP, ZipFailures, type ZipAdvice } from './failure';
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from './limits';
import { readLocalHeader, type LocalHeader } from './local-header';
import { ZipPassword, type LockedEntry } from './password';

export interface ZipOptions {
	/** For encrypted files; taken as UTF-8. */
	password?: Secret;
	limits?: Partial<ZipLimits>;
	/** Of the archive, for errors. */
	path?: string;
	advice?: ZipAdvice;
}

/** The real size stands in a field of ZIP64. */
const IN_ZIP64 = 0xffff_ffff;
/** Files whose check a password has to pass before the first one is handed on. */
const SAMPLES = 4;

/**
 * Reads the table of contents, and refuses the archive for what could do harm and no honest program makes: a name that leads
 * elsewhere, two of one name, entries within one another, and more than the limits allow (ARCHIVE_REFUSED). CORRUPTED for
 * what is no ZIP or a part of one; UNSUPPORTED for a split one. Reads a few dozen KiB at the end. The password is not
 * looked at yet. `close` stays with whoever opened the bytes.
 */
export async function openZip(access: RandomAccess, { password, limits, path, advice }: ZipOptions = {}): Promise<Zip> {
	const failures = new ZipFailures(path, advice);
	const rules = { limits: { ...DEFAULT_ZIP_LIMITS, ...limits }, failures };
	try {
		const reader = new AccessReader(access);
		return new Zip(reader, await readDirectory(access, reader, rules), rules, password);
	} catch (error) {
		throw failures.explain(error, 'it is no ZIP archive, or a damaged one');
	}
}

/** An archive that was looked through. */
export class Zip {
	/** Files and folders, in the order of the directory. */
	readonly entries: readonly ZipEntry[];
	/** The files that somebody means to open. */
	#chosen: readonly ZipEntry[] | undefined;
	readonly #rooms: Rooms;
	readonly #failures: ZipFailures;
	readonly #password: ZipPassword;

	/** Use `openZip`. */
	constructor(
		private readonly reader: AccessReader,
		{ entries, rooms }: Directory,
		{ failures }: Rules,
		password?: Secret,
	) {
		this.entries = entries;
		this.#failures = failures;
		this.#password = new ZipPassword(password, reader, failures);
		this.#rooms = rooms;
	}

	/**
	 * Throws ARCHIVE_PASSWORD when files are encrypted and the password is missing or wrong. Looks at a few of them, at one
	 * range each; a single small file may need its content to tell, and does when it is opened.
	 */
	async checkPassword(files: readonly ZipEntry[] = this.#chosen ?? this.entries.filter(({ isFolder, problem }) => !isFolder && problem === undefined)): Promise<void> {
		// Others may have another password.
		this.#chosen = files;
		const encrypted = files.filter(({ encryption }) => encryption !== undefined && encryption !== 'AES');
		if (encrypted.length === 0) return;
		this.#password.assertGiven(encrypted[0]);
		for (const entry of spread(encrypted, SAMPLES)) {
			if (!this.#password.isProven) await this.#tryOn(entry);
		}
		this.#password.assertTrusted();
	}

	/** A damaged entry says nothing of the password; whoever opens it will hear of it. */
	async #tryOn(entry: ZipEntry): Promise<void> {
		try {
			await this.#password.open(await this.#lockedEntry(entry));
		} catch (error) {
			if (!isRecordingError(error) || error.operation !== UNZIP) throw error;
		}
	}

	/**
	 * The content of a file. ARCHIVE_REFUSED for one with a `problem`; ARCHIVE_PASSWORD where the password is missing or wrong, which is said before the body hands
	 * on anything; UNSUPPORTED for a compression or encryption that is not known here. The body fails with CORRUPTED or
	 * ARCHIVE_REFUSED when it is not what the archive states; what came before does not count then.
	 */
	async open(entry: ZipEntry, { signal }: RequestOptions = {}): Promise<Readable> {
		const body = Readable.from(await this.bytesOf(entry), { objectMode: false });
		if (signal) destroyOnAbort(body, signal);
		return body;
	}

	/** The same without a stream around it, which costs more memory than a small file. */
	async bytesOf(entry: ZipEntry): Promise<AsyncGenerator<Buffer>> {
		const listed = this.#listed(entry);
		const { name, encryption, method, problem } = listed;
		if (problem !== undefined) throw this.#failures.make('ARCHIVE_REFUSED', problem, 'The other files of the archive can be read.');
		if (listed.isFolder) throw this.#stranger(entry);
		if (encryption !== undefined) this.#password.assertGiven(entry);
		if (method !== 'stored' && method !== 'Deflate') throw this.#failures.make('UNSUPPORTED', `${shown(name)} is compressed with ${method}`, REPACK);
		try {
			const local = await this.#localHeader(listed);
			const data = { entry, start: local.dataStart, crc32: listed.crc32 };
			return entryBody(this.reader, encryption === undefined ? data : await this.#unlock(data), this.#failures);
		} catch (error) {
			throw this.#failures.explain(error, `${shown(name)} is damaged`);
		}
	}

	async #unlock(data: EntryData): Promise<EntryData> {
		const { entry } = data;
		const unlocked = await this.#password.open(await this.#lockedEntry(entry));
		if (!unlocked) throw this.#password.wrong(entry);
		if (!this.#password.isProven) await this.checkPassword();
		return { ...data, unlocked, doubt: this.#password.isProven ? undefined : () => this.#password.doubtful(entry) };
	}

	async #lockedEntry(entry: ZipEntry): Promise<LockedEntry> {
		const listed = this.#listed(entry);
		return { entry, lock: this.#password.lockOf(listed), dataStart: (await this.#localHeader(listed)).dataStart };
	}

	#listed(entry: ZipEntry): ListedEntry {
		if (entry instanceof ListedEntry) return entry;
		throw this.#stranger(entry);
	}

	#stranger({ name }: ZipEntry): Error {
		return this.#failures.make('INVALID_REQUEST', `${shown(name)} is no file of this archive`);
	}

	/** Two readers of one archive must not see two different files. */
	async #localHeader(entry: ListedEntry): Promise<LocalHeader> {
		const local = await readLocalHeader(this.reader, entry.headerStart, this.#failures);
		if (local.dataStart + entry.compressedBytes > this.#rooms.endOf(entry.headerStart)) throw overlap(entry, this.#failures);
		const isSame =
			local.nameRaw.equals(entry.nameRaw) &&
			local.method === entry.statedMethod &&
			(local.flags & ENCRYPTED) === (entry.flags & ENCRYPTED) &&
			((local.flags & WITH_DESCRIPTOR) !== 0 || saysTheSame(local, entry));
		if (!isSame) throw this.#failures.make('CORRUPTED', `the header of ${shown(entry.name)} says otherwise than the table of contents`);
		return local;
	}
}

function saysTheSame(local: LocalHeader, { compressedBytes, sizeBytes, statedCrc32 }: ListedEntry): boolean {
	const isSame = (a: number, b: number) => a === b || a === IN_ZIP64;
	return local.crc32 === statedCrc32 && isSame(local.compressedBytes, compressedBytes) && isSame(local.sizeBytes, sizeBytes);
}

/** So many of them, from the first to the last. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
	if (items.length <= count) return [...items];
	return Array.from({ length: count }, (_, index) => items[Math.floor((index * (items.length - 1)) / (count - 1))]);
}
