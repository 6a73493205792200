import { contextTag, expectTag, MalformedError, partsOf, TAG, type Element } from '../asn1/element';
import { algorithmOf, integerBytesOf, octetsOf, type AlgorithmIdentifier } from '../asn1/values';

/** How a message names the certificate of a recipient. */
export type RecipientId = { issuer: Buffer; serial: Buffer } | { keyId: Buffer };

/** RFC 5652, section 6.2.1: the content key, encrypted with the recipient's public key. */
export interface KeyTransport {
	kind: 'keyTransport';
	id: RecipientId;
	algorithm: AlgorithmIdentifier;
	encryptedKey: Buffer;
}

/** The other kinds, none of which a private RSA key opens. */
export interface OtherRecipient {
	kind: 'other';
	/** In words. */
	name: string;
	/** Where it has one. */
	algorithm?: string;
}

export type Recipient = KeyTransport | OtherRecipient;

const KEY_ID = contextTag(0, false);

export function readRecipient(element: Element): Recipient {
	switch (element.tag) {
		case TAG.sequence:
			return readKeyTransport(element);
		case contextTag(1):
			return { kind: 'other', name: 'key agreement', algorithm: algorithmIn(element) };
		case contextTag(2):
			return { kind: 'other', name: 'a shared secret key', algorithm: algorithmIn(element) };
		case contextTag(3):
			return { kind: 'other', name: 'a password', algorithm: algorithmIn(element) };
		case contextTag(4):
			return { kind: 'other', name: 'another kind of recipient' };
		default:
			throw new MalformedError('no recipient');
	}
}

function readKeyTransport(element: Element): KeyTransport {
	const [, id, algorithm, encryptedKey] = partsOf(element);
	return { kind: 'keyTransport', id: readId(id), algorithm: algorithmOf(algorithm), encryptedKey: octetsOf(encryptedKey) };
}

function readId(element: Element | undefined): RecipientId {
	if (element && (element.tag | 0x20) === contextTag(0)) return { keyId: octetsOf(element, KEY_ID) };
	const [issuer, serial] = partsOf(element);
	return { issuer: expectTag(issuer, TAG.sequence).raw, serial: integerBytesOf(serial) };
}

/** The first sequence that begins with an identifier; the optional fields before it do not. */
function algorithmIn(element: Element): string | undefined {
	for (const part of partsOf(element, element.tag)) {
		if (part.tag !== TAG.sequence || part.content[0] !== TAG.oid) continue;
		return algorithmOf(part).oid;
	}
	return undefined;
}
