import { isRecordingError, RecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';
import type { RequestOptions, SourceEntry } from '../sources/source';
import { RIGHTS, type Rights } from './rights';
import type { Target } from './target';

/**
 * Uses a login once, gently: lists the folder, and reads the first byte of one file. Nothing is written, so that a
 * login for reading alone passes. Throws RecordingError that names the right that is missing, or the folder where nothing is:
 * n8n shows the words of a test that fails alone, and saves the credential all the same. Returns what it found.
 */
export async function checkTarget(recordings: Recordings, target: Target, options: RequestOptions = {}): Promise<string> {
	const entry = await naming('list', target, async () => await firstFile(recordings, options));
	if (!entry) return await withoutFiles(recordings, target, options);
	const { path, sizeBytes } = entry;
	if (sizeBytes === 0) return 'The folder can be listed; its first files are empty';
	await naming('read', target, async () => {
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

/** In a bucket or container a folder is the beginning of names: one that is misspelt looks like one that is new. */
async function withoutFiles(recordings: Recordings, target: Target, options: RequestOptions): Promise<string> {
	const folder = folderOf(target);
	const isPrefix = target.type === 's3' || target.type === 'azureBlob';
	if (folder !== '' && isPrefix) throw missing(`The login works, but nothing lies in the folder "${folder}"`);
	if (!(await recordings.hasRoot(options))) throw missing(`The login works, but there is no folder "${folder}"`);
	return 'The folder can be listed. There is no file in it yet, so whether files can be read is not known';
}

function missing(detail: string): RecordingError {
	return new RecordingError({ code: 'NOT_FOUND', operation: 'check', detail, advice: 'Check "Folder" in the credential. If it is right and new, leave it: the first file that is stored there makes it.' });
}

function folderOf(target: Target): string {
	return target.type === 'folder' ? target.path : target.folder;
}

async function naming<Result>(right: keyof Rights, target: Target, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!isRecordingError(error)) throw error;
		const { code, operation, path, detail } = error;
		const folder = folderOf(target);
		// Servers of FTP say of a folder that is not there what they say of one that is forbidden.
		const isOfFolder = right === 'list' && target.type === 'sftp' && folder !== '' && (code === 'NOT_FOUND' || code === 'PERMISSION_DENIED');
		if (!isOfFolder && code !== 'PERMISSION_DENIED') throw error;
		const lack = `The right ${RIGHTS[target.type][right]} is missing`;
		const what = isOfFolder ? `There is no folder "${folder}", or the right ${RIGHTS.sftp.list} is missing` : lack;
		const advice = isOfFolder ? 'Check "Folder" in the credential, and the rights of the login.' : error.advice;
		throw new RecordingError({ code, operation, path, advice, cause: error, detail: `${what}: ${detail ?? 'the service refuses it'}` });
	}
}
