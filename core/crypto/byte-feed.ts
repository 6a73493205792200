import { Breather } from '../listing/breather';

/** Decrypted in one go: a few milliseconds with Triple DES, a tenth of one with AES. */
const LONGEST_PIECE = 64 * 1024;

/** Bytes from elsewhere, in pieces of a bounded size, of which the first can be looked at before they are taken. */
export class ByteFeed {
	#ahead: Buffer[] = [];
	#isOver = false;
	readonly #pieces: AsyncIterator<Buffer>;

	constructor(source: AsyncIterable<Buffer>) {
		this.#pieces = source[Symbol.asyncIterator]();
	}

	/** The next piece, never empty; undefined at the end. */
	async next(): Promise<Buffer | undefined> {
		return this.#ahead.shift() ?? (await this.#fetch());
	}

	/** Puts bytes back, to come next. */
	unread(bytes: Buffer): void {
		if (bytes.length > 0) this.#ahead.unshift(bytes);
	}

	/** At least so many bytes, which will come again; fewer where there are no more. */
	async peek(length: number): Promise<Buffer> {
		const pieces: Buffer[] = [];
		let found = 0;
		for (let piece = await this.next(); piece; piece = await this.next()) {
			pieces.push(piece);
			found += piece.length;
			if (found >= length) break;
		}
		const bytes = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
		this.unread(bytes);
		return bytes;
	}

	async #fetch(): Promise<Buffer | undefined> {
		while (!this.#isOver) {
			const { value, done } = await this.#pieces.next();
			if (done) this.#isOver = true;
			else if (value.length > 0) return value;
		}
		return undefined;
	}
}

/** Chunks of any size in pieces of a bounded one. Lets other work run in between: memory gives all of them at once. */
export async function* inPieces(chunks: AsyncIterable<Uint8Array>, onPiece?: (piece: Buffer) => void): AsyncGenerator<Buffer> {
	const breather = new Breather(1);
	for await (const chunk of chunks) {
		const whole = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		for (let at = 0; at < whole.length; at += LONGEST_PIECE) {
			const piece = whole.subarray(at, at + LONGEST_PIECE);
			onPiece?.(piece);
			yield piece;
			if (breather.isDue()) await breather.breathe();
		}
	}
}
