import { createPrivateKey, type KeyObject } from 'node:crypto';
import { parseElement } from '../asn1/element';
import { UnsupportedEncryption } from './passphrase-encryption';
import type { PemBlock } from './pem';
import { decryptPrivateKey } from './pkcs12';

/** A private key could not be opened by any of the passphrases. */
export class WrongPassphrase extends Error {}
/** What calls itself a private key and is none, or one of a kind that cannot be read. */
export class UnreadableKey extends Error {}

export function isPrivateKey({ kind }: PemBlock): boolean {
	return kind.endsWith('PRIVATE KEY');
}

/** Throws WrongPassphrase, UnreadableKey, UnsupportedEncryption. */
export async function readPrivateKey(block: PemBlock, passphrases: readonly string[]): Promise<KeyObject> {
	if (block.legacyEncrypted !== undefined) return openLegacy(block.legacyEncrypted, passphrases);
	if (block.kind === 'ENCRYPTED PRIVATE KEY') return await openPkcs8(block.der, passphrases);
	return keyOf(block.der, TYPES[block.kind]);
}

const TYPES: Record<string, 'pkcs8' | 'pkcs1' | 'sec1'> = { 'PRIVATE KEY': 'pkcs8', 'RSA PRIVATE KEY': 'pkcs1', 'EC PRIVATE KEY': 'sec1' };

export function keyOf(der: Buffer, type: 'pkcs8' | 'pkcs1' | 'sec1' | undefined): KeyObject {
	try {
		if (type) return createPrivateKey({ key: der, format: 'der', type });
	} catch {
		// Told below; what OpenSSL says may quote the key.
	}
	throw new UnreadableKey();
}

async function openPkcs8(der: Buffer, passphrases: readonly string[]): Promise<KeyObject> {
	const element = readable(() => parseElement(der));
	for (const passphrase of passphrases) {
		try {
			return keyOf(await decryptPrivateKey(element, passphrase), 'pkcs8');
		} catch (error) {
			if (error instanceof UnsupportedEncryption) throw error;
		}
	}
	throw new WrongPassphrase();
}

function readable<Result>(read: () => Result): Result {
	try {
		return read();
	} catch {
		throw new UnreadableKey();
	}
}

/** `Proc-Type: 4,ENCRYPTED`: one round of MD5, which Node.js reads in no time. */
function openLegacy(pem: string, passphrases: readonly string[]): KeyObject {
	for (const passphrase of passphrases) {
		try {
			return createPrivateKey({ key: pem, passphrase });
		} catch {
			// The next one.
		}
	}
	throw new WrongPassphrase();
}
