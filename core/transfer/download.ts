import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ErrorCode } from '../errors/codes';
import { RecordingError, isRecordingError } from '../errors/recording-error';
import { RelayStream } from '../sources/layers/relay-stream';
import type { Recordings } from '../sources/recordings';
import type { SourceEntry } from '../sources/source';
import { startChecksum, type RunningChecksum } from './checksums';
import { ownTurn } from './turns';
import { completed, meansOf, verify, type Arrived, type KnownFile, type VerifiedBy } from './verification';

/** Whole downloads of one file, when it changed in the middle, arrived damaged, or cannot be resumed. */
const MAX_DOWNLOADS = 3;
const WORTH_STARTING_ANEW = new Set<ErrorCode>(['CHANGED', 'CORRUPTED', 'RANGE_IGNORED']);

export interface DownloadOptions<Stored> {
	/** Takes the bytes to where they belong. Rejects when the body fails; nothing of it counts then. */
	store(body: Readable, entry: SourceEntry): Promise<Stored>;
	/** Called before the first byte is stored; may throw to refuse the file. */
	accept?(entry: SourceEntry): void;
	/** The same for its size; where nobody states one, called with what has come so far. */
	acceptSize?(entry: SourceEntry): void;
	known?: KnownFile;
	signal?: AbortSignal;
}

export interface Downloaded<Stored> {
	stored: Stored;
	/** The file as it was when its bytes came. */
	entry: SourceEntry;
	verifiedBy: VerifiedBy;
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
			await ownTurn();
			const { body, entry } = await recordings.read(path, { signal: options.signal });
			known = stating(body, () => completed(entry, known));
			return await storeVerified(recordings, { path, body, entry, stated: known }, options);
		} catch (error) {
			if (attempt === MAX_DOWNLOADS || !isWorthStartingAnew(error)) throw error;
		}
	}
}

/** Works out what is stated; the body is closed when that fails. */
function stating(body: Readable, work: () => KnownFile): KnownFile {
	try {
		return work();
	} catch (error) {
		body.destroy();
		throw error;
	}
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
	{ store, accept, acceptSize }: DownloadOptions<Stored>,
): Promise<Downloaded<Stored>> {
	const checked = withChecksum(body, await furtherChecksum(stated), {
		goOn: bounded({ entry, stated, acceptSize }),
		check: (arrived) => verify(entry, stated, arrived),
	});
	let failure: unknown;
	checked.stream.on('error', (error) => (failure = error));
	try {
		accept?.(entry);
		acceptSize?.(entry);
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

/** One more only where no MD5 is stated: each costs a pass over all bytes. */
async function furtherChecksum({ contentMd5, checksum }: KnownFile): Promise<RunningChecksum | undefined> {
	return contentMd5 || !checksum ? undefined : await startChecksum(checksum.algorithm);
}

/** No recording is as large; what goes on beyond has no end. */
const MOST_UNSTATED_BYTES = 64 * 1024 ** 3;
const ASKED_EVERY_BYTES = 1024 ** 2;

/** Ends a body that goes on beyond what the service or a listing stated, or, where nobody did, beyond what can be taken. */
function bounded({ entry, stated, acceptSize }: { entry: SourceEntry; stated: KnownFile; acceptSize?(entry: SourceEntry): void }): (sizeBytes: number) => void {
	let askedAt = ASKED_EVERY_BYTES;
	return (sizeBytes) => {
		if (stated.sizeBytes !== undefined && sizeBytes > stated.sizeBytes) throw goesOn(entry, 'CORRUPTED', `more bytes arrived than the ${stated.sizeBytes} that were stated`);
		if (stated.sizeBytes !== undefined || sizeBytes < askedAt) return;
		askedAt += ASKED_EVERY_BYTES;
		acceptSize?.({ ...entry, sizeBytes });
		if (sizeBytes > MOST_UNSTATED_BYTES) throw goesOn(entry, 'TOO_LARGE', `the service states no size, and went on beyond ${MOST_UNSTATED_BYTES / 1024 ** 3} GiB`);
	};
}

function goesOn({ path, container }: SourceEntry, code: ErrorCode, detail: string): RecordingError {
	const advice = 'Look at the service, and at the proxies between it and n8n.';
	return new RecordingError({ code, operation: 'download', path, container, detail, advice });
}

function withChecksum(
	body: Readable,
	further: RunningChecksum | undefined,
	{ goOn, check }: { goOn(sizeBytes: number): void; check(arrived: Arrived): void },
): { stream: RelayStream; digest(): string } {
	const hash = createHash('md5');
	let sizeBytes = 0;
	let contentMd5 = '';
	const hooks = {
		onChunk: (chunk: Buffer) => {
			hash.update(chunk);
			further?.update(chunk);
			sizeBytes += chunk.length;
			goOn(sizeBytes);
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
	return isRecordingError(error) && WORTH_STARTING_ANEW.has(error.code);
}
