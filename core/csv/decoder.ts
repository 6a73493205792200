import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { RecordingError } from '../errors/recording-error';
import { cutText } from '../secrets/cut';
import { fromWindows1252 } from './windows-1252';

/** Enough to see a byte order mark, or UTF-16 without one. */
const BYTES_TO_DETECT = 4;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Bytes to text, piece by piece, the same text however the bytes are cut. Without a given encoding: UTF-16 by its byte
 * order mark, or by its NULs; else UTF-8; and from the first bytes that are no UTF-8 on windows-1252, which is the
 * same for all that came before. Where true UTF-8 came before, the bytes are damage, and U+FFFD stands for them.
 */
export class CsvDecoder {
	#encoding: string | undefined;
	#pending = Buffer.alloc(0);
	#isUtf8Certain = false;
	#stream: TextDecoder | undefined;
	#isStart = true;

	/** @param encoding any label of the WHATWG Encoding Standard; undefined to find out. Throws INVALID_REQUEST. */
	constructor(encoding?: string) {
		if (encoding !== undefined) this.#choose(encoding);
	}

	/** What the file turned out to be; undefined while nothing was read, or if it came as text. */
	get encoding(): string | undefined {
		return this.#encoding;
	}

	decode(piece: Buffer | string): string {
		return this.#withoutMark(typeof piece === 'string' ? piece : this.#decodeBytes(piece, false));
	}

	/** Call when all has arrived: what was held back. */
	end(): string {
		return this.#withoutMark(this.#decodeBytes(Buffer.alloc(0), true));
	}

	#choose(label: string): void {
		try {
			this.#encoding = new TextDecoder(label).encoding;
		} catch {
			throw new RecordingError({
				code: 'INVALID_REQUEST',
				operation: 'read the CSV file',
				detail: `"${cutText(label, 40)}" is no encoding that is known here`,
				advice: 'Take utf-8, windows-1252, utf-16le, or another name of the WHATWG Encoding Standard.',
			});
		}
		// Node.js's own decoder of windows-1252 takes it for ISO 8859-1 in some versions.
		if (this.#encoding !== 'windows-1252') this.#stream = new TextDecoder(this.#encoding, { ignoreBOM: true });
	}

	#decodeBytes(piece: Buffer, isLast: boolean): string {
		const bytes = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
		this.#pending = Buffer.alloc(0);
		if (this.#encoding === undefined) {
			if (bytes.length === 0) return '';
			if (bytes.length < BYTES_TO_DETECT && !isLast) return this.#hold(bytes, 0);
			this.#detect(bytes);
		}
		if (this.#stream) return this.#stream.decode(bytes, { stream: !isLast });
		return this.#encoding === 'windows-1252' ? fromWindows1252(bytes) : this.#decodeUtf8(bytes, isLast);
	}

	#detect(bytes: Buffer): void {
		const utf16 = utf16Of(bytes);
		this.#encoding = utf16 ?? 'utf-8';
		if (utf16) this.#stream = new TextDecoder(utf16, { ignoreBOM: true });
	}

	#decodeUtf8(bytes: Buffer, isLast: boolean): string {
		if (isAscii(bytes)) return bytes.toString('latin1');
		const end = isLast ? bytes.length : completeLength(bytes);
		const complete = bytes.subarray(0, end);
		if (!isUtf8(complete)) return this.#decodeDamaged(bytes, isLast);
		if (end > 0) this.#isUtf8Certain ||= !isAscii(complete);
		this.#hold(bytes, end);
		return complete.toString('utf8');
	}

	#decodeDamaged(bytes: Buffer, isLast: boolean): string {
		if (this.#isUtf8Certain || hasUtf8BeforeDamage(bytes)) {
			this.#stream = new TextDecoder('utf-8', { ignoreBOM: true });
			return this.#stream.decode(bytes, { stream: !isLast });
		}
		this.#encoding = 'windows-1252';
		return fromWindows1252(bytes);
	}

	#hold(bytes: Buffer, from: number): string {
		// A copy, since the next piece may come in the same memory.
		this.#pending = Buffer.from(bytes.subarray(from));
		return '';
	}

	#withoutMark(text: string): string {
		if (!this.#isStart || text === '') return text;
		this.#isStart = false;
		return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
	}
}

function utf16Of(bytes: Buffer): string | undefined {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	if (bytes.length < BYTES_TO_DETECT) return undefined;
	const isNul = [...bytes.subarray(0, BYTES_TO_DETECT)].map((byte) => (byte === 0 ? '0' : 'x')).join('');
	return { x0x0: 'utf-16le', '0x0x': 'utf-16be' }[isNul];
}

/** The length without a character at the end of which bytes are still to come. */
function completeLength(bytes: Buffer): number {
	for (let back = 1; back <= 3 && back <= bytes.length; back++) {
		const byte = bytes[bytes.length - back];
		if (byte < 0x80) break;
		if (byte < 0xc0) continue;
		const expected = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
		return back < expected ? bytes.length - back : bytes.length;
	}
	return bytes.length;
}

function hasUtf8BeforeDamage(bytes: Buffer): boolean {
	const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	// All before it is ASCII, where one character is one byte; a U+FFFD that is stored as such is no damage.
	const first = text.search(/[\u0080-\uffff]/);
	return text[first] !== '\uFFFD' || bytes.subarray(first, first + 3).equals(Buffer.from('\uFFFD'));
}
