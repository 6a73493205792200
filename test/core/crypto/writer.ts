import type { KeyObject, KeyPairKeyObjectResult } from 'node:crypto';
import { createRequire } from 'node:module';

export interface Certificate {
	/** PEM. */
	certificate: string;
	/** PEM. */
	key: string;
	privateKey: KeyObject;
	publicKey: KeyObject;
	issuer: Buffer;
	serial: Buffer;
	keyId: Buffer;
}

export interface Recipient {
	to: Certificate;
	byKeyId?: boolean;
	oaep?: { hash?: string; maskHash?: string; label?: Buffer };
}

export interface EncryptOptions {
	recipients: Recipient[];
	cipher?: string;
	chunkBytes?: number;
	isNested?: boolean;
}

interface CertificateOptions {
	name?: string;
	modulusLength?: number;
	notAfter?: Date;
	hasKeyId?: boolean;
	pair?: KeyPairKeyObjectResult;
}

type Parts = (...parts: Buffer[]) => Buffer;

export interface Der {
	element(tag: number, ...parts: Buffer[]): Buffer;
	indefinite(tag: number, ...parts: Buffer[]): Buffer;
	integer(value: number | Buffer): Buffer;
	objectId(dotted: string): Buffer;
	pem(label: string, der: Buffer): string;
	tagged(number: number, ...parts: Buffer[]): Buffer;
	sequence: Parts;
	set: Parts;
	octets: Parts;
	nothing: Parts;
}

// What encrypts the recordings of the demo; it shares nothing with what decrypts them.
const load = createRequire(__filename);

export const { encryptCms } = load('../../../demo/vendors/genesys/cms-writer.js') as {
	encryptCms(content: Buffer, options: EncryptOptions): Buffer;
};
export const { makeRecordingCertificate } = load('../../../demo/vendors/genesys/recording-certificate.js') as {
	makeRecordingCertificate(options?: CertificateOptions): Certificate;
};
export const der = load('../../../demo/lib/der.js') as Der;
