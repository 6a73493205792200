import { MalformedError } from '../asn1/element';
import type { ByteFeed } from '../byte-feed';
import { ContentReader } from './content-reader';
import { readMessageEnd, type MessageEnd } from './message-end';
import type { MessageStart } from './message-start';

/** Attributes, padding and end marks. */
const MAX_END_BYTES = 1024 * 1024;

/** The encrypted content as it comes, and at its end what follows it, once the message has turned out to be whole. */
export async function* encryptedContent(feed: ByteFeed, start: MessageStart): AsyncGenerator<Buffer, MessageEnd> {
	const limit = Math.min(...start.frames.map(({ end = Infinity }) => end));
	const reader = new ContentReader(start.contentAt, limit);
	const after: Buffer[] = [];
	let afterBytes = 0;
	for (let piece = await feed.next(); piece; piece = await feed.next()) {
		const found: Buffer[] = [];
		const rest = reader.read(piece, found);
		if (found.length > 0) yield found.length === 1 ? found[0] : Buffer.concat(found);
		if (rest.length > 0) after.push(rest);
		afterBytes += rest.length;
		if (afterBytes > MAX_END_BYTES) throw new MalformedError('too much after the content');
	}
	if (!reader.isDone) throw new MalformedError('the content is cut off');
	return readMessageEnd(Buffer.concat(after), reader.position, start);
}
