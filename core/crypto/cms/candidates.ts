import { Breather } from '../../listing/breather';
import { notForTheseKeys, unsupported, unsupportedAlgorithm } from '../failure';
import { algorithmName } from '../algorithm-names';
import { describeRecipient, isNamedBy } from '../keys/naming';
import type { RecordingCertificate, RecordingKey, RecordingKeys } from '../keys/recording-key';
import { contentKeyBy, unwrapOf, type Unwrap } from './key-transport';
import { UnsupportedParameter } from './oaep';
import type { KeyTransport, OtherRecipient, Recipient } from './recipients';

/** `trial`: a key without a certificate, of which the message cannot tell whether it is meant. */
export type KeyFoundBy = 'issuerAndSerialNumber' | 'subjectKeyIdentifier' | 'trial';

/** A content key that may be the right one. */
export interface Candidate {
	contentKey: Buffer;
	foundBy: KeyFoundBy;
	/** Of the recipient, where the credential has it. */
	certificate?: RecordingCertificate;
	/** OID of the algorithm that the content key was encrypted by. */
	transport: string;
}

interface Pair extends Omit<Candidate, 'contentKey' | 'transport'> {
	recipient: KeyTransport;
	key: RecordingKey;
}

/** Each costs some milliseconds; nobody has more recipients and unnamed keys than this. */
const MAX_TRIALS = 256;

/**
 * The content keys that the private keys open. A key that the message names is the only one used; else those without a
 * certificate are tried. Throws RecordingError where the message is for none of them; none opens it where the list is empty.
 */
export async function candidatesFor(recipients: Recipient[], { keys, problems }: RecordingKeys, keyBytes: number, path?: string): Promise<Candidate[]> {
	const transports = recipients.filter((recipient): recipient is KeyTransport => recipient.kind === 'keyTransport');
	if (transports.length === 0) throw noPrivateKeyOpens(recipients as OtherRecipient[], path);
	const named = transports.flatMap((recipient) => keys.flatMap((key) => pairOf(recipient, key)));
	const pairs = named.length > 0 ? named : transports.flatMap((recipient) => trials(recipient, keys));
	if (pairs.length === 0) throw notForTheseKeys(transports.map(({ id }) => describeRecipient(id)), problems[0]?.problem, path);
	const breather = new Breather(1);
	const found: Candidate[] = [];
	const unwraps = supported(pairs, path);
	for (const { recipient, key, foundBy, certificate, unwrap } of unwraps.slice(0, MAX_TRIALS)) {
		const contentKey = contentKeyBy(unwrap, key.privateKey, keyBytes);
		if (contentKey) found.push({ contentKey, foundBy, certificate, transport: recipient.algorithm.oid });
		if (breather.isDue()) await breather.breathe();
	}
	return found;
}

function pairOf(recipient: KeyTransport, key: RecordingKey): Pair[] {
	const certificate = key.certificates.find((one) => isNamedBy(one, recipient.id));
	if (certificate) return [{ recipient, key, certificate, foundBy: 'keyId' in recipient.id ? 'subjectKeyIdentifier' : 'issuerAndSerialNumber' }];
	// The usual identifier is a hash of the key itself: RFC 5280, section 4.2.1.2.
	const isHash = 'keyId' in recipient.id && key.keyHash.equals(recipient.id.keyId);
	return isHash ? [{ recipient, key, foundBy: 'subjectKeyIdentifier' }] : [];
}

function trials(recipient: KeyTransport, keys: RecordingKey[]): Pair[] {
	const unnamed = keys.filter(({ certificates }) => certificates.length === 0);
	return unnamed.map((key) => ({ recipient, key, foundBy: 'trial' as const }));
}

/** Throws the first reason why a pair cannot be used, where none can. */
function supported(pairs: Pair[], path?: string): (Pair & { unwrap: Unwrap })[] {
	let problem: Error | undefined;
	const usable = pairs.flatMap((pair) => {
		try {
			const unwrap = unwrapOf(pair.recipient);
			if (unwrap) return [{ ...pair, unwrap }];
			problem ??= unsupportedAlgorithm('its key is encrypted by', pair.recipient.algorithm.oid, path);
		} catch (error) {
			if (!(error instanceof UnsupportedParameter)) throw error;
			problem ??= unsupportedAlgorithm(error.use, error.oid, path);
		}
		return [];
	});
	if (usable.length === 0 && problem) throw problem;
	return usable;
}

function noPrivateKeyOpens(recipients: OtherRecipient[], path?: string): Error {
	const kinds = recipients.map(({ name, algorithm }) => (algorithm ? `${name}, ${algorithmName(algorithm)}` : name));
	const told = kinds.length === 0 ? 'nobody' : [...new Set(kinds)].slice(0, 3).join(' and ');
	return unsupported(`it is encrypted for ${told}, which is not supported`, path);
}
