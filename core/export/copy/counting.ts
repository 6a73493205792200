import type { Readable } from 'node:stream';
import { RecordingError } from '../../errors/recording-error';
import { RelayStream } from '../../sources/layers/relay-stream';
import { startHash } from '../../transfer/hashing';

/** What a stream held. */
export interface Passed {
	sizeBytes: number;
	/** Hexadecimal. */
	sha256: string;
	/** Base64, as services state it. */
	contentMd5: string;
}

export interface CountingOptions {
	/** A pass of its own over all bytes. */
	withMd5?: boolean;
	/** Where somebody states how many: a large file is hashed beside the event loop. */
	expectedBytes?: number;
}

/** Gives a stream to `take`, and tells what went by. */
export async function counting<Result>(
	content: Readable,
	take: (content: Readable) => Promise<Result>,
	options: CountingOptions = {},
): Promise<{ result: Result } & WentBy> {
	const { stream, wentBy } = counted(content, options);
	const result = await take(stream);
	return { result, ...(await wentBy()) };
}

type WentBy = Omit<Passed, 'contentMd5'> & Partial<Passed>;

/** The stream, and what went by; to be asked for once, at its end. */
export function counted(content: Readable, { withMd5 = false, expectedBytes }: CountingOptions = {}): { stream: Readable; wentBy(): Promise<WentBy> } {
	const sha256 = startHash('sha256', expectedBytes);
	const md5 = withMd5 ? startHash('md5', expectedBytes) : undefined;
	let sizeBytes = 0;
	const onChunk = (chunk: Buffer) => {
		sizeBytes += chunk.length;
		return both(sha256.update(chunk), md5?.update(chunk));
	};
	let digests: Promise<[Buffer, Buffer | undefined]> | undefined;
	const onEnd = async () => {
		digests = Promise.all([sha256.digest(), md5?.digest()]);
		await digests;
	};
	const onClose = () => {
		sha256.drop();
		md5?.drop();
	};
	const stream = new RelayStream(content, { onChunk, onEnd, onClose }, 1);
	// Between two readers nobody listens.
	stream.on('error', () => {});
	return {
		stream,
		wentBy: async () => {
			const [sha, md] = (await digests) ?? [];
			if (!sha) throw new RecordingError({ code: 'UNKNOWN', operation: 'export', detail: 'only a part of the content was taken' });
			return { sizeBytes, sha256: sha.toString('hex'), contentMd5: md?.toString('base64') };
		},
	};
}

function both(one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> {
	return one && other ? Promise.all([one, other]).then(() => {}) : (one ?? other);
}
