import { RecordingError } from '../../errors/recording-error';
import type { Secret } from '../../secrets/secret';
import { readableName } from '../job-folder';
import { safePart } from '../names';
import type { ArchiveOptions } from '../types';

export interface ArchiveSettings extends Pick<ArchiveOptions, 'encryption'> {
	password?: Secret;
	maxBytes: number;
	maxFiles: number;
	/** What names of archives begin with. */
	stem: string;
}

/** So many more bytes of headers, metadata and manifest still fit into 32 bits. */
const MAX_BYTES = 4_000_000_000;
const MAX_FILES = 10_000;
/** Twice as many entries, with the manifest and what the archive says of itself, are what our own reader takes. */
const MOST_FILES = 49_999;

/** Throws INVALID_REQUEST, or ARCHIVE_PASSWORD where an encryption has no password. */
export function readArchiveOptions({ encryption, password, maxBytes = MAX_BYTES, maxFiles = MAX_FILES, name = '' }: ArchiveOptions, job: string): ArchiveSettings {
	if (!(maxBytes > 0)) throw invalid(`an archive cannot have ${maxBytes} bytes`, 'Give a number above 0.');
	if (!(maxFiles >= 1 && maxFiles <= MOST_FILES)) throw invalid(`an archive cannot have ${maxFiles} files`, `Give a number from 1 to ${MOST_FILES}.`);
	if (encryption !== undefined && !password?.reveal()) {
		const advice = 'Give a password, or turn the encryption off.';
		throw new RecordingError({ code: 'ARCHIVE_PASSWORD', operation: 'read the settings', detail: `archives should be encrypted (${encryption}), and no password was given`, advice });
	}
	const parts = name.split('/').filter((part) => part.trim() !== '').map(safePart);
	return { encryption, password, maxBytes, maxFiles, stem: parts.length > 0 ? parts.join('/') : readableName(job) };
}

function invalid(detail: string, advice: string): RecordingError {
	return new RecordingError({ code: 'INVALID_REQUEST', operation: 'read the settings', detail, advice });
}
