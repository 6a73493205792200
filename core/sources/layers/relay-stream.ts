import { Readable } from 'node:stream';

export interface RelayHooks {
	/** Called for each chunk before it is passed on. An error that it throws ends the stream. */
	onChunk?(chunk: Buffer): void;
	/** Called when our reader wants more after a pause. */
	onDemand?(): void;
	/** Called when the inner stream ended; our reader waits for it. An error that it throws is treated like a cut. */
	onEnd?(): void | Promise<void>;
	/** Called when the inner stream failed. Resolves to the stream that goes on, or rejects with the final error. */
	recover?(error: Error): Promise<Readable>;
	/** Called once, when nothing more will happen. */
	onClose?(): void;
}

/** Passes the chunks of an inner stream on, uncopied, with back-pressure; the inner stream can be replaced. */
export class RelayStream extends Readable {
	#inner: Readable;
	#failing = false;

	constructor(
		inner: Readable,
		private readonly hooks: RelayHooks,
		highWaterMark = inner.readableHighWaterMark,
	) {
		super({ highWaterMark });
		this.#inner = inner;
		this.#attach(inner);
	}

	/** Whether the inner stream is silent by its own doing, not because our reader is slow. */
	get isWaitingForInner(): boolean {
		return this.#inner.readableFlowing === true && !this.#inner.readableEnded && !this.#inner.destroyed;
	}

	/** Ends the inner stream with an error, as if its connection had been cut. */
	breakInner(error: Error): void {
		this.#inner.destroy(error);
	}

	override _read(): void {
		if (this.#inner.isPaused()) this.hooks.onDemand?.();
		this.#inner.resume();
	}

	override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
		this.#inner.destroy();
		this.hooks.onClose?.();
		callback(error);
	}

	#attach(inner: Readable): void {
		this.#inner = inner;
		this.#failing = false;
		let ended = false;
		inner.on('data', (chunk: Buffer) => this.#pass(inner, chunk));
		inner.once('end', () => {
			ended = true;
			if (this.#counts(inner)) void this.#finish();
		});
		inner.on('error', (error: Error) => {
			if (this.#counts(inner)) this.#fail(error);
		});
		inner.once('close', () => {
			if (!ended && this.#counts(inner)) this.#fail(prematureClose());
		});
		inner.pause();
		// It came to its end while nobody listened, and says so only once.
		if (inner.closed) queueMicrotask(() => this.#isOver(inner));
	}

	#isOver(inner: Readable): void {
		if (!this.#counts(inner)) return;
		if (inner.readableEnded) void this.#finish();
		else this.#fail(inner.errored ?? prematureClose());
	}

	// What a stream still says after it failed must not get in among the bytes of its successor.
	#counts(inner: Readable): boolean {
		return inner === this.#inner && !this.#failing;
	}

	#pass(inner: Readable, chunk: Buffer): void {
		if (!this.#counts(inner)) return;
		try {
			this.hooks.onChunk?.(chunk);
		} catch (error) {
			this.destroy(error as Error);
			return;
		}
		if (!this.push(chunk)) inner.pause();
	}

	async #finish(): Promise<void> {
		try {
			const pending = this.hooks.onEnd?.();
			if (pending) await pending;
		} catch (error) {
			this.#fail(error as Error);
			return;
		}
		if (!this.destroyed) this.push(null);
	}

	#fail(error: Error): void {
		if (this.destroyed) return;
		this.#failing = true;
		this.#inner.destroy();
		if (!this.hooks.recover) {
			this.destroy(error);
			return;
		}
		this.hooks.recover(error).then(
			(inner) => this.#replace(inner),
			(finalError: Error) => this.destroy(finalError),
		);
	}

	#replace(inner: Readable): void {
		if (this.destroyed) {
			inner.on('error', () => {}).destroy();
			return;
		}
		this.#attach(inner);
		inner.resume();
	}
}

function prematureClose(): Error {
	return Object.assign(new Error('The connection closed before the file was complete'), {
		code: 'ERR_STREAM_PREMATURE_CLOSE',
	});
}
