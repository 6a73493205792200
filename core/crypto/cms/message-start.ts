import { childrenOf, contextTag, IncompleteError, MalformedError, readElement, readHead, TAG, type Element } from '../asn1/element';
import { algorithmOf, oidOf, type AlgorithmIdentifier } from '../asn1/values';
import { CONTENT_TYPE } from './content-types';
import { readRecipient, type Recipient } from './recipients';

/** What stands before the encrypted content: RFC 5652, section 6.1; RFC 5083, section 2.1. */
export interface MessageStart {
	/** Whether what follows the content authenticates it (AuthEnvelopedData). */
	isAuthenticated: boolean;
	recipients: Recipient[];
	/** What kind of thing was encrypted. */
	innerType: string;
	cipher: AlgorithmIdentifier;
	/** The elements that the content lies in, outermost first. */
	frames: Frame[];
	/** Where tag and length of the content begin. */
	contentAt: number;
}

export interface Frame {
	/** Where it ends, from the first byte of the message; undefined for an indefinite length. */
	end?: number;
}

/** Undefined as long as more bytes are needed. Throws MalformedError. */
export function readMessageStart(bytes: Buffer): MessageStart | undefined {
	try {
		return read(new Walk(bytes));
	} catch (error) {
		if (error instanceof IncompleteError) return undefined;
		throw error;
	}
}

function read(walk: Walk): MessageStart {
	walk.enter(TAG.sequence);
	const isAuthenticated = oidOf(walk.next()) === CONTENT_TYPE.authEnvelopedData;
	walk.enter(contextTag(0));
	walk.enter(TAG.sequence);
	walk.next(); // The version says only which of the rest is used.
	const originatorOrRecipients = walk.next();
	const recipientInfos = originatorOrRecipients.tag === contextTag(0) ? walk.next() : originatorOrRecipients;
	if (recipientInfos.tag !== TAG.set) throw new MalformedError('no recipients');
	walk.enter(TAG.sequence);
	const innerType = oidOf(walk.next());
	const cipher = algorithmOf(walk.next());
	walk.assertMore();
	return {
		isAuthenticated,
		recipients: childrenOf(recipientInfos).map(readRecipient),
		innerType,
		cipher,
		frames: walk.frames,
		contentAt: walk.at,
	};
}

/** Goes into elements whose end may be far away. */
class Walk {
	at = 0;
	readonly frames: Frame[] = [];

	constructor(private readonly bytes: Buffer) {}

	enter(tag: number): void {
		const head = readHead(this.bytes, this.at);
		if (!head) throw new IncompleteError();
		if (head.tag !== tag) throw new MalformedError(`no element with the tag ${tag.toString(16)}`);
		this.at += head.headLength;
		this.frames.push({ end: head.length === undefined ? undefined : this.at + head.length });
	}

	next(): Element {
		const element = readElement(this.bytes, this.at);
		this.at += element.raw.length;
		return element;
	}

	assertMore(): void {
		if (this.frames.some(({ end }) => end !== undefined && end <= this.at)) throw new MalformedError('no content');
	}
}
