import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { RelayStream } from '../../sources/layers/relay-stream';

/** What a stream held. */
export interface Passed {
	sizeBytes: number;
	/** Hexadecimal. */
	sha256: string;
	/** Base64, as services state it. */
	contentMd5: string;
}

/** Gives a stream to `take`, and tells what went by. The MD5 is a pass of its own over all bytes: only where asked for. */
export async function counting<Result>(
	content: Readable,
	take: (content: Readable) => Promise<Result>,
	withMd5 = false,
): Promise<{ result: Result } & WentBy> {
	const { stream, wentBy } = counted(content, withMd5);
	const result = await take(stream);
	return { result, ...wentBy() };
}

type WentBy = Omit<Passed, 'contentMd5'> & Partial<Passed>;

/** The stream, and what went by; to be asked for once, at its end. */
export function counted(content: Readable, withMd5 = false): { stream: Readable; wentBy(): WentBy } {
	const sha256 = createHash('sha256');
	const md5 = withMd5 ? createHash('md5') : undefined;
	let sizeBytes = 0;
	const onChunk = (chunk: Buffer) => {
		sha256.update(chunk);
		md5?.update(chunk);
		sizeBytes += chunk.length;
	};
	const stream = new RelayStream(content, { onChunk }, 1);
	// Between two readers nobody listens.
	stream.on('error', () => {});
	return { stream, wentBy: () => ({ sizeBytes, sha256: sha256.digest('hex'), contentMd5: md5?.digest('base64') }) };
}
