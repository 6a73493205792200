import { Readable } from 'node:stream';
import type { Transfer } from './ftp-connection';
import { FtpsError, networkError } from './ftps-error';

interface Promised {
	/** Where in the file the transfer begins. */
	firstByte: number;
	/** Until the end of the file; undefined where the server does not tell. */
	restBytes?: number;
	/** As many as are wanted. */
	lengthBytes?: number;
}

/**
 * The bytes of a transfer. Ends when the server has said that all is sent, and all has come: that a data connection ends
 * means nothing in FTP. Gives the connection back when it is over, in whatever way.
 */
export class DownloadBody extends Readable {
	#receivedBytes = 0;
	#isOver = false;

	constructor(
		private readonly transfer: Transfer,
		private readonly promised: Promised,
		/** Gives the connection back; one that is not sound is in the middle of the transfer. */
		private readonly giveBack: (isSound: boolean) => void | Promise<void>,
		/** Told when all bytes are here, and the server has yet to say so. */
		private readonly whenHere: () => void = () => {},
	) {
		super({ highWaterMark: 64 * 1024 });
		const { data, done } = transfer;
		data.pause();
		data.on('data', (chunk: Buffer) => this.#take(chunk));
		data.once('end', () => void this.#finish());
		data.once('error', (error) => void this.#explain(networkError(error, 'data')));
		// After a reset without an error of its own.
		data.once('close', () => void this.#finish());
		done.catch((error: Error) => this.destroy(error));
		// It broke before anybody listened.
		if (data.destroyed) void this.#finish();
	}

	override _read(): void {
		this.transfer.data.resume();
	}

	override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
		if (!this.#isOver) void this.#leave();
		callback(error);
	}

	#take(chunk: Buffer): void {
		if (this.#isOver) return;
		const { restBytes = Infinity, lengthBytes = Infinity } = this.promised;
		const wanted = chunk.subarray(0, lengthBytes - this.#receivedBytes);
		this.#receivedBytes += wanted.length;
		if (this.#receivedBytes > restBytes) {
			this.destroy(new FtpsError({ kind: 'grown', expectedBytes: this.promised.firstByte + restBytes }));
			return;
		}
		if (this.#receivedBytes === restBytes && wanted.length > 0) this.whenHere();
		if (!this.push(wanted)) this.transfer.data.pause();
		// The server would go on to the end of the file.
		if (this.#receivedBytes === lengthBytes && lengthBytes < restBytes) {
			this.push(null);
			void this.#leave();
		}
	}

	async #finish(): Promise<void> {
		if (this.#isOver || this.destroyed) return;
		try {
			await this.transfer.done;
		} catch {
			return; // Told already.
		}
		if (this.#isOver || this.destroyed) return;
		const { restBytes = this.#receivedBytes } = this.promised;
		if (this.#receivedBytes < restBytes) {
			const { firstByte } = this.promised;
			this.destroy(new FtpsError({ kind: 'cut', receivedBytes: firstByte + this.#receivedBytes, expectedBytes: firstByte + restBytes }));
			return;
		}
		this.#isOver = true;
		this.transfer.data.destroy();
		this.push(null);
		void this.giveBack(true);
	}

	/** The server's own words say more than a connection that is reset, if they come soon. */
	async #explain(error: Error): Promise<void> {
		await this.#leave();
		this.destroy(error);
	}

	async #leave(): Promise<void> {
		if (this.#isOver) return;
		this.#isOver = true;
		await this.giveBack(false);
	}
}
