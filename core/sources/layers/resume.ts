import { Readable } from 'node:stream';
import { rememberAttempts } from '../../errors/attempts';
import { classify } from '../../errors/classify';
import { ERROR_CODES } from '../../errors/codes';
import { RecordingError } from '../../errors/recording-error';
import type { ReadOptions, Source, SourceEntry } from '../source';
import { abortError, linkedController, sleep } from './abort';
import { delegateTo } from './delegate';
import { RelayStream } from './relay-stream';
import { backoffMs, type RetryOptions } from './retry';

/** Made once: the platform makes one for each controller, with its stack, which costs more than the rest of a small read here. */
const OVER = abortError();
/** A connection that brought less than this is not followed by the next at once. */
export const MIN_PROGRESS_BYTES = 65_536;
/** Connections of one read that brought something, but less than that. */
export const MAX_POOR_CONNECTIONS = 100;

/**
 * Makes a read outlive cut connections: it goes on at the byte where it stopped, under If-Match, so that two
 * versions of a file can never be mixed. Also holds the source to the length that it promised.
 * Sits outside the retry layer, which repeats the re-opening; errors from there are final here. Connections that
 * bring nothing count as tries, with the same pauses; any new byte starts the count anew.
 */
export function withResume(
	source: Source,
	tries: RetryOptions,
	onResume?: (path: string, offset: number) => void,
): Source {
	return {
		...delegateTo(source),
		read: async (path, options) => {
			const { body, entry } = await source.read(path, options);
			return { entry, body: new ResumingRead(source, path, options, entry, tries, onResume).start(body) };
		},
	};
}

class ResumingRead {
	#receivedBytes = 0;
	/** Of the whole file; a later answer may be the first to state it. */
	#sizeBytes?: number;
	#receivedAtLastCut = 0;
	#emptyConnections = 0;
	#poorConnections = 0;
	readonly #closing: ReturnType<typeof linkedController>;

	constructor(
		private readonly source: Source,
		private readonly path: string,
		private readonly options: ReadOptions,
		private readonly entry: SourceEntry,
		private readonly tries: RetryOptions,
		private readonly onResume?: (path: string, offset: number) => void,
	) {
		this.#sizeBytes = entry.sizeBytes;
		this.#closing = linkedController(options.signal);
	}

	start(body: Readable): RelayStream {
		return new RelayStream(body, {
			onChunk: (chunk) => this.#count(chunk.length),
			onEnd: () => this.#checkComplete(),
			recover: async (error) => await this.#recover(error),
			onClose: () => {
				this.#closing.unlink();
				this.#closing.controller.abort(OVER);
			},
		});
	}

	get #promisedBytes(): number | undefined {
		const sizeBytes = this.#sizeBytes;
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
		if (!this.#canResumeAfter(error)) throw error;
		const pauseMs = this.#pauseMs();
		if (pauseMs === undefined) {
			if (this.#emptyConnections > 1) rememberAttempts(error, this.#emptyConnections);
			throw error;
		}
		const { signal } = this.#closing.controller;
		if (pauseMs > 0) await sleep(pauseMs, signal);
		const offset = this.options.offset + this.#receivedBytes;
		this.onResume?.(this.path, offset);
		const { body, entry } = await this.source.read(this.path, { ...this.#continuation(offset), signal });
		if (!isSameVersion(entry, this.entry)) {
			body.on('error', () => {}).destroy();
			throw this.#error('CHANGED', 'the file changed while it was being read');
		}
		this.#sizeBytes ??= entry.sizeBytes;
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

	#canResumeAfter(error: Error): boolean {
		const { code, retryable } = classify(this.source, error);
		const isWorthIt = retryable ?? ERROR_CODES[code].retryable;
		return this.source.capabilities.readRange && isWorthIt && !this.options.signal?.aborted;
	}

	/** How long to wait before the file is opened again; undefined when it is not worth it any more. */
	#pauseMs(): number | undefined {
		const progressBytes = this.#receivedBytes - this.#receivedAtLastCut;
		this.#receivedAtLastCut = this.#receivedBytes;
		this.#emptyConnections = progressBytes > 0 ? 0 : this.#emptyConnections + 1;
		if (progressBytes >= MIN_PROGRESS_BYTES) return 0;
		if (progressBytes > 0) {
			return ++this.#poorConnections > MAX_POOR_CONNECTIONS ? undefined : backoffMs(1, this.tries);
		}
		return this.#emptyConnections < this.tries.attempts ? backoffMs(this.#emptyConnections, this.tries) : undefined;
	}

	#error(code: 'CHANGED' | 'CORRUPTED', detail: string): RecordingError {
		const advice = 'Download it again, when nobody writes to it.';
		return new RecordingError({ code, detail, advice, operation: 'read', path: this.path, container: this.source.container });
	}
}

/** The ETag decides; a service without ETags is held to the time of the last change, and where that is not known either, nothing tells. */
function isSameVersion(now: SourceEntry, before: SourceEntry): boolean {
	const isSameSize = now.sizeBytes === undefined || before.sizeBytes === undefined || now.sizeBytes === before.sizeBytes;
	if (now.etag !== undefined || before.etag !== undefined) return now.etag === before.etag && isSameSize;
	return now.lastModified !== undefined && now.lastModified === before.lastModified && isSameSize;
}
