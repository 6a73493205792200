import { contextTag, CONSTRUCTED, isEndMark, MalformedError, readHead, TAG } from '../asn1/element';
import type { Frame } from './message-start';

const CONTENT = contextTag(0, false);
const MAX_DEPTH = 16;
const LONGEST_HEAD = 10;

/**
 * Takes the encrypted content out of the message while it comes: one octet string, or a nest of them of any size, as
 * BER allows. Keeps nothing but a tag that is cut between two chunks.
 */
export class ContentReader {
	/** Of the constructed strings that are open, outermost first. */
	readonly #open: Frame[] = [];
	/** From the first byte of the message. */
	#at: number;
	/** Bytes that are still to come of the string at hand. */
	#left = 0;
	#cutHead = Buffer.alloc(0);
	#hasBegun = false;

	/** @param contentAt where tag and length of the content begin; @param limit where what it lies in ends, at most */
	constructor(
		contentAt: number,
		private readonly limit: number,
	) {
		this.#at = contentAt;
	}

	/** From the first byte of the message. */
	get position(): number {
		return this.#at;
	}

	/** Whether the content has ended. */
	get isDone(): boolean {
		return this.#hasBegun && this.#left === 0 && this.#open.length === 0;
	}

	/** Puts what is content into `found`, uncopied; gives what comes after it. Throws MalformedError. */
	read(chunk: Buffer, found: Buffer[]): Buffer {
		let at = 0;
		while (at < chunk.length || this.#isAtEnd()) {
			if (this.#left > 0) {
				const part = chunk.subarray(at, at + this.#left);
				found.push(part);
				at += part.length;
				this.#at += part.length;
				this.#left -= part.length;
			} else if (this.#isAtEnd()) this.#open.pop();
			else if (this.isDone) break;
			else at += this.#enter(chunk, at);
		}
		return chunk.subarray(at);
	}

	/** Whether the innermost string of known length is over. */
	#isAtEnd(): boolean {
		return this.#left === 0 && this.#cutHead.length === 0 && this.#open.length > 0 && this.#open[this.#open.length - 1].end === this.#at;
	}

	/** Reads tag and length at a place of the chunk; gives how many bytes of the chunk were used. */
	#enter(chunk: Buffer, at: number): number {
		const cut = this.#cutHead.length;
		const bytes = cut === 0 ? chunk : Buffer.concat([this.#cutHead, chunk.subarray(at, at + LONGEST_HEAD)]);
		const from = cut === 0 ? at : 0;
		const head = readHead(bytes, from);
		if (!head) {
			this.#cutHead = Buffer.from(bytes.subarray(from));
			return chunk.length - at;
		}
		this.#cutHead = Buffer.alloc(0);
		this.#at += head.headLength;
		this.#begin(head.tag, head.length);
		return head.headLength - cut;
	}

	#begin(tag: number, length: number | undefined): void {
		const innermost = this.#open.at(-1);
		if (isEndMark({ tag, length, headLength: 2 })) {
			if (!innermost || innermost.end !== undefined) throw new MalformedError('an end mark where nothing ends');
			this.#open.pop();
			return;
		}
		const end = length === undefined ? undefined : this.#at + length;
		if (end !== undefined && end > this.#limit()) throw new MalformedError('longer than what it lies in');
		const expected = this.#hasBegun ? TAG.octetString : CONTENT;
		this.#hasBegun = true;
		if (tag === expected) this.#left = length ?? 0;
		else if (tag === (expected | CONSTRUCTED) && this.#open.length < MAX_DEPTH) this.#open.push({ end });
		else throw new MalformedError('no octet string');
	}

	#limit(): number {
		return this.#open.reduce((limit, { end = Infinity }) => Math.min(limit, end), this.limit);
	}
}
