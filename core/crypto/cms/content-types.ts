import { readHead, TAG } from '../asn1/element';
import { oidOf } from '../asn1/values';

export const CONTENT_TYPE = {
	data: '1.2.840.113549.1.7.1',
	envelopedData: '1.2.840.113549.1.7.3',
	authEnvelopedData: '1.2.840.113549.1.9.16.1.23',
} as const;

export const DECRYPTABLE: ReadonlySet<string> = new Set([CONTENT_TYPE.envelopedData, CONTENT_TYPE.authEnvelopedData]);

/** Eight octets that tell the length. */
const LONGEST_LENGTH = 0x88;

/** PKCS#7's own types, and those that S/MIME added. */
const ARCS = ['1.2.840.113549.1.7.', '1.2.840.113549.1.9.16.1.'];

/** What is needed at most to tell: tag and length, and an identifier that is not longer than any of these types'. */
export const TELLING_LENGTH = 32;

/**
 * The type of a PKCS#7/CMS message by its first bytes, as an OID; `none` for what is no such message, `cut` for what
 * ends in the middle of what could be one.
 */
export function contentTypeOf(first: Buffer): { oid: string } | 'none' | 'cut' {
	if (first.length === 0 || first[0] !== TAG.sequence) return 'none';
	if (first.length === 1) return 'cut';
	if (first[1] > LONGEST_LENGTH) return 'none';
	const outer = readHead(first, 0);
	const type = !outer || first.length === outer.headLength ? 'cut' : typeAfter(first.subarray(outer.headLength));
	// Hardly a message is so short; a text that begins with "0" is more likely.
	return type === 'cut' && first[1] < 0x80 ? 'none' : type;
}

function typeAfter(rest: Buffer): { oid: string } | 'none' | 'cut' {
	if (rest[0] !== TAG.oid) return 'none';
	const length = rest[1];
	if (length === undefined || (length <= TELLING_LENGTH && rest.length < 2 + length)) return 'cut';
	if (length === 0 || length > TELLING_LENGTH || rest[1 + length] >= 0x80) return 'none';
	const oid = oidOf({ tag: TAG.oid, content: rest.subarray(2, 2 + length), raw: rest });
	return ARCS.some((arc) => oid.startsWith(arc)) ? { oid } : 'none';
}
