import { readQuotedRecord } from './quoted-record';
import { CARRIAGE_RETURN, ReadRow, type CsvBatch, type CsvDialect, type CsvProblemCode } from './types';

const NOWHERE = Infinity;

/**
 * Cuts text into records. Lines without a quote, which are most, are cut by `indexOf` and `split`, which run over
 * many characters at a time; only a record with a quote is looked at closely.
 */
export class RecordSplitter {
	#line = 1;
	#columnCount: number | undefined;
	/** Inside a row that is too long: dropped up to the next line end. */
	#isDropping = false;
	#next = { quote: -1, nul: -1, damage: -1 };

	constructor(
		private readonly dialect: CsvDialect,
		/** In characters; a longer row is left out, so that a quote that never closes does not take all memory. */
		private readonly maxRecordLength: number,
	) {}

	skipLine(): void {
		this.#line++;
	}

	/** Adds the complete records to the batch and gives the text that is left over, to come again with more behind it. */
	split(text: string, isAll: boolean, batch: CsvBatch): string {
		this.#next = { quote: -1, nul: -1, damage: -1 };
		let at = this.#isDropping ? this.#drop(text, 0) : 0;
		while (at < text.length) {
			const next = this.#readRecord(text, at, isAll, batch);
			if (next === undefined) break;
			at = next;
		}
		return text.slice(at);
	}

	/** Where the next record begins; undefined when this one is not complete. */
	#readRecord(text: string, at: number, isAll: boolean, batch: CsvBatch): number | undefined {
		const lineEnd = text.indexOf(this.dialect.newline, at);
		const end = lineEnd === -1 ? text.length : lineEnd;
		if (end - at > this.maxRecordLength) return this.#leaveOut('TOO_LONG', text, lineEnd, batch);
		if (this.#placeOf('quote', '"', text, at) < end) return this.#readQuoted(text, at, lineEnd, isAll, batch);
		if (lineEnd === -1 && !isAll) return undefined;
		const textEnd = end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
		const fields = text.slice(at, textEnd).split(this.dialect.separator);
		const isBlank = fields.length === 1 && fields[0].trim() === '';
		const next = Math.min(end + 1, text.length);
		if (!isBlank) this.#add(fields, text, at, next, batch);
		this.#line++;
		return next;
	}

	#readQuoted(text: string, at: number, lineEnd: number, isAll: boolean, batch: CsvBatch): number | undefined {
		const record = readQuotedRecord(text, at, this.dialect, isAll);
		const length = (record.outcome === 'complete' ? record.next : text.length) - at;
		if (record.outcome === 'incomplete' && length <= this.maxRecordLength + 1) return undefined;
		// One character more, for the line end.
		if (record.outcome !== 'complete' || length > this.maxRecordLength + 1) {
			return this.#leaveOut('UNCLOSED_QUOTE', text, lineEnd, batch);
		}
		if (record.isTextAfterQuote) batch.problems.push({ code: 'TEXT_AFTER_QUOTE', line: this.#line });
		this.#add(record.fields, text, at, record.next, batch);
		this.#line += countOf(this.dialect.newline, text, at, record.next);
		return record.next;
	}

	#add(fields: string[], text: string, at: number, next: number, batch: CsvBatch): void {
		const line = this.#line;
		this.#columnCount ??= fields.length;
		if (fields.length !== this.#columnCount) {
			batch.problems.push({ code: 'COLUMN_COUNT', line, fieldCount: fields.length });
		}
		if (this.#placeOf('nul', '\0', text, at) < next) batch.problems.push({ code: 'NUL_CHARACTER', line });
		if (this.#placeOf('damage', '\uFFFD', text, at) < next) batch.problems.push({ code: 'UNDECODABLE', line });
		batch.rows.push(new ReadRow(fields, line));
	}

	/** The line alone is left out: what follows may be sound, whatever a quote makes of it. */
	#leaveOut(code: CsvProblemCode, text: string, lineEnd: number, batch: CsvBatch): number {
		batch.problems.push({ code, line: this.#line });
		this.#isDropping = lineEnd === -1;
		this.#line++;
		return lineEnd === -1 ? text.length : lineEnd + 1;
	}

	#drop(text: string, at: number): number {
		const lineEnd = text.indexOf(this.dialect.newline, at);
		this.#isDropping = lineEnd === -1;
		return lineEnd === -1 ? text.length : lineEnd + 1;
	}

	/** The next place of a character from `at` on; looked for once, and again when it was passed. */
	#placeOf(kind: 'quote' | 'nul' | 'damage', character: string, text: string, at: number): number {
		if (this.#next[kind] < at) {
			const found = text.indexOf(character, at);
			this.#next[kind] = found === -1 ? NOWHERE : found;
		}
		return this.#next[kind];
	}
}

function countOf(character: string, text: string, from: number, to: number): number {
	let count = 0;
	for (let at = text.indexOf(character, from); at !== -1 && at < to; at = text.indexOf(character, at + 1)) count++;
	return count;
}
