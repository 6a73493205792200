import type { Secret } from '../../secrets/secret';
import type { RecordingError } from '../../errors/recording-error';
import type { AccessReader } from './access-reader';
import { checkBitsOf, headBytesOf, tailBytesOf, unlock, type Decrypt, type Lock } from './encryption/unlock';
import type { ListedEntry, ZipEntry } from './entry';
import { WITH_DESCRIPTOR } from './flags';
import { REPACK, shown, type ZipFailures } from './failure';

/** An encrypted entry, and where its bytes begin. */
export interface LockedEntry {
	entry: ZipEntry;
	lock: Lock;
	dataStart: number;
}

export interface Unlocked {
	decrypt: Decrypt;
	/** Before what is decrypted, and behind it. */
	headBytes: number;
	tailBytes: number;
}

/** A wrong password gets past this many bits once in sixteen million times. */
const ENOUGH_BITS = 24;

/**
 * The password of an archive, and what speaks for it. An entry has but 8 or 16 bits by which a wrong one is seen, so that
 * a wrong one gets by now and then; several entries leave no doubt. (An archive can have several passwords, too.)
 */
export class ZipPassword {
	/** Bits that each entry speaks for it; 0 where it does not open. */
	readonly #evidence = new Map<ZipEntry, number>();
	#isProven = false;

	constructor(
		private readonly secret: Secret | undefined,
		private readonly reader: AccessReader,
		private readonly failures: ZipFailures,
	) {}

	/** No doubt is left: what goes wrong from here on is not the password's fault. */
	get isProven(): boolean {
		return this.#isProven;
	}

	/** Throws ARCHIVE_PASSWORD where there is none. */
	assertGiven({ name, encryption }: ZipEntry): void {
		if (this.secret !== undefined && this.secret.reveal() !== '') return;
		throw this.failures.make('ARCHIVE_PASSWORD', `${shown(name)} is encrypted (${encryption}), and no password was given`, this.failures.advice.password ?? 'Unpack it first, with its password: Recording Files > Unpack Archive.');
	}

	/** Throws UNSUPPORTED for an encryption that is unknown here, CORRUPTED for an entry that has no room for one. */
	lockOf({ encryption, name, compressedBytes, flags, statedCrc32, dosTime }: ListedEntry): Lock {
		if (encryption === undefined || encryption === 'AES') throw this.failures.make('UNSUPPORTED', `${shown(name)} is encrypted in a way that is not known here`, REPACK);
		// Where the CRC-32 follows the data, the check byte had to be one of the time.
		const lock: Lock = encryption === 'ZipCrypto' ? { kind: encryption, checkByte: flags & WITH_DESCRIPTOR ? (dosTime >>> 8) & 0xff : statedCrc32 >>> 24 } : { kind: encryption };
		if (compressedBytes >= headBytesOf(lock) + tailBytesOf(lock)) return lock;
		throw this.failures.make('CORRUPTED', `${shown(name)} has ${compressedBytes} bytes, fewer than its encryption takes`);
	}

	/** Undefined where it does not open. Counts as evidence. */
	async open({ entry, lock, dataStart }: LockedEntry): Promise<Unlocked | undefined> {
		const head = await this.reader.bytes(dataStart, headBytesOf(lock));
		const decrypt = await unlock(lock, head, Buffer.from(this.secret?.reveal() ?? ''));
		this.#note(entry, decrypt ? checkBitsOf(lock) : 0);
		return decrypt && { decrypt, headBytes: headBytesOf(lock), tailBytes: tailBytesOf(lock) };
	}

	/** Throws ARCHIVE_PASSWORD when an entry did not open, unless others leave no doubt. */
	assertTrusted(): void {
		if (this.#isProven) return;
		for (const [entry, bits] of this.#evidence) if (bits === 0) throw this.wrong(entry);
	}

	wrong({ name }: ZipEntry): RecordingError {
		return this.failures.make('ARCHIVE_PASSWORD', `the password does not open ${shown(name)}`);
	}

	/** What the check of an entry let pass, but its content does not bear out. */
	doubtful({ name }: ZipEntry): RecordingError {
		return this.failures.make('ARCHIVE_PASSWORD', `the password does not open ${shown(name)}, or that file is damaged`);
	}

	#note(entry: ZipEntry, bits: number): void {
		if (this.#isProven) return;
		this.#evidence.set(entry, bits);
		let sum = 0;
		for (const each of this.#evidence.values()) sum += each;
		this.#isProven = sum >= ENOUGH_BITS;
		if (this.#isProven) this.#evidence.clear();
	}
}
