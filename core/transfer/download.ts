import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { RecordingError, isRecordingError } from '../errors/recording-error';
import { RelayStream } from '../sources/layers/relay-stream';
import type { Recordings } from '../sources/recordings';
import type { ChecksumAlgorithm, SourceEntry } from '../sources/source';
import { startChecksum, type RunningChecksum } from './checksums';

/** Whole downloads of one file, when it changed in the middle or arrived damaged. */
const MAX_DOWNLOADS = 3;

/** What somebody said of a file before: a listing, or a first attempt. It counts for the same ETag only. */
export type KnownFile = Pick<SourceEntry, 'etag' | 'sizeBytes' | 'contentMd5' | 'checksum'>;

export interface DownloadOptions<Stored> {
	/** Takes the bytes to where they belong. Rejects when the body fails; nothing of it counts then. */
	store(body: Readable, entry: SourceEntry): Promise<Stored>;
	/** Called before the first byte is stored; may throw to refuse the file. */
	accept?(entry: SourceEntry): void;
	known?: KnownFile;
	signal?: AbortSignal;
}

export interface Downloaded<Stored> {
	stored: Stored;
	/** The file as it was when its bytes came. */
	entry: SourceEntry;
	/**
	 * `md5`, or another checksum: equal to the one that the vendor states. `size`: the vendor states none; the length is
	 * right. `none`: not even a length was stated.
	 */
	verifiedBy: 'md5' | ChecksumAlgorithm | 'size' | 'none';
	/** MD5 of the bytes that were stored, base64. */
	contentMd5: string;
}

/** Downloads one file and checks it against what the vendor states about it. Throws RecordingError. */
export async function download<Stored>(
	recordings: Recordings,
	path: string,
	options: DownloadOptions<Stored>,
): Promise<Downloaded<Stored>> {
	let { known } = options;
	for (let attempt = 1; ; attempt++) {
		try {
			const { body, entry } = await recordings.read(path, { signal: options.signal });
			const file = { path, body, entry, stated: (known = completed(entry, known)) };
			return await storeVerified(recordings, file, options);
		} catch (error) {
			if (attempt === MAX_DOWNLOADS || !isWorthStartingAnew(error)) throw error;
		}
	}
}

/** The entry; what it leaves out comes from what is known of the same version. */
function completed(entry: SourceEntry, known: KnownFile = {}): KnownFile {
	const { etag, sizeBytes, contentMd5, checksum } = entry;
	if (etag === undefined || etag !== known.etag) return { etag, sizeBytes, contentMd5, checksum };
	return {
		etag,
		sizeBytes: sizeBytes ?? known.sizeBytes,
		contentMd5: contentMd5 ?? known.contentMd5,
		checksum: checksum ?? known.checksum,
	};
}

interface OpenFile {
	path: string;
	body: Readable;
	entry: SourceEntry;
	stated: KnownFile;
}

async function storeVerified<Stored>(
	recordings: Recordings,
	{ path, body, entry, stated }: OpenFile,
	{ store, accept }: DownloadOptions<Stored>,
): Promise<Downloaded<Stored>> {
	const checked = withChecksum(body, await furtherChecksum(stated), (arrived) => verify(entry, stated, arrived));
	let failure: unknown;
	checked.stream.on('error', (error) => (failure = error));
	try {
		accept?.(entry);
		const stored = await store(checked.stream, entry);
		// Not left to the store: one that overlooks the end, or the failure, of the body has not stored the file.
		if (failure !== undefined) throw failure;
		const contentMd5 = checked.digest();
		if (!contentMd5) throw incomplete(entry);
		return { stored, entry, verifiedBy: meansOf(stated), contentMd5 };
	} catch (error) {
		// What broke the body is the reason; the store may only say that its input failed.
		throw recordings.explain(failure ?? error, 'download', path);
	} finally {
		checked.stream.destroy();
	}
}

interface Arrived {
	sizeBytes: number;
	contentMd5: string;
	/** By the algorithm that the service states, where one was needed. */
	checksum?: string;
}

/** One more only where no MD5 is stated: each costs a pass over all bytes. */
async function furtherChecksum({ contentMd5, checksum }: KnownFile): Promise<RunningChecksum | undefined> {
	return contentMd5 || !checksum ? undefined : await startChecksum(checksum.algorithm);
}

function withChecksum(
	body: Readable,
	further: RunningChecksum | undefined,
	check: (arrived: Arrived) => void,
): { stream: RelayStream; digest(): string } {
	const hash = createHash('md5');
	let sizeBytes = 0;
	let contentMd5 = '';
	const hooks = {
		onChunk: (chunk: Buffer) => {
			hash.update(chunk);
			further?.update(chunk);
			sizeBytes += chunk.length;
		},
		onEnd: async () => {
			contentMd5 = hash.digest('base64');
			check({ sizeBytes, contentMd5, checksum: await further?.digest() });
		},
	};
	// A store of one chunk: Node.js would copy several into one for its reader, and frees what it copied so late that
	// a large file over TLS takes 50 MiB more.
	const stream = new RelayStream(body, hooks, 1);
	return { stream, digest: () => contentMd5 };
}

function verify({ path, container }: SourceEntry, stated: KnownFile, arrived: Arrived): void {
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

function meansOf({ contentMd5, checksum, sizeBytes }: KnownFile): Downloaded<unknown>['verifiedBy'] {
	if (contentMd5) return 'md5';
	if (checksum) return checksum.algorithm;
	return sizeBytes === undefined ? 'none' : 'size';
}

function incomplete({ path, container }: SourceEntry): RecordingError {
	return new RecordingError({
		code: 'UNKNOWN',
		operation: 'download',
		path,
		container,
		detail: 'only a part of the file was stored',
	});
}

function isWorthStartingAnew(error: unknown): boolean {
	return isRecordingError(error) && (error.code === 'CHANGED' || error.code === 'CORRUPTED');
}
