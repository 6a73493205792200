import { isAbort } from '../../errors/classify';
import type { ErrorCode } from '../../errors/codes';
import { isRecordingError, RecordingError } from '../../errors/recording-error';
import { cutText } from '../../secrets/cut';

const MAX_NAME = 200;

export const UNZIP = 'unzip';

/** What to do, in the words of whoever opens an archive: where a password is missing, and where a limit can be raised. */
export interface ZipAdvice {
	password?: string;
	maxEntries?: string;
}

const ADVICE: Partial<Record<ErrorCode, string>> = {
	ARCHIVE_PASSWORD: 'Look whether it is the password of this archive, to the letter. An archive can have several: then open it once for each.',
	ARCHIVE_REFUSED: 'Find out who made the archive before you open it with another program.',
	CORRUPTED: 'Get the archive again. If it stays so, it was stored damaged.',
};

/** Makes the errors of one archive. */
export class ZipFailures {
	constructor(
		private readonly path?: string,
		readonly advice: ZipAdvice = {},
	) {}

	make(code: ErrorCode, detail: string, advice = ADVICE[code]): RecordingError {
		return new RecordingError({ code, operation: UNZIP, path: this.path, detail, advice });
	}

	/** What the library or zlib threw. Errors of where the bytes come from stay as they are. */
	explain(error: unknown, what: string): unknown {
		if (isRecordingError(error) || isAbort(error)) return error;
		const text = error instanceof Error ? error.message : String(error);
		if (text.includes('strong encryption')) return this.make('UNSUPPORTED', "it is encrypted with PKWARE's Strong Encryption (SES), which is not supported", REPACK);
		if (text.includes('multi-disk')) return this.make('UNSUPPORTED', 'it is the last part of a split archive', JOIN);
		// The beginning of other errors of the system, such as ENOSPC, is their code; those are no fault of the archive.
		if (isSystemError(error)) return error;
		return this.make('CORRUPTED', `${what}: ${text}`);
	}
}

export const REPACK = 'Let whoever makes it use Deflate or no compression; and AES-256, ZipCrypto or no encryption.';

export const JOIN = 'Join its parts with the program that split it, or let whoever makes it leave it in one piece.';

function isSystemError(error: unknown): boolean {
	return typeof (error as { syscall?: unknown }).syscall === 'string';
}

/** A name of an entry for a message; it comes from a stranger. */
export function shown(name: string): string {
	const printable = name.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
	return `"${cutText(printable, MAX_NAME, '…')}"`;
}
