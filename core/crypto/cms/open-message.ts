import { MalformedError } from '../asn1/element';
import type { ByteFeed } from '../byte-feed';
import { readMessageStart, type MessageStart } from './message-start';

/** Everything before the content: some hundred bytes for each recipient. */
const MAX_START_BYTES = 1024 * 1024;

/** Reads up to the content, which comes next out of the feed. Throws MalformedError. */
export async function openMessage(feed: ByteFeed): Promise<MessageStart> {
	let bytes: Buffer = Buffer.alloc(0);
	for (let wanted = 1; ; wanted = bytes.length * 2) {
		// What comes in small pieces is not read from its beginning for each of them.
		const more = await feed.peek(wanted);
		const isAll = more.length < wanted;
		bytes = more;
		const start = readMessageStart(bytes);
		if (start) {
			await feed.next();
			feed.unread(bytes.subarray(start.contentAt));
			return start;
		}
		if (isAll || bytes.length > MAX_START_BYTES) throw new MalformedError('no content');
	}
}
