import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Recordings } from '../sources/recordings';
import type { ReadResult, RequestOptions, SourceEntry } from '../sources/source';
import { RecordingError } from '../errors/recording-error';
import { assertInside, endedEarly, type RandomAccess } from './random-access';

/**
 * A stored file, read by ranges: an archive's table of contents and the one file that is wanted cost a few requests,
 * whatever else it holds. All ranges are of one version, where the service can hold them to it; otherwise of one size.
 * Does not close the recordings. Throws RecordingError.
 */
export async function recordingsAccess(recordings: Recordings, path: string, { signal }: RequestOptions = {}): Promise<RandomAccess> {
	const entry = await recordings.stat(path, { signal });
	const { sizeBytes } = entry;
	if (sizeBytes === undefined) throw withoutSize(entry);
	const ranges = new Ranges(recordings, entry, sizeBytes, signal);
	return {
		sizeBytes,
		read: async (offset, lengthBytes) => await ranges.read(offset, lengthBytes),
		stream: (start, end) => Readable.from(ranges.chunks(start, end), { objectMode: false }),
		close: async () => {},
	};
}

class Ranges {
	readonly #ifMatch: string | undefined;

	constructor(
		private readonly recordings: Recordings,
		private readonly entry: SourceEntry,
		private readonly sizeBytes: number,
		private readonly signal?: AbortSignal,
	) {
		if (recordings.can('readIfMatch')) this.#ifMatch = entry.etag;
	}

	async read(offset: number, lengthBytes: number): Promise<Buffer> {
		return await buffer(Readable.from(this.chunks(offset, offset + lengthBytes), { objectMode: false }));
	}

	async *chunks(start: number, end: number): AsyncGenerator<Buffer> {
		const { path } = this.entry;
		assertInside(this.sizeBytes, start, end, path);
		if (start === end) return;
		const { body } = await this.#open(start, end);
		let arrived = 0;
		try {
			for await (const chunk of body as AsyncIterable<Buffer>) {
				arrived += chunk.length;
				if (arrived > end - start) throw endedEarly(path, 'the service sends more than the range that was asked for');
				yield chunk;
			}
		} catch (error) {
			throw this.recordings.explain(error, 'read', path);
		}
		if (arrived < end - start) throw endedEarly(path, `${arrived} of ${end - start} bytes arrived`);
	}

	async #open(start: number, end: number): Promise<ReadResult> {
		const { path, container } = this.entry;
		const range = { offset: start, lengthBytes: end - start };
		const result = await this.recordings.read(path, { ...range, ifMatch: this.#ifMatch, signal: this.signal });
		const { sizeBytes = this.sizeBytes } = result.entry;
		if (sizeBytes === this.sizeBytes) return result;
		result.body.destroy();
		throw new RecordingError({ code: 'CHANGED', operation: 'read', path, container, advice: 'Read it again.' });
	}
}

function withoutSize({ path, container }: SourceEntry): RecordingError {
	return new RecordingError({
		code: 'INVALID_RESPONSE',
		retryable: false,
		operation: 'read',
		path,
		container,
		detail: 'the service does not say how large the file is, so its end cannot be asked for',
		advice: 'Download it whole, and read the downloaded file.',
	});
}
