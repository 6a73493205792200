import type { KeyProblem } from './recording-key';

const PASTE =
	'Paste each private key whole, from -----BEGIN … PRIVATE KEY----- to -----END … PRIVATE KEY-----, and its certificate the same way.';
const TO_BASE64 = 'Make text of the file with "base64 FILE.p12" (or "certutil -encode" on Windows) and paste all of it.';
const CONVERT = 'Write it anew: "openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD.pem -out NEW.pem".';

export const noPem: KeyProblem = { problem: 'Private Keys and Certificates holds no PEM', advice: PASTE };
export const cutPem: KeyProblem = {
	problem: 'Private Keys and Certificates holds a part of PEM that begins and does not end: it was not copied whole',
	advice: PASTE,
};
export const noPkcs12: KeyProblem = { problem: 'PKCS#12 holds something that is no PKCS#12 file in base64', advice: TO_BASE64 };

export function wrongPassphrase(what: string, isOneGiven: boolean): KeyProblem {
	return isOneGiven
		? { problem: `no passphrase opens ${what}`, advice: 'Check the passphrases: several go one on each line, or as a JSON list. Upper and lower case count.' }
		: { problem: `${what} is encrypted, and no passphrase is given`, advice: 'Enter its passphrase under Passphrases.' };
}

export function unsupportedEncryption(what: string, algorithm: string): KeyProblem {
	return { problem: `${what} is encrypted with ${algorithm}, which is not supported`, advice: CONVERT };
}

export function unreadableKey(number: number, kind: string): KeyProblem {
	const isSsh = kind.includes('OPENSSH');
	return {
		problem: `private key ${number} cannot be read${isSsh ? ': it is one for SSH' : ''}`,
		advice: isSsh ? 'Take the key that belongs to the certificate which the recordings are encrypted with.' : PASTE,
	};
}

export function otherKindOfKey(number: number, kind: string): KeyProblem {
	return {
		problem: `private key ${number} is of the kind ${kind}; recordings are encrypted for RSA keys`,
		advice: 'Take the private key that belongs to the certificate which the recordings are encrypted with.',
	};
}

export function unreadableCertificate(number: number): KeyProblem {
	return { problem: `certificate ${number} cannot be read: it was not copied whole`, advice: PASTE };
}
