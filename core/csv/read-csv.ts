import { Breather } from '../listing/breather';
import { CsvDecoder } from './decoder';
import { detectDialect } from './dialect';
import { piecesOf, type CsvInput } from './input';
import { RecordSplitter } from './record-splitter';
import { ReadBatch, type CsvBatch, type CsvDialect } from './types';

export interface CsvOptions {
	/** One character; found out from the first record otherwise, among `,` `;` TAB and `|`. */
	separator?: string;
	/** Finds it in the beginning of a file that may have a title before its header; undefined where nothing tells. */
	findSeparator?: (text: string) => string | undefined;
	/** A label of the WHATWG Encoding Standard; found out from the bytes otherwise. */
	encoding?: string;
	/** In characters. A longer row is left out and reported. */
	maxRecordLength?: number;
	signal?: AbortSignal;
}

const MAX_RECORD_LENGTH = 262_144;
/** A title and a header are shorter. */
const SEARCHED_LENGTH = 16_384;

/**
 * Reads CSV while it arrives, in constant memory and without holding the event loop: RFC 4180, and what programs make
 * of it. The first row is a row like the others: what is a header, the caller knows. Blank lines are skipped. A row
 * that cannot be read is reported with its line, and never takes others with it. Can be read once.
 */
export function readCsv(input: CsvInput, options: CsvOptions = {}): CsvReader {
	return new CsvReader(input, options);
}

export class CsvReader implements AsyncIterable<CsvBatch> {
	readonly #decoder: CsvDecoder;
	#dialect: CsvDialect | undefined;
	#splitter: RecordSplitter | undefined;
	/** Text that ends in the middle of a record, and what came after it. */
	#left = '';
	#arrived = '';
	#lastCharacter = '';

	constructor(
		private readonly input: CsvInput,
		private readonly options: CsvOptions,
	) {
		this.#decoder = new CsvDecoder(options.encoding);
	}

	/** Known with the first batch. */
	get dialect(): CsvDialect | undefined {
		return this.#dialect;
	}

	/** What the bytes are read as; may become `windows-1252` on the way, see `CsvDecoder`. Undefined for text. */
	get encoding(): string | undefined {
		return this.#decoder.encoding;
	}

	/** Whether the last line has its line end; without it, the file may be cut. Known when all was read. */
	get endsWithLineEnd(): boolean {
		return this.#lastCharacter === '\n' || this.#lastCharacter === '\r';
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<CsvBatch, void, undefined> {
		const breather = new Breather(1);
		for await (const piece of piecesOf(this.input, this.options.signal)) {
			this.#add(this.#decoder.decode(piece));
			// A long row that comes in small pieces would be looked at from its beginning for each of them.
			if (this.#arrived.length >= this.#left.length) yield* this.#split(false);
			if (breather.isDue()) await breather.breathe();
		}
		this.#add(this.#decoder.end());
		yield* this.#split(true);
	}

	#add(text: string): void {
		this.#arrived += text;
		this.#lastCharacter = text.at(-1) ?? this.#lastCharacter;
	}

	*#split(isAll: boolean): Generator<CsvBatch> {
		const text = this.#left + this.#arrived;
		this.#arrived = '';
		this.#left = text;
		this.#splitter ??= this.#begin(isAll);
		if (!this.#splitter) return;
		const batch = new ReadBatch();
		this.#left = this.#splitter.split(this.#left, isAll, batch);
		if (batch.rows.length > 0 || batch.problems.length > 0) yield batch;
	}

	#begin(isAll: boolean): RecordSplitter | undefined {
		const { separator: set } = this.options;
		const findSeparator = set === undefined ? this.options.findSeparator : undefined;
		// A later line may tell, or tell more: what is found must not depend on how much came at once.
		if (findSeparator && !isAll && this.#left.length < SEARCHED_LENGTH) return undefined;
		const found = findSeparator?.(this.#left.slice(0, SEARCHED_LENGTH));
		const detected = detectDialect(this.#left, isAll, set, found);
		if (!detected) return undefined;
		const { separator, newline, skippedLength } = detected;
		this.#dialect = { separator, newline };
		this.#left = this.#left.slice(skippedLength);
		const splitter = new RecordSplitter(this.#dialect, this.options.maxRecordLength ?? MAX_RECORD_LENGTH);
		if (skippedLength > 0) splitter.skipLine();
		return splitter;
	}
}
