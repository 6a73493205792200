import { Breather } from './breather';

/** A page of some services has 5,000 entries, and what is done with each can take some microseconds. */
const ENTRIES_AT_ONCE = 500;

/** The same entries in smaller pages; lets other work run in between. */
export async function* inPieces<Entry>(pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<Entry[]> {
	const breather = new Breather(1);
	for await (const page of pages) {
		for (let from = 0; from < page.length; from += ENTRIES_AT_ONCE) {
			if (breather.isDue()) await breather.breathe();
			yield page.slice(from, from + ENTRIES_AT_ONCE);
		}
	}
}
