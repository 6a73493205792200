import { CsvDecoder } from '../../../csv/decoder';
import { piecesOf, type CsvInput } from '../../../csv/input';
import { Breather } from '../../../listing/breather';
import { SaxesParser } from '../../../xml/saxes';
import type { Conversation, Values } from '../conversation';
import { DECLARATION_BYTES, declaredEncoding, isEncoding } from './encoding';
import { UnreadableXml, XmlProblems, type XmlProblem } from './problems';
import { ConversationTree } from './tree';

export interface XmlOptions {
	/** Conversations at most, of those that are wanted. */
	limit?: number;
	/** See `rowFilter`. */
	isWanted?: (conversation: Conversation, reader: XmlReader) => boolean;
	signal?: AbortSignal;
	onProblem?: (problem: XmlProblem) => void;
}

/** Of one value, tag or comment: the parser keeps it until it ends. */
const MAX_TOKEN_LENGTH = 1024 * 1024;

/**
 * Reads metadata XML while it arrives: batches of conversations. "UTF-8, stored next to the media file, not all fields always
 * present", says the vendor's page; what the root is called, and how elements are nested, is not documented. So any element
 * and any attribute is a field under its own name: repeated ones are a list, nested ones an object, as in n8n's own XML node,
 * since n8n takes a dot in a key for a path. Fields of the documented list get their names in `Conversation`; the rest is in `other`.
 *
 * Memory is bounded by one conversation, also in a document that holds many. What is wrong with a file is in `problems`, and
 * ends the reading of this file; a conversation that is not whole is not given. Only the input's own errors are thrown.
 */
export function readMetadataXml(input: CsvInput, options: XmlOptions = {}): XmlReader {
	return new XmlReader(input, options);
}

export class XmlReader implements AsyncIterable<Conversation[]> {
	readonly kind = 'metadata-xml';
	readonly problems: XmlProblems;
	/** Conversations that were read, and those of them that were wanted. */
	rowCount = 0;
	conversationCount = 0;
	readonly #tree = new ConversationTree((code, line, text) => this.problems.add(code, line, undefined, text));
	readonly #parser = new SaxesParser();
	#decoder: CsvDecoder | undefined;
	#sinceToken = 0;
	#declared: string | undefined;
	#isBegun = false;
	#isEnding = false;

	constructor(
		private readonly input: CsvInput,
		private readonly options: XmlOptions,
	) {
		this.problems = new XmlProblems(options.onProblem);
		this.#listen();
	}

	/** What stands around the conversations of a document that holds many; known when all was read. */
	get around(): Values | undefined {
		return this.#tree.around;
	}

	/** The conversations are a few of many: what is kept of them has to be copied. */
	get isPart(): boolean {
		return this.options.isWanted !== undefined;
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<Conversation[], void, undefined> {
		const breather = new Breather(1);
		for await (const piece of withHead(piecesOf(this.input, this.options.signal))) {
			const goesOn = this.#attempt(() => this.#write(piece));
			yield* this.#give();
			if (!goesOn || this.#isFull) return;
			if (breather.isDue()) await breather.breathe();
		}
		this.#attempt(() => this.#end());
		yield* this.#give();
	}

	get #isFull(): boolean {
		return this.conversationCount >= (this.options.limit ?? Infinity);
	}

	*#give(): Generator<Conversation[]> {
		const found = this.#tree.take();
		this.rowCount += found.length;
		const { isWanted } = this.options;
		const fitting = isWanted ? found.filter((conversation) => isWanted(conversation, this)) : found;
		const wanted = fitting.slice(0, (this.options.limit ?? Infinity) - this.conversationCount);
		this.conversationCount += wanted.length;
		if (wanted.length > 0) yield wanted;
	}

	/** False for a file that ends here. */
	#attempt(work: () => void): boolean {
		try {
			work();
			return true;
		} catch (error) {
			if (!(error instanceof UnreadableXml)) throw error;
			this.problems.add(error.code, error.line, undefined, error.text);
			this.#tree.break();
			return false;
		}
	}

	#write(piece: Buffer | string): void {
		if (typeof piece !== 'string') this.#decoder ??= this.#decoderFor(piece);
		const text = this.#decoder && typeof piece !== 'string' ? this.#decoder.decode(piece) : (piece as string);
		this.#parse(text);
	}

	#decoderFor(head: Buffer): CsvDecoder {
		this.#declared = declaredEncoding(head);
		if (this.#declared !== undefined && !isEncoding(this.#declared)) throw new UnreadableXml('UNKNOWN_ENCODING', 1, this.#declared);
		return new CsvDecoder(this.#declared);
	}

	#parse(text: string): void {
		if (text === '') return;
		this.#begin(text);
		this.#sinceToken += text.length;
		this.#parser.write(text);
		if (this.#sinceToken > MAX_TOKEN_LENGTH) throw new UnreadableXml('TOO_LONG', this.#parser.line);
	}

	#begin(text: string): void {
		if (this.#isBegun || text.trim() === '') return;
		this.#isBegun = true;
		if (!/^\uFEFF?\s*</.test(text)) throw new UnreadableXml('NOT_XML', 1, text.trim());
	}

	#end(): void {
		this.#parse(this.#decoder?.end() ?? '');
		if (!this.#isBegun) throw new UnreadableXml('EMPTY', 1);
		this.#isEnding = true;
		this.#parser.close();
		if (this.#decoder?.encoding === 'windows-1252' && this.#declared === undefined) this.problems.add('NOT_UTF8', 1);
		if (!this.#tree.hasKnownFields) this.problems.add('NO_KNOWN_FIELD', 1);
	}

	#listen(): void {
		const parser = this.#parser;
		const onToken =
			<Args extends unknown[]>(work: (...args: Args) => void) =>
			(...args: Args) => {
				this.#sinceToken = 0;
				work(...args);
			};
		parser.on('opentag', onToken(({ name, attributes }) => this.#tree.open(name, attributes, parser.line)));
		parser.on('text', onToken((text: string) => this.#tree.text(text, parser.line)));
		parser.on('cdata', onToken((text: string) => this.#tree.text(text, parser.line)));
		parser.on('closetag', onToken(() => this.#tree.close()));
		parser.on('comment', onToken(() => {}));
		parser.on('processinginstruction', onToken(() => {}));
		parser.on('doctype', () => {
			throw new UnreadableXml('DOCUMENT_TYPE', parser.line);
		});
		parser.on('error', ({ message }) => {
			throw new UnreadableXml(this.#isEnding ? 'CUT' : 'NOT_WELL_FORMED', parser.line, message.replace(/^\d+:\d+: /, ''));
		});
	}
}

/** The first piece has at least what a declaration takes, if there is so much. */
async function* withHead(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
	let head: Buffer | undefined = Buffer.alloc(0);
	for await (const piece of pieces) {
		if (head === undefined || typeof piece === 'string') {
			yield piece;
			continue;
		}
		head = Buffer.concat([head, piece]);
		if (head.length < DECLARATION_BYTES) continue;
		yield head;
		head = undefined;
	}
	if (head?.length) yield head;
}
