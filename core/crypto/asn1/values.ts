import { childrenOf, CONSTRUCTED, expectTag, MalformedError, partsOf, TAG, type Element } from './element';

const MAX_DEPTH = 16;
const MAX_SMALL_INTEGER_OCTETS = 6;

/** The bytes of an OCTET STRING, in one piece or in several; `tag` where it is tagged implicitly. */
export function octetsOf(element: Element | undefined, tag: number = TAG.octetString, depth = 0): Buffer {
	if (element?.tag === tag) return element.content;
	if (element?.tag !== (tag | CONSTRUCTED) || depth === MAX_DEPTH) throw new MalformedError('no octet string');
	return Buffer.concat(childrenOf(element).map((part) => octetsOf(part, TAG.octetString, depth + 1)));
}

/** As dotted numbers. */
export function oidOf(element: Element | undefined): string {
	const { content } = expectTag(element, TAG.oid);
	if (content.length === 0 || content.length > 64 || content[content.length - 1] >= 0x80) throw new MalformedError('no identifier');
	const numbers: bigint[] = [];
	let value = 0n;
	for (const octet of content) {
		value = value * 128n + BigInt(octet & 0x7f);
		if (octet >= 0x80) continue;
		numbers.push(value);
		value = 0n;
	}
	const root = numbers[0] < 80n ? numbers[0] / 40n : 2n;
	return [root, numbers[0] - root * 40n, ...numbers.slice(1)].join('.');
}

/** A count, such as iterations: from 0 up. */
export function countOf(element: Element | undefined): number {
	const { content } = expectTag(element, TAG.integer);
	if (content.length === 0 || content.length > MAX_SMALL_INTEGER_OCTETS || content[0] >= 0x80) throw new MalformedError('no count');
	return content.readUIntBE(0, content.length);
}

/** The digits of an INTEGER that is an identifier, without what an encoder may put before them. */
export function integerBytesOf(element: Element | undefined): Buffer {
	const { content } = expectTag(element, TAG.integer);
	let start = 0;
	while (start < content.length - 1 && content[start] === 0) start++;
	return content.subarray(start);
}

export interface AlgorithmIdentifier {
	oid: string;
	parameters?: Element;
}

export function algorithmOf(element: Element | undefined, tag?: number): AlgorithmIdentifier {
	const [oid, parameters] = partsOf(element, tag);
	return { oid: oidOf(oid), parameters };
}
