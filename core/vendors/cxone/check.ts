import type { Recordings } from '../../sources/recordings';

/**
 * Uses the keys once, gently: lists one file of the folder and reads its first byte. Asks for nothing but what the
 * folder's own rights allow: no bucket, no root. Throws RecordingError; returns what it found, in words.
 */
export async function checkSea(recordings: Recordings, signal?: AbortSignal): Promise<string> {
	const pages = recordings.listPages({ pageSize: 2, signal });
	for await (const page of pages) {
		const entry = page.find(({ sizeBytes }) => sizeBytes !== undefined && sizeBytes > 0);
		if (!entry) continue;
		const { body } = await recordings.read(entry.path, { lengthBytes: 1, signal });
		body.on('error', () => {}).destroy();
		return 'The folder can be listed, and its files can be read';
	}
	return 'The folder can be listed; there is no file in it now';
}
