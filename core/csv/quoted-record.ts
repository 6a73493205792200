import { CARRIAGE_RETURN, type CsvDialect } from './types';

const QUOTE = '"';
const NOWHERE = Infinity;

/** How a record with quotes in it ends. */
export type QuotedRecord =
	/** The text ends before the record: more has to come. */
	| { outcome: 'incomplete' }
	/** A quote does not close, or in a way that shows that it was never meant to reach that far. */
	| { outcome: 'broken' }
	| { outcome: 'complete'; fields: string[]; next: number; isTextAfterQuote: boolean };

interface Field {
	value: string;
	/** Where its separator or line end stands. */
	end: number;
}

/** Reads one record from `start` on. `isAll`: nothing follows this text, so its end is the end of the record. */
export function readQuotedRecord(text: string, start: number, dialect: CsvDialect, isAll: boolean): QuotedRecord {
	return new QuotedRecordReader(text, start, dialect, isAll).read();
}

class QuotedRecordReader {
	// As in `ReadRow`.
	readonly #fields = Array.of<string>();
	#isTextAfterQuote = false;
	#lineEnd = -1;
	#failure: 'incomplete' | 'broken' = 'incomplete';

	constructor(
		private readonly text: string,
		private readonly start: number,
		private readonly dialect: CsvDialect,
		private readonly isAll: boolean,
	) {}

	read(): QuotedRecord {
		const { text, dialect } = this;
		for (let at = this.start; ; ) {
			const lineEnd = this.#endOfPlainLine(at);
			if (lineEnd !== undefined) {
				for (const value of text.slice(at, this.#endOfText(at, lineEnd)).split(dialect.separator)) this.#fields.push(value);
				return this.#complete(lineEnd);
			}
			at = this.#passPlain(at);
			const field = text[at] === QUOTE ? this.#readQuoted(at) : this.#readPlain(at);
			if (!field) return { outcome: this.#failure };
			this.#fields.push(field.value);
			if (text[field.end] !== dialect.separator) return this.#complete(field.end);
			at = field.end + 1;
		}
	}

	#complete(end: number): QuotedRecord {
		const next = Math.min(end + 1, this.text.length);
		return { outcome: 'complete', fields: this.#fields, next, isTextAfterQuote: this.#isTextAfterQuote };
	}

	/** Where the line ends, if no quote comes before: then the rest of it can be cut at once, which is much faster. */
	#endOfPlainLine(from: number): number | undefined {
		// Looked for when it was passed, not for each field: the next one may be far.
		if (this.#lineEnd < from) this.#lineEnd = placeOf(this.text, this.dialect.newline, from);
		const quote = placeOf(this.text, QUOTE, from);
		if (quote < this.#lineEnd) return undefined;
		if (this.#lineEnd < NOWHERE) return this.#lineEnd;
		return this.isAll ? this.text.length : undefined;
	}

	/** The fields before a quoted one of the same line, cut at once; where that begins. Else `from`. */
	#passPlain(from: number): number {
		const { text, dialect } = this;
		const quote = placeOf(text, QUOTE, from);
		const isQuotedNext = quote > from && text[quote - 1] === dialect.separator;
		if (!isQuotedNext) return from;
		for (const value of text.slice(from, quote - 1).split(dialect.separator)) this.#fields.push(value);
		return quote;
	}

	#readPlain(start: number): Field | undefined {
		const end = this.#endOfField(start);
		if (end === undefined) return undefined;
		return { value: this.text.slice(start, this.#endOfText(start, end)), end };
	}

	#readQuoted(start: number): Field | undefined {
		const close = this.#closingQuote(start + 1);
		if (close === undefined) return undefined;
		const end = this.#endOfField(close + 1);
		if (end === undefined) return undefined;
		const inside = this.text.slice(start + 1, close);
		const value = inside.includes(QUOTE) ? inside.replaceAll('""', QUOTE) : inside;
		const after = this.text.slice(close + 1, this.#endOfText(close + 1, end));
		if (after.trim() === '') return { value, end };
		// Over a line break, the "closing" quote is the opening one of another field: the first was never closed.
		if (inside.includes(this.dialect.newline)) return this.#fail('broken');
		this.#isTextAfterQuote = true;
		return { value: value + after, end };
	}

	/** The next quote that is not doubled. One at the very end of the text may be: then the field has no end either. */
	#closingQuote(from: number): number | undefined {
		for (let at = from; ; at += 2) {
			at = this.text.indexOf(QUOTE, at);
			if (at === -1) return this.#fail(this.isAll ? 'broken' : 'incomplete');
			if (this.text[at + 1] !== QUOTE) return at;
		}
	}

	/** The separator, line end, or end of all text that comes first. */
	#endOfField(from: number): number | undefined {
		const { text } = this;
		const separator = this.dialect.separator.charCodeAt(0);
		const newline = this.dialect.newline.charCodeAt(0);
		for (let at = from; at < text.length; at++) {
			const code = text.charCodeAt(at);
			if (code === separator || code === newline) return at;
		}
		return this.isAll ? text.length : this.#fail('incomplete');
	}

	/** Without the CR of a CRLF. */
	#endOfText(from: number, end: number): number {
		const isSeparator = this.text[end] === this.dialect.separator;
		return !isSeparator && end > from && this.text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
	}

	#fail(failure: 'incomplete' | 'broken'): undefined {
		this.#failure = failure;
		return undefined;
	}
}

function placeOf(text: string, character: string, from: number): number {
	const place = text.indexOf(character, from);
	return place === -1 ? NOWHERE : place;
}
