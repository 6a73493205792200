import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ERROR_CODES, type ErrorCode } from '../../../core/errors/codes';
import { isRecordingError, RecordingError } from '../../../core/errors/recording-error';
import { download } from '../../../core/transfer/download';
import type { Recording } from '../../../core/vendors/recording';
import { assertFitsBinaryStore } from '../binary-store';
import type { Place } from '../downloads';
import { mimeTypeOf } from '../mime-types';

/** Downloads under way together; more would each take longer. */
export const FILES_AT_ONCE = 4;

export interface WithFile {
	path: string;
	/** With its file, or with what kept it away. */
	item: INodeExecutionData;
	/** It may come another time. */
	temporary?: { error: RecordingError; isOutOfTime: boolean };
}

interface Fetch {
	/** The binary field to put it into. */
	field: string;
	from: Place;
	/** ms since 1970; a download that is not done then is given up. */
	untilMs: number;
}

/** What is wrong with one file, and stays so. Other failures concern all: the poll fails, and the file comes again. */
const OF_ONE_FILE = new Set<ErrorCode>(['CHANGED', 'CONFLICT', 'CORRUPTED', 'NOT_FOUND', 'OUTSIDE_FOLDER', 'TOO_LARGE', 'UNSUPPORTED']);

/** A recording as an item with its file, checked. Throws what does not concern this file alone, such as an expired token. */
export async function withFile(context: IPollFunctions, recording: Recording, { field, from, untilMs }: Fetch): Promise<WithFile> {
	const signal = AbortSignal.timeout(Math.max(1, untilMs - Date.now()));
	try {
		const { etag, sizeBytes, contentMd5 } = recording;
		const result = await download(from.recordings, recording.path, {
			signal,
			known: { etag, sizeBytes, contentMd5 },
			acceptSize: assertFitsBinaryStore,
			store: async (body) => await context.helpers.prepareBinaryData(body, recording.name, mimeTypeOf(recording.extension)),
		});
		const { verifiedBy, contentMd5: md5 } = result;
		// What only the listing knows (tags, the row of an index) stays.
		const json = { ...(recording as unknown as IDataObject), ...(from.toRecording(result.entry) as unknown as IDataObject), contentMd5: md5, verifiedBy };
		return { path: recording.path, item: { json, binary: { [field]: result.stored } } };
	} catch (error) {
		const failure = signal.aborted ? tooSlow(recording) : error;
		if (!isRecordingError(failure)) throw failure;
		const item = { json: withFailure(recording, failure) };
		if (OF_ONE_FILE.has(failure.code)) return { path: recording.path, item };
		if (!ERROR_CODES[failure.code].retryable) throw failure;
		return { path: recording.path, item, temporary: { error: failure, isOutOfTime: signal.aborted } };
	}
}

function withFailure(recording: Recording, { message, code, advice }: RecordingError): IDataObject {
	return { ...(recording as unknown as IDataObject), error: message, errorCode: code, ...(advice ? { advice } : {}) };
}

function tooSlow({ path, container }: Recording): RecordingError {
	return new RecordingError({
		code: 'TIMED_OUT',
		operation: 'download',
		path,
		container,
		detail: 'the file did not come in the time that n8n gives to a poll',
		advice: 'Switch off Download in the trigger, and put a Download node behind it: that one may take as long as it needs.',
	});
}
