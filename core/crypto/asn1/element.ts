/**
 * BER (ITU-T X.690) for what is small enough to lie in memory: the part of a message before its content, keys and
 * certificates. Hostile input: nesting, counts and lengths are bounded, and nothing is allocated by what it claims.
 */

/** The bytes end before the element does. */
export class IncompleteError extends Error {}
/** The bytes are no BER, or not what stands in the standard. */
export class MalformedError extends Error {}

export interface Element {
	/** The first octet: class, whether it is constructed, number. */
	tag: number;
	/** Without tag and length, and without the end mark of an indefinite length. */
	content: Buffer;
	/** The whole element, as it stands. */
	raw: Buffer;
}

export interface Head {
	tag: number;
	/** Of the content; undefined is the indefinite length, which an end mark ends. */
	length: number | undefined;
	/** Of tag and length together. */
	headLength: number;
}

export const TAG = {
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	null: 0x05,
	oid: 0x06,
	sequence: 0x30,
	set: 0x31,
} as const;

export const CONSTRUCTED = 0x20;

/** The tag `[number]`, constructed unless it is told otherwise. */
export function contextTag(number: number, isConstructed = true): number {
	return 0x80 | (isConstructed ? CONSTRUCTED : 0) | number;
}

const MAX_DEPTH = 16;
const MAX_CHILDREN = 2_000;
const MULTI_BYTE_TAG = 0x1f;
const INDEFINITE = 0x80;
/** More would be past the largest length that a number holds exactly. */
const MAX_LENGTH_OCTETS = 8;

/** Tag and length at a place; undefined where more bytes are needed to tell. */
export function readHead(bytes: Buffer, at: number, end = bytes.length): Head | undefined {
	if (at + 2 > end) return undefined;
	const tag = bytes[at];
	if ((tag & MULTI_BYTE_TAG) === MULTI_BYTE_TAG) throw new MalformedError('a tag of several bytes');
	const first = bytes[at + 1];
	if (first < INDEFINITE) return { tag, length: first, headLength: 2 };
	if (first === INDEFINITE) {
		if ((tag & CONSTRUCTED) === 0) throw new MalformedError('a primitive element of indefinite length');
		return { tag, length: undefined, headLength: 2 };
	}
	const octets = first & 0x7f;
	if (octets > MAX_LENGTH_OCTETS) throw new MalformedError('an absurd length');
	if (at + 2 + octets > end) return undefined;
	let length = 0;
	for (let index = 0; index < octets; index++) length = length * 256 + bytes[at + 2 + index];
	if (!Number.isSafeInteger(length)) throw new MalformedError('an absurd length');
	return { tag, length, headLength: 2 + octets };
}

/** Throws IncompleteError where the bytes end too early. */
export function readElement(bytes: Buffer, at = 0): Element {
	const head = readHead(bytes, at);
	if (!head) throw new IncompleteError();
	const start = at + head.headLength;
	const end = endOf(bytes, start, head.length, 0);
	const contentEnd = head.length === undefined ? end - END_MARK_LENGTH : end;
	return { tag: head.tag, content: bytes.subarray(start, contentEnd), raw: bytes.subarray(at, end) };
}

const END_MARK_LENGTH = 2;

export function isEndMark({ tag, length }: Head): boolean {
	return tag === 0 && length === 0;
}

/** Where an element ends, its end mark included. */
function endOf(bytes: Buffer, start: number, length: number | undefined, depth: number): number {
	if (length !== undefined) {
		if (start + length > bytes.length) throw new IncompleteError();
		return start + length;
	}
	if (depth === MAX_DEPTH) throw new MalformedError('nested too deeply');
	for (let at = start; ; ) {
		const head = readHead(bytes, at);
		if (!head) throw new IncompleteError();
		at += head.headLength;
		if (isEndMark(head)) return at;
		at = endOf(bytes, at, head.length, depth + 1);
	}
}

/** The one element that the bytes are, with nothing behind it. */
export function parseElement(bytes: Buffer, tag?: number): Element {
	const element = within(() => readElement(bytes));
	if (element.raw.length !== bytes.length) throw new MalformedError('bytes behind the element');
	return tag === undefined ? element : expectTag(element, tag);
}

/** What a constructed element is made of. */
export function childrenOf({ content }: Element): Element[] {
	const children: Element[] = [];
	for (let at = 0; at < content.length; ) {
		if (children.length === MAX_CHILDREN) throw new MalformedError('too many elements');
		const from = at;
		const child = within(() => readElement(content, from));
		children.push(child);
		at += child.raw.length;
	}
	return children;
}

/** Inside a whole element nothing more will come. */
function within<Result>(read: () => Result): Result {
	try {
		return read();
	} catch (error) {
		throw error instanceof IncompleteError ? new MalformedError('cut off') : error;
	}
}

export function expectTag(element: Element | undefined, tag: number): Element {
	if (element?.tag !== tag) throw new MalformedError(`no element with the tag ${tag.toString(16)}`);
	return element;
}

/** The elements of a sequence or set. */
export function partsOf(element: Element | undefined, tag: number = TAG.sequence): Element[] {
	return childrenOf(expectTag(element, tag));
}
