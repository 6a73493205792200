import { isRecordingError, RecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';
import type { RequestOptions, SourceEntry } from '../sources/source';
import { RIGHTS, type Rights } from './rights';
import type { TargetType } from './target';

/**
 * Uses a login once, gently: lists the folder, and reads the first byte of one file. Nothing is written, so that a
 * login for reading alone passes. Throws RecordingError that names the right that is missing; returns what it found.
 */
export async function checkTarget(recordings: Recordings, type: TargetType, options: RequestOptions = {}): Promise<string> {
	const entry = await naming('list', type, async () => await firstFile(recordings, options));
	if (!entry) return 'The folder can be listed. There is no file in it yet, so whether files can be read is not known';
	const { path, sizeBytes } = entry;
	if (sizeBytes === 0) return 'The folder can be listed; its first files are empty';
	await naming('read', type, async () => {
		const { body } = await recordings.read(path, { lengthBytes: 1, ...options });
		body.on('error', () => {}).destroy();
	});
	return 'The folder can be listed, and its files can be read';
}

/** One that holds something, if there is one on the first page. */
async function firstFile(recordings: Recordings, options: RequestOptions): Promise<SourceEntry | undefined> {
	for await (const page of recordings.listPages({ pageSize: 20, ...options })) {
		return page.find(({ sizeBytes }) => sizeBytes !== 0) ?? page[0];
	}
	return undefined;
}

async function naming<Result>(right: keyof Rights, type: TargetType, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!isRecordingError(error) || error.code !== 'PERMISSION_DENIED') throw error;
		const { code, operation, path, advice, detail } = error;
		throw new RecordingError({ code, operation, path, advice, cause: error, detail: `The right ${RIGHTS[type][right]} is missing: ${detail ?? 'the service refuses it'}` });
	}
}
