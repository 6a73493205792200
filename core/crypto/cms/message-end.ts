import { CONSTRUCTED, contextTag, MalformedError, readElement, TAG } from '../asn1/element';
import { octetsOf } from '../asn1/values';
import type { MessageStart } from './message-start';

/** What may follow a message: some programs fill up a block. */
const MAX_PADDING_BYTES = 65_536;
const END_MARK = 2;

export interface MessageEnd {
	/** Of authenticated content. */
	tag?: Buffer;
	/** Authenticated beside the content: they would have to be known before it. */
	hasAuthenticatedAttributes: boolean;
}

/**
 * Reads what comes after the content, which must end where all that it lies in ends. Throws MalformedError or
 * IncompleteError.
 * @param at where it begins, from the first byte of the message
 */
export function readMessageEnd(bytes: Buffer, at: number, { frames, isAuthenticated }: MessageStart): MessageEnd {
	const [contentInfo, explicit, enveloped, encrypted] = frames;
	let offset = 0;
	const close = (end: number | undefined) => {
		if (end === undefined) {
			if (offset + END_MARK > bytes.length || bytes.readUInt16BE(offset) !== 0) throw new MalformedError('no end mark');
			offset += END_MARK;
		} else if (end !== at + offset) throw new MalformedError('ends at another place');
	};
	close(encrypted.end);
	const found: MessageEnd = { hasAuthenticatedAttributes: false };
	while (enveloped.end === undefined ? bytes[offset] !== 0 : at + offset < enveloped.end) {
		const element = readElement(bytes, offset);
		offset += element.raw.length;
		if ((element.tag & ~CONSTRUCTED) === TAG.octetString && isAuthenticated && !found.tag) found.tag = octetsOf(element);
		else if (element.tag === contextTag(1) && isAuthenticated && !found.tag) found.hasAuthenticatedAttributes = true;
		else if (element.tag !== contextTag(isAuthenticated ? 2 : 1)) throw new MalformedError('something unknown after the content');
	}
	close(enveloped.end);
	close(explicit.end);
	close(contentInfo.end);
	assertPadding(bytes.subarray(offset));
	return found;
}

function assertPadding(rest: Buffer): void {
	if (rest.length > MAX_PADDING_BYTES || rest.some((byte) => byte !== 0)) throw new MalformedError('bytes behind the message');
}
