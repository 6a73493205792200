import type { Recordings } from './recordings';

/** The bytes of a body, whose errors come explained. */
export async function* explained(recordings: Recordings, body: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
	try {
		yield* body;
	} catch (error) {
		throw recordings.explain(error, 'read', path);
	}
}
