import { Readable } from 'node:stream';
import { classify } from '../../errors/classify';
import { ERROR_CODES } from '../../errors/codes';
import { RecordingError } from '../../errors/recording-error';
import type { ReadOptions, Source, SourceEntry } from '../source';
import { delegateTo } from './delegate';
import { RelayStream } from './relay-stream';

/** Cuts in a row without a single new byte before we give up. A cut after progress starts the count anew. */
export const MAX_CUTS_WITHOUT_PROGRESS = 3;

/**
 * Makes a read outlive cut connections: it goes on at the byte where it stopped, under If-Match, so that two
 * versions of a file can never be mixed. Also holds the source to the length that it promised.
 * Sits outside the retry layer, which repeats the re-opening; errors from there are final here.
 */
export function withResume(source: Source, onResume?: (path: string, offset: number) => void): Source {
	return {
		...delegateTo(source),
		read: async (path, options) => {
			const { body, entry } = await source.read(path, options);
			return { entry, body: new ResumingRead(source, path, options, entry, onResume).start(body) };
		},
	};
}

class ResumingRead {
	#receivedBytes = 0;
	#receivedAtLastCut = -1;
	#cutsWithoutProgress = 0;

	constructor(
		private readonly source: Source,
		private readonly path: string,
		private readonly options: ReadOptions,
		private readonly entry: SourceEntry,
		private readonly onResume?: (path: string, offset: number) => void,
	) {}

	start(body: Readable): RelayStream {
		return new RelayStream(body, {
			onChunk: (chunk) => this.#count(chunk.length),
			onEnd: () => this.#checkComplete(),
			recover: async (error) => await this.#recover(error),
		});
	}

	get #promisedBytes(): number | undefined {
		const { sizeBytes } = this.entry;
		if (sizeBytes === undefined) return this.options.lengthBytes;
		const restBytes = sizeBytes - this.options.offset;
		return Math.min(restBytes, this.options.lengthBytes ?? restBytes);
	}

	#count(bytes: number): void {
		this.#receivedBytes += bytes;
		const promised = this.#promisedBytes;
		if (promised !== undefined && this.#receivedBytes > promised) {
			throw this.#error('CORRUPTED', `more bytes arrived than the ${promised} that were promised`);
		}
	}

	#checkComplete(): void {
		const promised = this.#promisedBytes;
		if (promised === undefined || this.#receivedBytes === promised) return;
		throw Object.assign(new Error(`Only ${this.#receivedBytes} of ${promised} bytes arrived`), {
			code: 'ERR_STREAM_PREMATURE_CLOSE',
		});
	}

	async #recover(error: Error): Promise<Readable> {
		// The connection broke after the last byte: there is nothing left to ask for.
		if (this.#receivedBytes === this.#promisedBytes) return Readable.from([]);
		if (!this.#isWorthResuming(error)) throw error;
		const offset = this.options.offset + this.#receivedBytes;
		this.onResume?.(this.path, offset);
		const { body, entry } = await this.source.read(this.path, this.#continuation(offset));
		if (!isSameVersion(entry, this.entry)) {
			body.on('error', () => {}).destroy();
			throw this.#error('CHANGED', 'the file changed while it was being read');
		}
		return body;
	}

	#continuation(offset: number): ReadOptions {
		const { lengthBytes } = this.options;
		return {
			...this.options,
			offset,
			lengthBytes: lengthBytes === undefined ? undefined : lengthBytes - this.#receivedBytes,
			ifMatch: this.source.capabilities.readIfMatch ? (this.entry.etag ?? this.options.ifMatch) : undefined,
		};
	}

	#isWorthResuming(error: Error): boolean {
		const { code, retryable } = classify(this.source, error);
		const canResume = this.source.capabilities.readRange && (retryable ?? ERROR_CODES[code].retryable);
		if (!canResume || this.options.signal?.aborted) return false;
		const progressed = this.#receivedBytes > this.#receivedAtLastCut;
		this.#receivedAtLastCut = this.#receivedBytes;
		this.#cutsWithoutProgress = progressed ? 0 : this.#cutsWithoutProgress + 1;
		return this.#cutsWithoutProgress < MAX_CUTS_WITHOUT_PROGRESS;
	}

	#error(code: 'CHANGED' | 'CORRUPTED', detail: string): RecordingError {
		return new RecordingError({ code, detail, operation: 'read', path: this.path, container: this.source.container });
	}
}

function isSameVersion(now: SourceEntry, before: SourceEntry): boolean {
	return now.etag === before.etag && now.sizeBytes === before.sizeBytes;
}
