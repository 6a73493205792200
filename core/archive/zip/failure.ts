import { isAbort } from '../../errors/classify';
import type { ErrorCode } from '../../errors/codes';
import { isRecordingError, RecordingError } from '../../errors/recording-error';

const MAX_NAME = 200;

const ADVICE: Partial<Record<ErrorCode, string>> = {
	ARCHIVE_REFUSED: 'Find out who made the archive before you open it with another program.',
	CORRUPTED: 'Get the archive again. If it stays so, it was stored damaged.',
};

/** Makes the errors of one archive. */
export class ZipFailures {
	constructor(private readonly path?: string) {}

	make(code: ErrorCode, detail: string, advice = ADVICE[code]): RecordingError {
		return new RecordingError({ code, operation: 'unzip', path: this.path, detail, advice });
	}

	/** What the library or zlib threw. Errors of where the bytes come from stay as they are. */
	explain(error: unknown, what: string): unknown {
		if (isRecordingError(error) || isAbort(error)) return error;
		const text = error instanceof Error ? error.message : String(error);
		const unsupported = /strong encryption|multi-disk/.exec(text)?.[0];
		if (unsupported) return this.make('UNSUPPORTED', `the archive needs what is not offered here: ${unsupported}`, REPACK);
		// The beginning of other errors of the system, such as ENOSPC, is their code; those are no fault of the archive.
		if (isSystemError(error)) return error;
		return this.make('CORRUPTED', `${what}: ${text}`);
	}
}

export const REPACK = 'Let whoever makes it use plain ZIP, with Deflate or without compression.';

function isSystemError(error: unknown): boolean {
	return typeof (error as { syscall?: unknown }).syscall === 'string';
}

/** A name of an entry for a message; it comes from a stranger. */
export function shown(name: string): string {
	const printable = name.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
	return `"${printable.length > MAX_NAME ? `${printable.slice(0, MAX_NAME)}…` : printable}"`;
}
