import { createHmac, timingSafeEqual } from 'node:crypto';
import { childrenOf, contextTag, expectTag, MalformedError, parseElement, partsOf, TAG, type Element } from '../asn1/element';
import { algorithmOf, countOf, octetsOf, oidOf } from '../asn1/values';
import { hashName } from '../algorithm-names';
import { bounded, decryptWithPassphrase, deriveKey, hmacOf, UnsupportedEncryption } from './passphrase-encryption';
import { bmpPassword, derivePkcs12, hasBlockLength, PURPOSE } from './pkcs12-kdf';

/** What a PKCS#12 file holds, in DER: private keys as PKCS#8, certificates as X.509. */
export interface Pkcs12Content {
	privateKeys: Buffer[];
	certificates: Buffer[];
}

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const PBMAC1 = '1.2.840.113549.1.5.14';
const X509 = '1.2.840.113549.1.9.22.1';
const BAG = {
	key: '1.2.840.113549.1.12.10.1.1',
	shroudedKey: '1.2.840.113549.1.12.10.1.2',
	certificate: '1.2.840.113549.1.12.10.1.3',
	safeContents: '1.2.840.113549.1.12.10.1.6',
};
const MAX_NESTING = 8;

/**
 * Opens a PKCS#12 file (RFC 7292, RFC 9579). Undefined where the passphrase is not the one of the file. Throws
 * UnsupportedEncryption, and MalformedError for what is no such file.
 */
export async function readPkcs12(bytes: Buffer, passphrase: string): Promise<Pkcs12Content | undefined> {
	const [, authSafe, macData] = partsOf(parseElement(bytes));
	const safe = contentOf(authSafe);
	if (macData && !(await isPassphraseOf(macData, safe, passphrase))) return undefined;
	try {
		return await readSafe(safe, passphrase);
	} catch (error) {
		if (error instanceof UnsupportedEncryption || macData) throw error;
		return undefined; // Without a MAC a wrong passphrase shows here.
	}
}

/** Of a ContentInfo that holds plain data. One that is signed by a certificate is met nowhere. */
function contentOf(element: Element | undefined): Buffer {
	const [type, content] = partsOf(element);
	const oid = oidOf(type);
	if (oid !== DATA) throw new UnsupportedEncryption(oid);
	return octetsOf(childrenOf(expectTag(content, contextTag(0)))[0]);
}

async function isPassphraseOf(macData: Element, safe: Buffer, passphrase: string): Promise<boolean> {
	const [digestInfo, salt, iterations] = partsOf(macData);
	const [algorithm, digest] = partsOf(digestInfo);
	const { oid, parameters } = algorithmOf(algorithm);
	const expected = octetsOf(digest);
	const isRight = (hash: string, key: Buffer) => {
		const computed = createHmac(hash, key).update(safe).digest();
		return computed.length === expected.length && timingSafeEqual(computed, expected);
	};
	if (oid === PBMAC1) {
		const [derivation, scheme] = partsOf(parameters).map((part) => algorithmOf(part));
		if (!derivation || !scheme) throw new MalformedError('no parameters');
		const hash = hmacOf(scheme);
		return isRight(hash, await deriveKey(derivation, expected.length, passphrase));
	}
	const hash = hashName(oid);
	if (hash === undefined || !hasBlockLength(hash)) throw new UnsupportedEncryption(oid);
	const derivation = { hash, purpose: PURPOSE.mac, salt: octetsOf(salt), iterations: iterations ? bounded(countOf(iterations)) : 1 };
	return isRight(hash, await derivePkcs12(expected.length, { ...derivation, password: bmpPassword(passphrase) }));
}

async function readSafe(safe: Buffer, passphrase: string): Promise<Pkcs12Content> {
	const content: Pkcs12Content = { privateKeys: [], certificates: [] };
	for (const info of partsOf(parseElement(safe))) {
		const [type] = partsOf(info);
		const bags = oidOf(type) === ENCRYPTED_DATA ? await decryptedBags(info, passphrase) : contentOf(info);
		await readBags(parseElement(bags), passphrase, content, 0);
	}
	return content;
}

async function decryptedBags(info: Element, passphrase: string): Promise<Buffer> {
	const [, explicit] = partsOf(info);
	const [encryptedData] = childrenOf(expectTag(explicit, contextTag(0)));
	const [, contentInfo] = partsOf(encryptedData);
	const [, algorithm, encrypted] = partsOf(contentInfo);
	return await decryptWithPassphrase(algorithmOf(algorithm), octetsOf(encrypted, contextTag(0, false)), passphrase);
}

async function readBags(bags: Element, passphrase: string, into: Pkcs12Content, depth: number): Promise<void> {
	if (depth === MAX_NESTING) throw new MalformedError('nested too deeply');
	for (const bag of partsOf(bags)) {
		const [type, explicit] = partsOf(bag);
		const [value] = childrenOf(expectTag(explicit, contextTag(0)));
		const kind = oidOf(type);
		if (kind === BAG.key) into.privateKeys.push(expectTag(value, TAG.sequence).raw);
		else if (kind === BAG.shroudedKey) into.privateKeys.push(await decryptPrivateKey(value, passphrase));
		else if (kind === BAG.certificate) into.certificates.push(...certificatesIn(value));
		else if (kind === BAG.safeContents) await readBags(value, passphrase, into, depth + 1);
		// What else there may be, lists of revoked certificates and secrets of other programs, is none of ours.
	}
}

/** EncryptedPrivateKeyInfo of RFC 5958: gives the private key as PKCS#8. */
export async function decryptPrivateKey(element: Element, passphrase: string): Promise<Buffer> {
	const [algorithm, encrypted] = partsOf(element);
	return await decryptWithPassphrase(algorithmOf(algorithm), octetsOf(encrypted), passphrase);
}

function certificatesIn(element: Element): Buffer[] {
	const [type, explicit] = partsOf(element);
	if (oidOf(type) !== X509) return [];
	return [octetsOf(childrenOf(expectTag(explicit, contextTag(0)))[0])];
}
