import { RecordingError } from '../errors/recording-error';
import { algorithmName } from './algorithm-names';

const OPERATION = 'decrypt';

/**
 * A wrong key, a message that was cut off, one that was altered: the same words for all of them. Whoever could tell
 * them apart could, with enough altered messages, read one without the key. So there is no cause either.
 */
export function undecryptable(path?: string): RecordingError {
	return new RecordingError({
		code: 'DECRYPTION_FAILED',
		operation: OPERATION,
		path,
		detail: 'the keys of the credential do not open it, or it is not whole, or it was altered',
		advice:
			'Look whether the credential holds the private key that the recording was encrypted for; expired ones count too. If it does, download the file again. What begins like no recording is taken by Recording Files > Decrypt, with Accept Unknown Media.',
	});
}

/**
 * What is told comes out of the open part of the message, before any key is used.
 * @param problem with a key of the credential: it may be the one that is missing
 */
export function notForTheseKeys(recipients: string[], problem: string | undefined, path?: string): RecordingError {
	return new RecordingError({
		code: 'KEY_NOT_FOUND',
		operation: OPERATION,
		path,
		detail: `it is encrypted for ${listOf(recipients)}, of which the credential holds no private key${problem === undefined ? '' : `; in the credential, ${problem}`}`,
		advice:
			'Add that private key with its certificate to the Recording Keys; expired ones count too. Where a certificate was renewed for the same private key, add both certificates. A private key without a certificate is tried on every recording.',
	});
}

const MOST_RECIPIENTS_TOLD = 3;

function listOf(recipients: string[]): string {
	const told = recipients.slice(0, MOST_RECIPIENTS_TOLD).join(' and ');
	const rest = recipients.length - MOST_RECIPIENTS_TOLD;
	return rest > 0 ? `${told} and ${rest} more` : told;
}

const SUPPORTED =
	'Supported are AES with 128, 192 or 256 bits (CBC or GCM) and Triple DES, with the key encrypted by RSA (PKCS#1 v1.5 or OAEP). Ask whoever encrypts for one of these.';

/** @param use what the algorithm is used for, as in "its content is encrypted with" */
export function unsupportedAlgorithm(use: string, oid: string, path?: string): RecordingError {
	return unsupported(`${use} ${algorithmName(oid)}, which is not supported`, path);
}

export function unsupported(detail: string, path?: string, advice = SUPPORTED): RecordingError {
	return new RecordingError({ code: 'UNSUPPORTED', operation: OPERATION, path, detail, advice });
}

export function noKeys(problem: string | undefined, path?: string): RecordingError {
	return new RecordingError({
		code: 'CREDENTIAL_INVALID',
		operation: OPERATION,
		path,
		detail: problem ?? 'the credential holds no private key',
		advice: 'Open the credential Recording Keys API and test it.',
	});
}
