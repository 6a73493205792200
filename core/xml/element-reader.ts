import { StringDecoder } from 'node:string_decoder';
import { fail } from './invalid-xml';
import { XmlScanner } from './scanner';

// A key has 1,024 bytes at most; nothing in an answer of a storage service is longer by much.
const MAX_TEXT_LENGTH = 16_384;
const MAX_DEPTH = 16;

export interface ElementHandler {
	onOpen?(name: string, attributes: Readonly<Record<string, string>>): void;
	/** An element that ended, with its own text and the name of the element around it. */
	onClose(name: string, text: string, parent: string | undefined): void;
}

/** Reads XML while it arrives, in bounded memory, and tells of elements with their text. Throws InvalidXmlError. */
export class ElementReader {
	readonly #decoder = new StringDecoder('utf8');
	readonly #scanner: XmlScanner;
	#text = '';

	constructor(
		private readonly root: string,
		private readonly handler: ElementHandler,
	) {
		this.#scanner = new XmlScanner({
			onOpen: (name, attributes) => this.#open(name, attributes),
			onText: (text) => this.#addText(text),
			onClose: (name) => this.#close(name),
		});
	}

	write(chunk: Buffer): void {
		this.#scanner.write(this.#decoder.write(chunk));
	}

	/** Call when all has arrived. */
	end(): void {
		this.#scanner.write(this.#decoder.end());
		this.#scanner.end();
	}

	#open(name: string, attributes: Readonly<Record<string, string>>): void {
		this.#text = '';
		const { length } = this.#scanner.path;
		if (length > MAX_DEPTH) fail('its elements are nested too deeply');
		if (length === 1 && name !== this.root) fail(`it has no ${this.root}`);
		this.handler.onOpen?.(name, attributes);
	}

	#addText(text: string): void {
		this.#text = this.#text === '' ? text : this.#text + text;
		if (this.#text.length > MAX_TEXT_LENGTH) fail('one of its values is too long');
	}

	#close(name: string): void {
		const text = this.#text;
		this.#text = '';
		this.handler.onClose(name, text, this.#scanner.path.at(-1));
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
