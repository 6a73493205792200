import { RecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';

/**
 * Uses the keys once, gently: lists one file of the folder and reads its first byte. Asks for nothing but what the
 * folder's own rights allow: no bucket, no root. Throws RecordingError; returns what it found, in words.
 */
export async function checkSea(recordings: Recordings, signal?: AbortSignal): Promise<string> {
	const pages = recordings.listPages({ pageSize: 2, signal });
	let isEmpty = true;
	for await (const page of pages) {
		isEmpty = false;
		const entry = page.find(({ sizeBytes }) => sizeBytes !== undefined && sizeBytes > 0);
		if (!entry) continue;
		const { body } = await recordings.read(entry.path, { lengthBytes: 1, signal });
		body.on('error', () => {}).destroy();
		return 'The folder can be listed, and its files can be read';
	}
	if (isEmpty) throw nothingThere(recordings);
	return 'The folder can be listed; its files are empty';
}

// n8n shows the words of a test that fails alone. That the folder is empty may be right, and may be a slip in its name.
function nothingThere({ folder, container }: Recordings): RecordingError {
	return new RecordingError({
		code: 'NOT_FOUND',
		operation: 'check',
		container,
		detail: `The keys work, but there is no file in the folder "${folder}"`,
		advice: 'Compare the folder in File Location with what CXone shows. If it is right, nothing was copied in the last 30 days, and there is nothing to mend.',
	});
}
