import { MalformedError } from '../asn1/element';
import type { ByteFeed } from '../byte-feed';
import { unsupported } from '../failure';
import { mediaTypeOf, SIGNATURE_BYTES } from '../media-type';
import type { Candidate } from './candidates';
import { decryptorFor, type ContentCipher } from './content-cipher';
import { encryptedContent } from './encrypted-content';
import type { MessageEnd } from './message-end';
import type { MessageStart } from './message-start';

/** A message up to its content, and what may open it. */
export interface OpenedMessage {
	start: MessageStart;
	cipher: ContentCipher;
	/** One at least. */
	candidates: Candidate[];
	path?: string;
	/** Told once, before the first byte, which of the candidates it is. */
	onChosen(candidate: Candidate): void;
}

/**
 * The content, decrypted while it comes. The last bytes come only when the end of the message was found right, and then
 * so was all of it that can be checked. Throws MalformedError.
 */
export async function* plaintext(feed: ByteFeed, message: OpenedMessage): AsyncGenerator<Buffer> {
	const encrypted = encryptedContent(feed, message.start);
	const head = await headOf(encrypted, message.candidates.length > 1 ? SIGNATURE_BYTES : 1);
	const candidate = chosen(message, head);
	message.onChosen(candidate);
	const decryptor = guarded(() => decryptorFor(message.cipher, candidate.contentKey));
	yield* nonEmpty(guarded(() => decryptor.update(head.bytes)));
	let { end } = head;
	while (!end) {
		const next = await encrypted.next();
		if (next.done) end = next.value;
		else yield* nonEmpty(guarded(() => decryptor.update(next.value as Buffer)));
	}
	const { tag, hasAuthenticatedAttributes } = end;
	if (hasAuthenticatedAttributes) throw unsupported('it has authenticated attributes, which are not supported', message.path);
	yield* nonEmpty(guarded(() => decryptor.end(tag)));
}

interface Head {
	bytes: Buffer;
	/** Where the message ends before there are as many bytes as wanted. */
	end?: MessageEnd;
}

async function headOf(encrypted: AsyncGenerator<Buffer, MessageEnd>, wantedBytes: number): Promise<Head> {
	const pieces: Buffer[] = [];
	for (let found = 0; found < wantedBytes; ) {
		const next = await encrypted.next();
		if (next.done) return { bytes: Buffer.concat(pieces), end: next.value };
		pieces.push(next.value);
		found += next.value.length;
	}
	return { bytes: pieces.length === 1 ? pieces[0] : Buffer.concat(pieces) };
}

/** A private key that is tried gives a content key even where it is the wrong one: then what comes of it decides. */
function chosen({ candidates, cipher }: OpenedMessage, { bytes, end }: Head): Candidate {
	if (candidates.length === 1) return candidates[0];
	const beginsRight = ({ contentKey }: Candidate) => {
		return mediaTypeOf(decryptorFor(cipher, contentKey).update(bytes)) !== undefined;
	};
	const endsRight = ({ contentKey }: Candidate) => {
		try {
			const decryptor = decryptorFor(cipher, contentKey);
			decryptor.update(bytes);
			decryptor.end(end?.tag);
			return true;
		} catch {
			return false;
		}
	};
	return candidates.find(beginsRight) ?? (end && candidates.find(endsRight)) ?? candidates[0];
}

function* nonEmpty(bytes: Buffer): Generator<Buffer> {
	if (bytes.length > 0) yield bytes;
}

/** What OpenSSL says of a wrong key or padding is told to nobody. */
function guarded<Result>(work: () => Result): Result {
	try {
		return work();
	} catch {
		throw new MalformedError('not decryptable');
	}
}
