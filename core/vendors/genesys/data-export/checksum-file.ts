import { buffer } from 'node:stream/consumers';
import { isRecordingError, RecordingError } from '../../../errors/recording-error';
import type { Recordings } from '../../../sources/recordings';
import type { RequestOptions } from '../../../sources/source';

/** A line of sha1sum is some hundred bytes. */
const MAX_BYTES = 65_536;
/** `<hash>  <file>` or `<hash> *<file>`, as sha1sum writes it; with `--tag`, `SHA1 (<file>) = <hash>`. */
const LINE = /^\\?(?<hash>[0-9a-f]{40})(?: [ *](?<file>.+))?$/i;
const TAGGED = /^SHA1 \((?<file>.+)\) = (?<hash>[0-9a-f]{40})$/i;

/** The SHA-1 of a file, in lower case, out of what lies in `.sha1` beside it; undefined where it does not say it. */
export function parseSha1File(text: string, fileName: string): string | undefined {
	const lines = text.split(/\r?\n/).flatMap((line) => {
		const fields = (LINE.exec(line.trim()) ?? TAGGED.exec(line.trim()))?.groups;
		return fields ? [fields] : [];
	});
	const own = lines.find(({ file }) => file?.split(/[/\\]/).at(-1)?.toLowerCase() === fileName.toLowerCase());
	// A hash alone, or of one file that goes by another name here.
	const only = lines.length === 1 ? lines[0] : undefined;
	return (own ?? only)?.hash.toLowerCase();
}

/** The SHA-1 that is stated for an archive; undefined where no file states it. Throws INVALID_RESPONSE for one that cannot be read. */
export async function statedSha1(recordings: Recordings, path: string, { signal }: RequestOptions = {}): Promise<string | undefined> {
	const checksumPath = `${path}.sha1`;
	const text = await readText(recordings, checksumPath, signal);
	if (text === undefined) return undefined;
	const hash = parseSha1File(text, path.slice(path.lastIndexOf('/') + 1));
	if (hash !== undefined) return hash;
	throw new RecordingError({
		code: 'INVALID_RESPONSE',
		retryable: false,
		operation: 'read',
		path: checksumPath,
		detail: 'the file holds no SHA-1 as sha1sum writes it',
		advice: 'Look at that file. To read the export all the same, do not ask for its SHA-1 to be checked.',
	});
}

async function readText(recordings: Recordings, path: string, signal?: AbortSignal): Promise<string | undefined> {
	try {
		const { body } = await recordings.read(path, { lengthBytes: MAX_BYTES, signal });
		return (await buffer(body)).toString('latin1');
	} catch (error) {
		const known = recordings.explain(error, 'read', path);
		if (isRecordingError(known) && known.code === 'NOT_FOUND') return undefined;
		throw known;
	}
}
