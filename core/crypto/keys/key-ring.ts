import { createPublicKey, type KeyObject } from 'node:crypto';
import { keyHashOf, type ReadCertificate } from './certificate';
import type { RecordingKey } from './recording-key';

/** Puts private keys and certificates together by their public keys; each once, in whatever order they come. */
export class KeyRing {
	readonly #keys = new Map<string, RecordingKey>();
	readonly #certificates = new Map<string, ReadCertificate[]>();

	addKey(privateKey: KeyObject): void {
		const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
		const id = publicKey.toString('base64');
		if (this.#keys.has(id)) return;
		const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
		this.#keys.set(id, { privateKey, bits, keyHash: keyHashOf(publicKey), certificates: [] });
	}

	addCertificate(certificate: ReadCertificate): void {
		const id = certificate.publicKey.toString('base64');
		const known = this.#certificates.get(id) ?? [];
		const isKnown = known.some(({ issuer, serial }) => issuer.equals(certificate.issuer) && serial.equals(certificate.serial));
		if (!isKnown) this.#certificates.set(id, [...known, certificate]);
	}

	keys(): RecordingKey[] {
		return [...this.#keys].map(([id, key]) => ({ ...key, certificates: this.#certificates.get(id) ?? [] }));
	}

	certificatesWithoutKey(): ReadCertificate[] {
		return [...this.#certificates].flatMap(([id, certificates]) => (this.#keys.has(id) ? [] : certificates));
	}
}
