import type { KeyObject } from 'node:crypto';

/** A certificate that belongs to a private key. Nothing in it is secret. */
export interface RecordingCertificate {
	/** The name as it stands in the certificate, DER. */
	issuer: Buffer;
	/** Without leading zeros. */
	serial: Buffer;
	/** The subject key identifier, where it states one. */
	keyId?: Buffer;
	/** For people: its subject, such as `CN=recordings, O=Acme`. */
	subject: string;
	/** Hexadecimal, as openssl prints it. */
	serialNumber: string;
	/** ISO 8601. One that is over still opens what it was used for. */
	validTo: string;
}

/** A private RSA key, and the certificates of its public half: several, when it was certified again. */
export interface RecordingKey {
	privateKey: KeyObject;
	bits: number;
	/** SHA-1 of the public key, as identifiers are made of it. */
	keyHash: Buffer;
	certificates: RecordingCertificate[];
}

/** Something in the credential that cannot be used, and the way out. No secret in it. */
export interface KeyProblem {
	problem: string;
	advice: string;
}

export interface RecordingKeys {
	keys: RecordingKey[];
	problems: KeyProblem[];
	/** Certificates whose private key is not there. */
	certificatesWithoutKey: RecordingCertificate[];
}
