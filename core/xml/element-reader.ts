import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from './saxes';

// A key has 1,024 bytes at most; nothing in an answer of a storage service is longer by much.
const MAX_TEXT_LENGTH = 16_384;
const MAX_DEPTH = 16;
/** The parser keeps what it cannot tell of yet: a text, a tag, a comment. */
const MAX_UNTOLD_LENGTH = 262_144;

/**
 * The document is not what it should be: cut, no XML, or larger than anything a service sends. Worth another try,
 * since a proxy on the way may have cut it.
 */
export class InvalidXmlError extends Error {
	override readonly name = 'InvalidXmlError';
}

export interface ElementHandler {
	onOpen?(name: string, attributes: Record<string, string>): void;
	/** An element that ended, with its own text and the name of the element around it. */
	onClose(name: string, text: string, parent: string | undefined): void;
}

/** Reads XML while it arrives, in bounded memory, and tells of elements with their text. Throws InvalidXmlError. */
export class ElementReader {
	readonly #decoder = new StringDecoder('utf8');
	readonly #parser = new SaxesParser();
	readonly #path: string[] = [];
	#text = '';
	#isRootSeen = false;
	#untoldLength = 0;
	#hasTold = false;

	constructor(
		private readonly root: string,
		private readonly handler: ElementHandler,
	) {
		this.#parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
		this.#parser.on('text', (text) => this.#addText(text));
		this.#parser.on('cdata', (text) => this.#addText(text));
		this.#parser.on('closetag', ({ name }) => this.#close(name));
		this.#parser.on('comment', () => (this.#hasTold = true));
		this.#parser.on('processinginstruction', () => (this.#hasTold = true));
		this.#parser.on('doctype', () => fail('it declares a document type'));
		this.#parser.on('error', (error) => fail(error.message.replace(/\.$/, '')));
	}

	write(chunk: Buffer): void {
		this.#hasTold = false;
		this.#parser.write(this.#decoder.write(chunk));
		this.#untoldLength = this.#hasTold ? 0 : this.#untoldLength + chunk.length;
		if (this.#untoldLength > MAX_UNTOLD_LENGTH) fail('one of its tags, values or comments has no end');
	}

	/** Call when all has arrived. */
	end(): void {
		this.#parser.write(this.#decoder.end()).close();
		if (!this.#isRootSeen) fail(`it has no ${this.root}`);
	}

	#open(name: string, attributes: Record<string, string>): void {
		this.#hasTold = true;
		this.#path.push(name);
		this.#text = '';
		if (this.#path.length > MAX_DEPTH) fail('its elements are nested too deeply');
		if (this.#path.length === 1) this.#isRootSeen = name === this.root;
		this.handler.onOpen?.(name, attributes);
	}

	#addText(text: string): void {
		this.#hasTold = true;
		this.#text += text;
		if (this.#text.length > MAX_TEXT_LENGTH) fail('one of its values is too long');
	}

	#close(name: string): void {
		this.#hasTold = true;
		this.#path.pop();
		const text = this.#text;
		this.#text = '';
		this.handler.onClose(name, text, this.#path.at(-1));
	}
}

/**
 * A copy that stands for itself. V8 cuts long pieces out of a text as views of it: one name kept would keep the whole
 * chunk of XML that it came in, and a listing kept would keep all of its XML, which is many times larger.
 */
export function detached(text: string): string {
	return Buffer.from(text, 'utf8').toString('utf8');
}

/** Converts a text only when it is not the same as the time before: dates and types often repeat. */
export function rememberingLast<Result>(convert: (text: string) => Result): (text: string) => Result {
	let last: { text: string; result: Result } | undefined;
	return (text) => {
		if (last?.text !== text) last = { text, result: convert(text) };
		return last.result;
	};
}

/** For what only the handler can see to be wrong. */
export function fail(reason: string): never {
	throw new InvalidXmlError(`the answer of the service is not a complete listing: ${reason}`);
}
