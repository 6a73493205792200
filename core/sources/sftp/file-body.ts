import { Readable } from 'node:stream';
import { RecordingError } from '../../errors/recording-error';
import type { Session } from './session';

/** Bytes that all files together ask for at once on one connection: as much as its window takes. */
const WINDOW_BYTES = 2 * 1024 * 1024;
const LEAST_WINDOW_BYTES = 64 * 1024;

export interface Piece {
	offset: number;
	bytes: number;
}

/** What was asked for, and has to be passed on in turn. */
interface Asked extends Piece {
	arrived: Buffer[];
	arrivedBytes: number;
}

export interface FileRange {
	path: string;
	handle: Buffer;
	/** First byte, and the first no longer wanted. */
	from: number;
	to: number;
	/** The first piece, already asked for; it may bring more than is wanted. */
	first?: { piece: Piece; data: Promise<Buffer | undefined> };
}

/** The bytes of an open file: asked for in many pieces at once, passed on in turn, as many as were promised or an error. */
export class FileBody extends Readable {
	readonly #asked: Asked[] = [];
	#askedBytes = 0;
	#next: number;
	#isWanted = false;

	constructor(
		private readonly session: Session,
		private readonly range: FileRange,
		private readonly onClose: () => void,
	) {
		super({ highWaterMark: Math.floor(windowOf(session.readers + 1) / 2) });
		session.readers++;
		this.#next = range.from;
		const { first } = range;
		const bytes = first ? Math.min(first.piece.bytes, range.to - range.from) : 0;
		if (first && bytes > 0) this.#await(this.#begin(bytes), first.data);
		else first?.data.catch(() => {});
		if (range.to <= range.from) this.push(null);
	}

	override _read(): void {
		this.#isWanted = true;
		this.#ask();
	}

	override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
		this.session.readers--;
		// A cancelled read is one that was given up.
		if (error && this.#asked.length > 0) this.session.gaveUp();
		// Nobody waits for the answer: what was promised has arrived, or is lost in any case.
		this.session.closeHandle(this.range.handle).catch(() => {});
		this.onClose();
		callback(error);
	}

	#ask(): void {
		const window = windowOf(this.session.readers);
		// Several at once, since they go in one packet of SSH; each packet costs more than what is in it.
		if (this.#askedBytes > window / 2) return;
		while (this.#isWanted && !this.destroyed && this.#next < this.range.to && (this.#askedBytes < window || this.#asked.length === 0)) {
			const bytes = Math.min(this.session.readBytes, this.range.to - this.#next);
			const asked = this.#begin(bytes);
			this.#await(asked, this.session.read(this.range.handle, asked.offset, bytes));
		}
	}

	#begin(bytes: number): Asked {
		const asked: Asked = { offset: this.#next, bytes, arrived: [], arrivedBytes: 0 };
		this.#asked.push(asked);
		this.#askedBytes += bytes;
		this.#next += bytes;
		return asked;
	}

	#await(asked: Asked, data: Promise<Buffer | undefined>): void {
		data.then(
			(bytes) => this.#arrive(asked, bytes),
			(error: Error) => this.destroy(error),
		);
	}

	#arrive(asked: Asked, data: Buffer | undefined): void {
		if (this.destroyed) return;
		if (data === undefined) {
			this.destroy(this.#shrunk());
			return;
		}
		// The first piece was asked for before the size was known.
		const part = data.subarray(0, asked.bytes - asked.arrivedBytes);
		asked.arrived.push(part);
		asked.arrivedBytes += part.length;
		if (asked.arrivedBytes < asked.bytes) this.#askForRest(asked, data.length);
		else this.#passOn();
	}

	/** A server may give less than it was asked for; then it is asked for no more than that. */
	#askForRest(asked: Asked, givenBytes: number): void {
		if (asked.arrived.length === 1 && asked.bytes <= this.session.readBytes) this.session.readBytes = Math.max(LEAST_READ_BYTES, Math.min(this.session.readBytes, givenBytes));
		const { offset, arrivedBytes, bytes } = asked;
		this.#await(asked, this.session.read(this.range.handle, offset + arrivedBytes, bytes - arrivedBytes));
	}

	#passOn(): void {
		for (let first = this.#asked[0]; first && first.arrivedBytes === first.bytes; first = this.#asked[0]) {
			this.#asked.shift();
			this.#askedBytes -= first.bytes;
			for (const part of first.arrived) this.#isWanted = this.push(part);
		}
		if (this.#asked.length === 0 && this.#next >= this.range.to) this.push(null);
		else this.#ask();
	}

	#shrunk(): RecordingError {
		return new RecordingError({
			code: 'CHANGED',
			operation: 'read',
			path: this.range.path,
			detail: 'the file became shorter while it was being read',
			advice: 'It may still be written by somebody. Download it again.',
		});
	}
}

const LEAST_READ_BYTES = 4_096;

function windowOf(readers: number): number {
	return Math.max(LEAST_WINDOW_BYTES, WINDOW_BYTES / readers);
}
