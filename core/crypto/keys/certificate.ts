import { createHash, X509Certificate } from 'node:crypto';
import { childrenOf, contextTag, expectTag, parseElement, partsOf, TAG, type Element } from '../asn1/element';
import { integerBytesOf, octetsOf, oidOf } from '../asn1/values';
import { hexOf, nameText } from './naming';
import type { RecordingCertificate } from './recording-key';

const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

export interface ReadCertificate extends RecordingCertificate {
	/** SubjectPublicKeyInfo, DER: what it has in common with its private key. */
	publicKey: Buffer;
}

/** RFC 5280, section 4.1. Throws for what is no certificate. An expired one is as good as any. */
export function readCertificate(der: Buffer): ReadCertificate {
	const certificate = new X509Certificate(der);
	const [toBeSigned] = partsOf(parseElement(certificate.raw));
	const fields = partsOf(toBeSigned);
	const [serial, , issuer, , subject] = fields[0]?.tag === contextTag(0) ? fields.slice(1) : fields;
	return {
		issuer: expectTag(issuer, TAG.sequence).raw,
		serial: integerBytesOf(serial),
		keyId: keyIdOf(fields),
		subject: nameText(expectTag(subject, TAG.sequence).raw),
		serialNumber: hexOf(integerBytesOf(serial)),
		validTo: timeOf(certificate.validTo),
		publicKey: certificate.publicKey.export({ type: 'spki', format: 'der' }),
	};
}

function timeOf(text: string): string {
	const time = new Date(text);
	return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

function keyIdOf(fields: Element[]): Buffer | undefined {
	const extensions = fields.find(({ tag }) => tag === contextTag(3));
	if (!extensions) return undefined;
	for (const extension of partsOf(childrenOf(extensions)[0])) {
		const parts = partsOf(extension);
		if (oidOf(parts[0]) === SUBJECT_KEY_IDENTIFIER) return octetsOf(parseElement(octetsOf(parts.at(-1))));
	}
	return undefined;
}

/** SHA-1 of the bits of a public key: RFC 5280, section 4.2.1.2, method 1. */
export function keyHashOf(publicKey: Buffer): Buffer {
	const [, bits] = partsOf(parseElement(publicKey));
	// The first octet counts unused bits.
	return createHash('sha1').update(expectTag(bits, TAG.bitString).content.subarray(1)).digest();
}
