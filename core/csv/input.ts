import { abortError } from '../sources/layers/abort';

/** Bytes or text, whole or in pieces of any size: a Readable is an AsyncIterable of its chunks. */
export type CsvInput = string | Uint8Array | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

// What is parsed in one go. All of its rows are there at once, and what is there when V8 collects makes its young generation
// grow: with 64 KiB a large file took some 40 MiB more, and no less time.
const PIECE_LENGTH = 8_192;

/** The input in pieces of a bounded size. Ends with an AbortError as soon as the signal aborts, even in a silence. */
export async function* piecesOf(input: CsvInput, signal?: AbortSignal): AsyncGenerator<Buffer | string> {
	for await (const chunk of abortable(chunksOf(input), signal)) {
		const whole = typeof chunk === 'string' ? chunk : bufferOf(chunk);
		for (let at = 0; at < whole.length; at += PIECE_LENGTH) {
			if (signal?.aborted) throw abortError();
			yield typeof whole === 'string' ? whole.slice(at, at + PIECE_LENGTH) : whole.subarray(at, at + PIECE_LENGTH);
		}
	}
}

function chunksOf(input: CsvInput): AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string> {
	return typeof input === 'string' || input instanceof Uint8Array ? [input] : input;
}

function bufferOf(bytes: Uint8Array): Buffer {
	return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function* abortable<Item>(items: AsyncIterable<Item> | Iterable<Item>, signal?: AbortSignal): AsyncGenerator<Item> {
	if (!signal) {
		yield* items;
		return;
	}
	const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
	const { promise: aborted, stop } = rejectOnAbort(signal);
	let isDone = false;
	try {
		for (;;) {
			const next = await Promise.race([iterator.next(), aborted]);
			isDone = next.done === true;
			if (next.done) return;
			yield next.value;
		}
	} finally {
		stop();
		if (!isDone) close(items, iterator);
	}
}

function close(items: object, iterator: AsyncIterator<unknown> | Iterator<unknown>): void {
	// The iterator of a stream that is silent would answer only when the next chunk comes; so nobody waits for others.
	if ('destroy' in items && typeof items.destroy === 'function') items.destroy();
	else void Promise.resolve(iterator.return?.()).catch(() => {});
}

function rejectOnAbort(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
	let stop = () => {};
	const promise = new Promise<never>((_, reject) => {
		const abort = () => reject(abortError());
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
		stop = () => signal.removeEventListener('abort', abort);
	});
	promise.catch(() => {});
	return { promise, stop };
}
