import { RecordingError } from '../errors/recording-error';
import type { ChecksumAlgorithm, SourceEntry } from '../sources/source';

/** What somebody said of a file before: a listing, or a first attempt. It counts for the same ETag only. */
export type KnownFile = Pick<SourceEntry, 'etag' | 'sizeBytes' | 'contentMd5' | 'checksum'>;

/**
 * `md5`, or another checksum: equal to the one that the vendor states. `size`: the vendor states none; the length is
 * right. `none`: not even a length was stated.
 */
export type VerifiedBy = 'md5' | ChecksumAlgorithm | 'size' | 'none';

/** What came, as it was counted on the way. */
export interface Arrived {
	sizeBytes: number;
	contentMd5: string;
	/** By the algorithm that the service states, where one was needed. */
	checksum?: string;
}

/** The entry; what it leaves out comes from what is known of the same version, which must not say otherwise. */
export function completed(entry: SourceEntry, known: KnownFile = {}): KnownFile {
	const { etag, sizeBytes, contentMd5, checksum } = entry;
	if (etag === undefined || etag !== known.etag) return { etag, sizeBytes, contentMd5, checksum };
	assertAgree(entry, 'size', known.sizeBytes, sizeBytes);
	assertAgree(entry, 'MD5', known.contentMd5, contentMd5);
	return {
		etag,
		sizeBytes: sizeBytes ?? known.sizeBytes,
		contentMd5: contentMd5 ?? known.contentMd5,
		checksum: checksum ?? known.checksum,
	};
}

function assertAgree<Value>({ path, container }: SourceEntry, what: string, before?: Value, now?: Value): void {
	if (before === undefined || now === undefined || before === now) return;
	throw new RecordingError({
		code: 'CORRUPTED',
		operation: 'download',
		path,
		container,
		detail: `the service states another ${what} (${String(now)}) than before (${String(before)}), for the same version of the file`,
		advice: 'List it again. If it says so again, look at the proxies between n8n and the service.',
	});
}

/** Throws CORRUPTED when what came is not what was stated. */
export function verify({ path, container }: SourceEntry, stated: KnownFile, arrived: Arrived): void {
	const problem = differenceBetween(stated, arrived);
	if (problem === undefined) return;
	throw new RecordingError({
		code: 'CORRUPTED',
		operation: 'download',
		path,
		container,
		detail: problem,
		advice: 'Something on the way altered the file, or it was stored damaged. Download it again later.',
	});
}

function differenceBetween(stated: KnownFile, { sizeBytes, contentMd5, checksum }: Arrived): string | undefined {
	if (stated.sizeBytes !== undefined && stated.sizeBytes !== sizeBytes) {
		return `${sizeBytes} bytes arrived, and the service states ${stated.sizeBytes}`;
	}
	if (checksum !== undefined && checksum !== stated.checksum?.value) {
		const { algorithm = '', value } = stated.checksum ?? {};
		return `what arrived has another ${algorithm.toUpperCase()} (${checksum}) than the service states (${value})`;
	}
	if (!stated.contentMd5 || stated.contentMd5 === contentMd5) return undefined;
	return `what arrived has another MD5 (${contentMd5}) than the service states (${stated.contentMd5})`;
}

export function meansOf({ contentMd5, checksum, sizeBytes }: KnownFile): VerifiedBy {
	if (contentMd5) return 'md5';
	if (checksum) return checksum.algorithm;
	return sizeBytes === undefined ? 'none' : 'size';
}
