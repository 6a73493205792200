/** Room for the lines of some batches, and small enough not to be felt as garbage. */
const SLAB_BYTES = 131_072;
/** Of a character that is no half of one, in UTF-8. */
const MAX_BYTES_OF_CODE = 3;
const MAX_DIGITS = 9;
const ZERO = 48;
const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Writes JSON as UTF-8, byte by byte: no text is made on the way, of which there would be a hundred in each line, and what
 * garbage there is decides how much memory V8 takes. The bytes are those of `JSON.stringify`. What was taken is the
 * caller's: nothing is written there again.
 */
export class JsonBytes {
	#bytes = Buffer.allocUnsafeSlow(SLAB_BYTES);
	#begin = 0;
	#end = 0;

	/** All since the last time; undefined for nothing. */
	take(): Buffer | undefined {
		if (this.#end === this.#begin) return undefined;
		const taken = this.#bytes.subarray(this.#begin, this.#end);
		this.#begin = this.#end;
		if (this.#bytes.length - this.#end < SLAB_BYTES / 2) this.#moveTo(SLAB_BYTES);
		return taken;
	}

	/** Bytes that are JSON: `from` and what follows it. */
	add(json: Uint8Array, from = 0): void {
		this.#makeRoom(json.length);
		const bytes = this.#bytes;
		let end = this.#end;
		// Faster than a call of `set` for the few bytes that a key has.
		for (let at = from; at < json.length; at++) bytes[end++] = json[at];
		this.#end = end;
	}

	addNumber(number: number): void {
		const isShort = Number.isInteger(number) && number >= 0 && number < 10 ** MAX_DIGITS;
		if (isShort) this.#addDigits(number);
		else this.addInside(JSON.stringify(number));
	}

	/** A key with all in front of its text, `,"key":"`, then the text, and the quote that ends it. */
	addText(key: Uint8Array, text: string): void {
		this.add(key);
		this.addInside(text);
		this.endText();
	}

	endText(): void {
		this.#makeRoom(1);
		this.#bytes[this.#end++] = QUOTE;
	}

	/** What stands between quotes. */
	addInside(text: string): void {
		const { length } = text;
		this.#makeRoom(length * MAX_BYTES_OF_CODE);
		const bytes = this.#bytes;
		let end = this.#end;
		for (let at = 0; at < length; at++) {
			const code = text.charCodeAt(at);
			if (code < 0x80) {
				if (code < SPACE || code === QUOTE || code === BACKSLASH) return this.#addEscaped(text);
				bytes[end++] = code;
			} else if (code < 0x800) {
				bytes[end++] = 0xc0 | (code >> 6);
				bytes[end++] = 0x80 | (code & 0x3f);
			} else {
				// Halves of characters: two are one of four bytes, and one alone is escaped.
				if (code >= 0xd800 && code < 0xe000) return this.#addEscaped(text);
				bytes[end++] = 0xe0 | (code >> 12);
				bytes[end++] = 0x80 | ((code >> 6) & 0x3f);
				bytes[end++] = 0x80 | (code & 0x3f);
			}
		}
		this.#end = end;
	}

	#addEscaped(text: string): void {
		const escaped = JSON.stringify(text).slice(1, -1);
		this.#makeRoom(escaped.length * MAX_BYTES_OF_CODE);
		this.#end += this.#bytes.write(escaped, this.#end);
	}

	#addDigits(number: number): void {
		this.#makeRoom(MAX_DIGITS);
		let length = 1;
		for (let left = number; left >= 10; left = Math.floor(left / 10)) length++;
		let left = number;
		for (let at = this.#end + length - 1; at >= this.#end; at--) {
			const next = Math.floor(left / 10);
			this.#bytes[at] = ZERO + left - next * 10;
			left = next;
		}
		this.#end += length;
	}

	#makeRoom(length: number): void {
		if (this.#bytes.length - this.#end < length) this.#moveTo(Math.max(SLAB_BYTES, 2 * (this.#end - this.#begin + length)));
	}

	/** On with a new slab, and with what was not taken yet. */
	#moveTo(length: number): void {
		const slab = Buffer.allocUnsafeSlow(length);
		this.#bytes.copy(slab, 0, this.#begin, this.#end);
		this.#bytes = slab;
		this.#end -= this.#begin;
		this.#begin = 0;
	}
}

/** `,"key":"`, as `addText` takes it. */
export function jsonKey(name: string): Buffer {
	return Buffer.from(`,${JSON.stringify(name)}:"`);
}

/** Keys of headers, each made once. */
export class JsonKeys {
	readonly #keys = new Map<string, Buffer>();

	of(header: string): Buffer {
		let key = this.#keys.get(header);
		if (key === undefined) {
			key = jsonKey(header);
			this.#keys.set(header, key);
		}
		return key;
	}
}
