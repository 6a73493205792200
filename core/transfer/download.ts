import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { RecordingError, isRecordingError } from '../errors/recording-error';
import { RelayStream } from '../sources/layers/relay-stream';
import type { Recordings } from '../sources/recordings';
import type { SourceEntry } from '../sources/source';

/** Whole downloads of one file, when it changed in the middle or arrived damaged. */
const MAX_DOWNLOADS = 3;

export interface DownloadOptions<Stored> {
	/** Takes the bytes to where they belong. Rejects when the body fails; nothing of it counts then. */
	store(body: Readable, entry: SourceEntry): Promise<Stored>;
	/** Called before the first byte is stored; may throw to refuse the file. */
	accept?(entry: SourceEntry): void;
	signal?: AbortSignal;
}

export interface Downloaded<Stored> {
	stored: Stored;
	/** The file as it was when its bytes came. */
	entry: SourceEntry;
	/** `md5`: equal to the MD5 that the vendor states. `size`: the vendor states none; the length is right. */
	verifiedBy: 'md5' | 'size';
	/** MD5 of the bytes that were stored, base64. */
	contentMd5: string;
}

/** Downloads one file and checks it against what the vendor states about it. Throws RecordingError. */
export async function download<Stored>(
	recordings: Recordings,
	path: string,
	options: DownloadOptions<Stored>,
): Promise<Downloaded<Stored>> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await downloadOnce(recordings, path, options);
		} catch (error) {
			if (attempt === MAX_DOWNLOADS || !isWorthStartingAnew(error)) throw error;
		}
	}
}

async function downloadOnce<Stored>(
	recordings: Recordings,
	path: string,
	{ store, accept, signal }: DownloadOptions<Stored>,
): Promise<Downloaded<Stored>> {
	const { body, entry } = await recordings.read(path, { signal });
	const hash = createHash('md5');
	const checked = withChecksum(body, hash, (contentMd5) => verify(entry, contentMd5));
	let failure: unknown;
	checked.stream.on('error', (error) => (failure = error));
	try {
		accept?.(entry);
		const stored = await store(checked.stream, entry);
		// Not left to the store: one that overlooks the end, or the failure, of the body has not stored the file.
		if (failure !== undefined) throw failure;
		if (!checked.digest()) throw incomplete(entry);
		return { stored, entry, verifiedBy: entry.contentMd5 ? 'md5' : 'size', contentMd5: checked.digest() };
	} catch (error) {
		// What broke the body is the reason; the store may only say that its input failed.
		throw recordings.explain(failure ?? error, 'download', path);
	} finally {
		checked.stream.destroy();
	}
}

function withChecksum(
	body: Readable,
	hash: Hash,
	check: (digest: string) => void,
): { stream: RelayStream; digest(): string } {
	let digest = '';
	const hooks = {
		onChunk: (chunk: Buffer) => hash.update(chunk),
		onEnd: () => {
			digest = hash.digest('base64');
			check(digest);
		},
	};
	// A store of one chunk: Node.js would copy several into one for its reader, and frees what it copied so late that
	// a large file over TLS takes 50 MiB more.
	const stream = new RelayStream(body, hooks, 1);
	return { stream, digest: () => digest };
}

function verify({ path, container, contentMd5: stated }: SourceEntry, contentMd5: string): void {
	if (!stated || stated === contentMd5) return;
	throw new RecordingError({
		code: 'CORRUPTED',
		operation: 'download',
		path,
		container,
		detail: `what arrived has another MD5 (${contentMd5}) than the service states (${stated})`,
		advice: 'Something on the way altered the file, or it was stored damaged. Download it again later.',
	});
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
