import { cutText } from '../../secrets/cut';
import { childrenOf, parseElement, partsOf, TAG, type Element } from '../asn1/element';
import { oidOf } from '../asn1/values';
import type { RecipientId } from '../cms/recipients';
import type { RecordingCertificate } from './recording-key';

/** Whether a message means this certificate. */
export function isNamedBy(certificate: RecordingCertificate, id: RecipientId): boolean {
	if ('keyId' in id) return certificate.keyId !== undefined && certificate.keyId.equals(id.keyId);
	return certificate.serial.equals(id.serial) && isSameName(certificate.issuer, id.issuer);
}

/** Programs write a name anew, in another character set or other case: RFC 5280, section 7.1. */
function isSameName(one: Buffer, other: Buffer): boolean {
	if (one.equals(other)) return true;
	const [known, stated] = [comparableText(one), comparableText(other)];
	return known !== undefined && known === stated;
}

function comparableText(name: Buffer): string | undefined {
	const attributes = attributesOf(name);
	return attributes && JSON.stringify(attributes.map(({ oid, text }) => [oid, text.trim().replace(/\s+/g, ' ').toLowerCase()]));
}

const SHORT_NAMES: Record<string, string> = {
	'2.5.4.3': 'CN',
	'2.5.4.6': 'C',
	'2.5.4.7': 'L',
	'2.5.4.8': 'ST',
	'2.5.4.10': 'O',
	'2.5.4.11': 'OU',
	'1.2.840.113549.1.9.1': 'emailAddress',
};
const MAX_NAME_LENGTH = 120;

/** For people: `CN=recordings, O=Acme`. What a message states is shortened, and nothing in it can break a line. */
export function nameText(name: Buffer): string {
	const attributes = attributesOf(name) ?? [];
	const text = attributes.map(({ oid, text: value }) => `${SHORT_NAMES[oid] ?? oid}=${value}`).join(', ');
	const printable = text.replace(/[\p{C}"]/gu, '?');
	return cutText(printable, MAX_NAME_LENGTH, '…');
}

/** How a message names a recipient, in words. */
export function describeRecipient(id: RecipientId): string {
	if ('keyId' in id) return `the key with the identifier ${hexOf(id.keyId)}`;
	return `the certificate with the serial number ${hexOf(id.serial)} of "${nameText(id.issuer)}"`;
}

const MAX_HEX_BYTES = 32;

export function hexOf(bytes: Buffer): string {
	const text = bytes.toString('hex', 0, MAX_HEX_BYTES).toUpperCase();
	return bytes.length > MAX_HEX_BYTES ? `${text}…` : text;
}

/** Undefined for what is no name. */
function attributesOf(name: Buffer): { oid: string; text: string }[] | undefined {
	try {
		return partsOf(parseElement(name)).flatMap((set) => partsOf(set, TAG.set).map(attributeOf));
	} catch {
		return undefined;
	}
}

function attributeOf(element: Element): { oid: string; text: string } {
	const [oid, value] = childrenOf(element);
	return { oid: oidOf(oid), text: textOf(value) };
}

const BMP_STRING = 0x1e;
const UNIVERSAL_STRING = 0x1c;
const UTF8_STRING = 0x0c;

function textOf({ tag, content }: Element): string {
	if (tag === UTF8_STRING) return content.toString('utf8');
	if (tag === BMP_STRING) return bigEndianText(content, 2);
	if (tag === UNIVERSAL_STRING) return bigEndianText(content, 4);
	return content.toString('latin1');
}

function bigEndianText(content: Buffer, width: number): string {
	let text = '';
	for (let at = 0; at + width <= content.length; at += width) {
		const point = content.readUIntBE(at, width);
		text += point <= 0x10ffff ? String.fromCodePoint(point) : '?';
	}
	return text;
}
