import type { Readable } from 'node:stream';
import { Breather } from '../listing/breather';
import { InvalidXmlError } from './invalid-xml';

// 5,000 blobs with names of 1,024 characters make about 20 MiB.
const MAX_PAGE_BYTES = 64 * 1024 * 1024;

/** Hands a body to a parser while it arrives, and lets other work run in between. */
export async function feed(
	parser: { write(chunk: Buffer): void },
	body: Readable,
	onFirst?: (chunk: Buffer) => void,
): Promise<void> {
	// Node.js may hand over 2 MiB that have arrived, chunk by chunk, before it lets anything else run.
	const breather = new Breather(1);
	let bytes = 0;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		if (bytes === 0) onFirst?.(chunk);
		bytes += chunk.length;
		if (bytes > MAX_PAGE_BYTES) throw new InvalidXmlError('a page of the listing is larger than 64 MiB');
		parser.write(chunk);
		if (breather.isDue()) await breather.breathe();
	}
}
