import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ERROR_CODES } from '../../../core/errors/codes';
import { isRecordingError } from '../../../core/errors/recording-error';
import { download } from '../../../core/transfer/download';
import { inParallel } from '../../../core/transfer/in-parallel';
import type { Recording } from '../../../core/vendors/recording';
import { assertFitsBinaryStore } from '../binary-store';
import type { Place } from '../downloads';
import { toNodeError } from '../errors';
import { mimeTypeOf } from '../mime-types';

const AT_ONCE = 4;
/** So many for one execution: a poll has little time, and each is kept by n8n until it ends. */
export const FILES_AT_ONCE = 20;

/**
 * Recordings as items with their files. A file that cannot be had for a reason that stays is told on its item; for another
 * reason the poll fails, and the next one goes on from where this one began.
 */
export async function withFiles(
	context: IPollFunctions,
	recordings: Recording[],
	field: string,
	place: Place,
): Promise<INodeExecutionData[]> {
	return await inParallel(recordings, AT_ONCE, async (recording) => {
		try {
			const { etag, sizeBytes, contentMd5 } = recording;
			const result = await download(place.recordings, recording.path, {
				known: { etag, sizeBytes, contentMd5 },
				accept: assertFitsBinaryStore,
				store: async (body) => await context.helpers.prepareBinaryData(body, recording.name, mimeTypeOf(recording.extension)),
			});
			const { verifiedBy, contentMd5: md5 } = result;
			return { json: { ...(place.toRecording(result.entry) as unknown as IDataObject), contentMd5: md5, verifiedBy }, binary: { [field]: result.stored } };
		} catch (error) {
			if (!isRecordingError(error) || ERROR_CODES[error.code].retryable) throw toNodeError(context.getNode(), error);
			const { message, code, advice } = error;
			return { json: { ...(recording as unknown as IDataObject), error: message, errorCode: code, ...(advice ? { advice } : {}) } };
		}
	});
}
