import { isRecordingError, RecordingError } from '../../errors/recording-error';
import { cutText } from '../../secrets/cut';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { dayOfFolder, INDEX_FOLDER } from './names';

/**
 * Logs in once, gently: looks at the folders, and reads the first byte of one recording. Throws RecordingError; returns
 * what it found, in words.
 */
export async function checkEightByEight(recordings: Recordings, signal?: AbortSignal): Promise<string> {
	const folders: string[] = [];
	for await (const folder of recordings.listFolders({ signal })) folders.push(folder.replace(/\/$/, ''));
	const days = folders.filter((folder) => dayOfFolder(folder) !== undefined).sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
	const newest = days.at(-1);
	if (newest === undefined) return nothingFound(folders);
	const read = (await canRead(recordings, `${newest}/`, signal)) ? ', and a file in it can be read' : '';
	const index = hasIndexes(folders) ? '' : `. There is no folder ${INDEX_FOLDER}`;
	return `The login works: ${days.length} ${days.length === 1 ? 'folder' : 'folders'} of days, the newest is ${newest} (UTC)${read}${index}`;
}

// Some servers alter letters.
function hasIndexes(folders: string[]): boolean {
	return folders.some((folder) => folder.toLowerCase() === INDEX_FOLDER.toLowerCase());
}

// n8n shows the words of a test that fails alone.
function nothingFound(folders: string[]): string {
	if (hasIndexes(folders)) return `The login works; there is the folder ${INDEX_FOLDER}, and none of a day now`;
	const there = folders.length === 0 ? 'there is no folder' : `there are ${folders.slice(0, 5).map((name) => `"${cutText(name, 60)}"`).join(', ')}`;
	throw new RecordingError({
		code: 'NOT_FOUND',
		operation: 'check',
		detail: `The login works, but no folder of a day (S20160606) nor ${INDEX_FOLDER} is here; ${there}`,
		advice: 'Check "Folder" in the credential: as a rule it is empty. A tenant without any recording looks like this too.',
	});
}

async function canRead(recordings: Recordings, prefix: string, signal?: AbortSignal): Promise<boolean> {
	const entry = await firstFile(recordings, prefix, signal);
	if (!entry) return false;
	try {
		const { body } = await recordings.read(entry.path, { lengthBytes: 1, signal });
		body.on('error', () => {}).destroy();
		return true;
	} catch (error) {
		// Deleted between the two.
		if (isRecordingError(error) && error.code === 'NOT_FOUND') return false;
		throw error;
	}
}

async function firstFile(recordings: Recordings, prefix: string, signal?: AbortSignal): Promise<SourceEntry | undefined> {
	for await (const page of recordings.listPages({ prefix, pageSize: 100, signal })) {
		const entry = page.find(({ sizeBytes }) => sizeBytes !== undefined && sizeBytes > 0);
		if (entry) return entry;
	}
	return undefined;
}
