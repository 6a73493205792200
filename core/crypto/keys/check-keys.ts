import { constants, createPublicKey, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import { Breather } from '../../listing/breather';
import { RecordingError } from '../../errors/recording-error';
import { readRecordingKeys, type RecordingKeysFields } from './read-keys';
import type { KeyProblem, RecordingCertificate, RecordingKey } from './recording-key';

const MOST_TOLD = 10;

/**
 * The connection test of the credential: reads everything in it, lets every key open what was encrypted for it, and says
 * which keys there are. Throws RecordingError (CREDENTIAL_INVALID) for what cannot be used.
 */
export async function checkRecordingKeys(fields: RecordingKeysFields): Promise<string> {
	const { keys, problems, certificatesWithoutKey } = await readRecordingKeys(fields);
	const breather = new Breather(1);
	const broken: KeyProblem[] = [];
	for (const key of keys) {
		if (!opensItsOwn(key)) broken.push(brokenKey(key));
		if (breather.isDue()) await breather.breathe();
	}
	const all = [...problems, ...broken];
	if (all.length > 0) throw invalid(all);
	if (keys.length > 0) return [`${counted(keys.length, 'private key')}: ${listed(keys.map(describeKey))}`, ...alone(certificatesWithoutKey)].join('. ');
	throw invalid([
		certificatesWithoutKey.length > 0
			? { problem: 'there are certificates alone', advice: 'A certificate encrypts; to decrypt, paste its private key too.' }
			: { problem: 'there is no private key', advice: 'Paste at least one, in PEM or as PKCS#12.' },
	]);
}

function opensItsOwn({ privateKey }: RecordingKey): boolean {
	const sample = randomBytes(32);
	const padding = constants.RSA_PKCS1_OAEP_PADDING;
	try {
		const encrypted = publicEncrypt({ key: createPublicKey(privateKey), padding }, sample);
		return privateDecrypt({ key: privateKey, padding }, encrypted).equals(sample);
	} catch {
		return false;
	}
}

function brokenKey(key: RecordingKey): KeyProblem {
	return { problem: `the private key ${describeKey(key)} does not open what is encrypted for it`, advice: 'Copy it again from where it is kept.' };
}

function invalid(problems: KeyProblem[]): RecordingError {
	const [{ problem, advice }, ...others] = problems;
	return new RecordingError({
		code: 'CREDENTIAL_INVALID',
		operation: 'check',
		detail: listed([problem, ...others.map((one) => one.problem)]),
		advice,
	});
}

function describeKey({ bits, certificates }: RecordingKey): string {
	const of = certificates.length === 0 ? 'without a certificate, tried on every recording' : certificates.map(describeCertificate).join(' and ');
	return `RSA ${bits} (${of})`;
}

function describeCertificate({ subject, serialNumber, validTo }: RecordingCertificate): string {
	const isOver = Date.parse(validTo) < Date.now();
	return `"${subject}", serial number ${serialNumber}${isOver ? `, expired on ${validTo.slice(0, 10)} and still of use` : ''}`;
}

function alone(certificates: RecordingCertificate[]): string[] {
	if (certificates.length === 0) return [];
	return [`Without a private key: ${listed(certificates.map(describeCertificate))}`];
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function listed(texts: string[]): string {
	const rest = texts.length - MOST_TOLD;
	return [...texts.slice(0, MOST_TOLD), ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
}
