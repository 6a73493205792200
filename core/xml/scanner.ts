import { fail } from './invalid-xml';

export interface ScannerHandler {
	onOpen(name: string, attributes: Readonly<Record<string, string>>): void;
	/** A text may come in several pieces: comments and CDATA sections part it. */
	onText(text: string): void;
	onClose(name: string): void;
}

/** A tag, a text or a comment that is longer than this has no end: a service sends nothing like it. */
const MAX_UNTOLD_LENGTH = 262_144;

const LEAST_LENGTH = 4_096;

/** https://www.w3.org/TR/xml/#charsets; what is no character at all does not come out of UTF-8. */
const NO_CHARACTER = /[^\t\n\r -\ufffd]/;
const ASCII_NAME = /[A-Za-z_:][\w:.-]*/y;
const START = ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
/** https://www.w3.org/TR/xml/#NT-Name */
const NAME = new RegExp(`[${START}][\\u{300}-\\u{36F}${START}\\-.0-9\\u{B7}\\u{203F}-\\u{2040}]*`, 'uy');
const DECLARATION = /^xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.\d+\1([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])[A-Za-z][\w.-]*\3)?([ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(yes|no)\5)?[ \t\r\n]*$/;
const ENTITIES = new Map([['lt;', '<'], ['gt;', '>'], ['amp;', '&'], ['quot;', '"'], ['apos;', "'"]]);
const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

const [TAB, LINE_FEED, RETURN, BLANK, BANG, SLASH, EQUALS, GREATER, QUESTION] = [0x09, 0x0a, 0x0d, 0x20, 0x21, 0x2f, 0x3d, 0x3e, 0x3f];

/**
 * Reads XML 1.0 without document types while it arrives. It jumps from one angle bracket to the next, which takes a
 * fraction of the time of a parser that looks at each character: the pages of a listing are where the time of a listing
 * goes. What is not well-formed is refused. Throws InvalidXmlError.
 */
export class XmlScanner {
	#rest = '';
	/** Too little to look at: a tag that comes byte by byte would be looked through at each of them. */
	#waiting = '';
	readonly #path: string[] = [];
	#isBegun = false;
	/** Nothing but a byte order mark has come before. */
	#isAtBegin = true;
	#hasRoot = false;

	/** @param leastLength what is less is kept until more comes */
	constructor(
		private readonly handler: ScannerHandler,
		private readonly leastLength = LEAST_LENGTH,
	) {}

	/** Names of the elements that are open, the outermost first. */
	get path(): readonly string[] {
		return this.#path;
	}

	write(text: string): void {
		this.#waiting = this.#waiting === '' ? text : this.#waiting + text;
		if (this.#waiting.length >= this.leastLength) this.#take();
	}

	#take(): void {
		const text = this.#waiting;
		this.#waiting = '';
		if (NO_CHARACTER.test(text)) fail('it has characters that XML has not');
		if (text === '') return;
		const all = this.#rest === '' ? text : this.#rest + text;
		const from = !this.#isBegun && all.startsWith('\ufeff') ? 1 : 0;
		this.#isBegun = true;
		const upTo = this.#scan(all, from);
		this.#rest = upTo === all.length ? '' : all.slice(upTo);
		if (this.#rest.length > MAX_UNTOLD_LENGTH) fail('one of its tags, values or comments has no end');
	}

	/** Call when all has arrived. */
	end(): void {
		this.#take();
		if (this.#path.length > 0) fail(`it ends within ${this.#path.at(-1)}`);
		if (/[^ \t\r\n]/.test(this.#rest)) fail('it ends in the middle');
		if (!this.#hasRoot) fail('it has no element');
	}

	/** Gives where it stopped: what follows there is not whole yet. */
	#scan(all: string, from: number): number {
		let at = from;
		for (;;) {
			const bracket = all.indexOf('<', at);
			if (bracket < 0) return at;
			// What follows decides how much is needed; two characters tell all but a few of them apart.
			if (bracket + 1 >= all.length) return at;
			const kind = all.charCodeAt(bracket + 1);
			const next = kind === SLASH ? this.#endTag(all, at, bracket) : kind === BANG ? this.#declared(all, at, bracket) : kind === QUESTION ? this.#instruction(all, at, bracket) : this.#startTag(all, at, bracket);
			if (next < 0) return at;
			this.#isAtBegin = false;
			at = next;
		}
	}

	/** These give where what follows begins, or -1 where they are not whole; nothing has been told then. */
	#endTag(all: string, textAt: number, bracket: number): number {
		const end = all.indexOf('>', bracket);
		if (end < 0) return -1;
		const open = this.#path.at(-1);
		if (open === undefined) fail('it closes an element that is not open');
		const isIt = all.startsWith(open, bracket + 2) && isBlank(all, bracket + 2 + open.length, end);
		if (!isIt) fail(`the end of ${open} is missing`);
		this.#text(all, textAt, bracket);
		this.#path.pop();
		this.handler.onClose(open);
		return end + 1;
	}

	#startTag(all: string, textAt: number, bracket: number): number {
		const nameEnd = nameAt(all, bracket + 1);
		if (nameEnd === all.length) return -1;
		if (nameEnd < 0) fail('it has a "<" that begins nothing');
		const name = all.slice(bracket + 1, nameEnd);
		let end = nameEnd;
		let attributes = NO_ATTRIBUTES;
		if (all.charCodeAt(end) !== GREATER) {
			end = tagEnd(all, end);
			if (end < 0) return -1;
			const isEmpty = all.charCodeAt(end - 1) === SLASH;
			attributes = attributesOf(all, nameEnd, isEmpty ? end - 1 : end);
		}
		this.#text(all, textAt, bracket);
		if (this.#path.length === 0 && this.#hasRoot) fail('it goes on after its end');
		this.#hasRoot = true;
		this.#path.push(name);
		this.handler.onOpen(name, attributes);
		if (all.charCodeAt(end - 1) === SLASH && end > nameEnd) {
			this.#path.pop();
			this.handler.onClose(name);
		}
		return end + 1;
	}

	#declared(all: string, textAt: number, bracket: number): number {
		if (all.startsWith('<!--', bracket)) {
			const end = all.indexOf('--', bracket + 4);
			if (end < 0 || end + 2 >= all.length) return -1;
			if (all.charCodeAt(end + 2) !== GREATER) fail('a comment has "--" in it');
			this.#text(all, textAt, bracket);
			return end + 3;
		}
		if (all.startsWith('<![CDATA[', bracket)) {
			const end = all.indexOf(']]>', bracket + 9);
			if (end < 0) return -1;
			this.#text(all, textAt, bracket);
			if (this.#path.length === 0) fail('it has a text outside of its elements');
			this.handler.onText(lines(all.slice(bracket + 9, end)));
			return end + 3;
		}
		const begin = all.slice(bracket, bracket + 9);
		if ('<!DOCTYPE'.startsWith(begin) || '<![CDATA['.startsWith(begin) || '<!--'.startsWith(begin)) return begin === '<!DOCTYPE' ? fail('it declares a document type') : -1;
		return fail('it has a "<!" that begins nothing');
	}

	#instruction(all: string, textAt: number, bracket: number): number {
		const end = all.indexOf('?>', bracket + 2);
		if (end < 0) return -1;
		const content = all.slice(bracket + 2, end);
		const nameEnd = nameAt(content, 0);
		if (nameEnd < 0 || (nameEnd < content.length && !isSpace(content.charCodeAt(nameEnd)))) fail('it has an instruction without a name');
		const isDeclaration = /^xml$/i.test(content.slice(0, nameEnd));
		if (isDeclaration && !(this.#isAtBegin && textAt === bracket && DECLARATION.test(content))) fail('its XML declaration is none, or in the wrong place');
		this.#text(all, textAt, bracket);
		return end + 2;
	}

	#text(all: string, from: number, to: number): void {
		if (from === to) return;
		if (this.#path.length === 0) {
			if (!isBlank(all, from, to)) fail('it has a text outside of its elements');
			return;
		}
		const text = all.slice(from, to);
		if (text.includes(']]>')) fail('a text has "]]>" in it');
		this.handler.onText(resolved(lines(text)));
	}
}

function isSpace(code: number): boolean {
	return code === BLANK || code === LINE_FEED || code === RETURN || code === TAB;
}

function isBlank(all: string, from: number, to: number): boolean {
	for (let at = from; at < to; at++) if (!isSpace(all.charCodeAt(at))) return false;
	return from <= to;
}

function skipSpace(all: string, from: number, to: number): number {
	let at = from;
	while (at < to && isSpace(all.charCodeAt(at))) at++;
	return at;
}

/** Where the name that begins there ends; -1 for none. */
function nameAt(all: string, at: number): number {
	ASCII_NAME.lastIndex = at;
	const end = ASCII_NAME.test(all) ? ASCII_NAME.lastIndex : -1;
	if (end >= 0 && !(all.charCodeAt(end) >= 0x80)) return end;
	NAME.lastIndex = at;
	return NAME.test(all) ? NAME.lastIndex : -1;
}

/** The bracket that ends a tag; -1 where it has not come. One within quotes does not count. */
function tagEnd(all: string, from: number): number {
	let at = from;
	for (;;) {
		const end = all.indexOf('>', at);
		if (end < 0) return -1;
		const quoted = quoteFrom(all, at, end);
		if (quoted < 0) return end;
		const close = all.indexOf(all[quoted], quoted + 1);
		if (close < 0) return -1;
		at = close + 1;
	}
}

/** The first quotation mark before `to`; -1 for none. */
function quoteFrom(all: string, from: number, to: number): number {
	for (let at = from; at < to; at++) {
		const code = all.charCodeAt(at);
		if (code === 0x22 || code === 0x27) return at;
	}
	return -1;
}

function attributesOf(all: string, from: number, to: number): Record<string, string> {
	const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
	let at = from;
	for (;;) {
		const begin = skipSpace(all, at, to);
		if (begin === to) return attributes;
		const nameEnd = begin === at ? -1 : nameAt(all, begin);
		if (nameEnd < 0 || nameEnd > to) fail('a tag has something in it that is no attribute');
		const name = all.slice(begin, nameEnd);
		if (name in attributes) fail(`the attribute ${name} is there twice`);
		const [first, end] = quotedAt(all, nameEnd, to);
		if (end < 0) fail(`the attribute ${name} has no value in quotation marks`);
		const value = all.slice(first, end);
		if (value.includes('<')) fail(`the attribute ${name} has a "<" in it`);
		attributes[name] = resolved(value.replaceAll(/\r\n|[\t\r\n]/g, ' '));
		at = end + 1;
	}
}

/** Where the value behind an equals sign begins, and the quotation mark that ends it; -1 for none before `to`. */
function quotedAt(all: string, from: number, to: number): [first: number, end: number] {
	const equals = skipSpace(all, from, to);
	const quote = skipSpace(all, equals + 1, to);
	const isQuoted = quote < to && all.charCodeAt(equals) === EQUALS && /["']/.test(all[quote]);
	const end = isQuoted ? all.indexOf(all[quote], quote + 1) : -1;
	return [quote + 1, end < to ? end : -1];
}

/** Line ends as XML has them: https://www.w3.org/TR/xml/#sec-line-ends */
function lines(text: string): string {
	return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

function resolved(text: string): string {
	let at = text.indexOf('&');
	if (at < 0) return text;
	let plain = '';
	let from = 0;
	for (; at >= 0; at = text.indexOf('&', from)) {
		const end = text.indexOf(';', at) + 1;
		plain += text.slice(from, at) + characterOf(text.slice(at + 1, end));
		from = end;
	}
	return plain + text.slice(from);
}

function characterOf(reference: string): string {
	const named = ENTITIES.get(reference);
	if (named !== undefined) return named;
	const number = /^#(?:x0*([0-9A-Fa-f]{1,8})|0*([0-9]{1,10}));$/.exec(reference);
	if (!number) fail('it has a "&" that stands for nothing');
	const code = number[1] ? Number.parseInt(number[1], 16) : Number(number[2]);
	const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && !NO_CHARACTER.test(String.fromCodePoint(code));
	return isCharacter ? String.fromCodePoint(code) : fail('it has a "&" that stands for no character');
}
