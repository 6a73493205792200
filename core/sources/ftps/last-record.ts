import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HEADER_BYTES = 5;
const ALERT = 21;
const APPLICATION_DATA = 23;
/** Of TLS 1.3, where all records look alike from outside: two bytes of an alert, its type, and the tag of the cipher. */
const SEALED_ALERT_BYTES = 2 + 1 + 16;

/**
 * Whether the last record of a TLS connection was its `close_notify` (RFC 8446, 6.1), which Node.js does not tell: a connection that
 * is cut ends for it like one that was ended. Reads the headers of records as they come by.
 */
export class LastRecord {
	readonly #header = Buffer.alloc(HEADER_BYTES);
	#headerBytes = 0;
	#bodyLeft = 0;

	take(chunk: Buffer): void {
		for (let at = 0; at < chunk.length; ) {
			if (this.#bodyLeft === 0 && this.#headerBytes === HEADER_BYTES) this.#headerBytes = 0;
			const wanted = this.#bodyLeft > 0 ? this.#bodyLeft : HEADER_BYTES - this.#headerBytes;
			const piece = chunk.subarray(at, at + wanted);
			at += piece.length;
			if (this.#bodyLeft > 0) this.#bodyLeft -= piece.length;
			else this.#addToHeader(piece);
		}
	}

	get isFarewell(): boolean {
		if (this.#bodyLeft > 0 || this.#headerBytes < HEADER_BYTES) return false;
		const [type, length] = [this.#header[0], this.#header.readUInt16BE(3)];
		return type === ALERT || (type === APPLICATION_DATA && length <= SEALED_ALERT_BYTES);
	}

	#addToHeader(piece: Buffer): void {
		piece.copy(this.#header, this.#headerBytes);
		this.#headerBytes += piece.length;
		if (this.#headerBytes === HEADER_BYTES) this.#bodyLeft = this.#header.readUInt16BE(3);
	}
}

/** A connection whose bytes somebody else sees too; for few bytes, since each piece takes a turn more. */
export class WatchedSocket extends Duplex {
	constructor(
		private readonly socket: Socket,
		watch: (chunk: Buffer) => void,
	) {
		// As connections of Node.js are: TLS above answers a farewell with its own, which vsftpd waits for.
		// TLS above is destroyed when this one closes, whatever it has that was not taken yet: so it closes after TLS, and never by itself.
		super({ allowHalfOpen: false, autoDestroy: false });
		socket.on('data', (chunk: Buffer) => {
			watch(chunk);
			if (!this.push(chunk)) socket.pause();
		});
		socket.on('end', () => this.push(null)).on('error', (error) => this.destroy(error));
		// What came before the end, and nobody has taken yet, is still to be read.
		socket.on('close', () => !socket.readableEnded && this.destroy());
	}

	override _read(): void {
		this.socket.resume();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		this.socket.write(chunk, done);
	}

	override _final(done: (error?: Error | null) => void): void {
		// It ends by itself when the other side has, which may have been before.
		if (this.socket.writableEnded || this.socket.destroyed) done();
		else this.socket.end(done);
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.socket.destroy();
		done(error);
	}
}
