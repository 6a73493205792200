import type { ICredentialDataDecryptedObject, INodeCredentialTestResult, Logger } from 'n8n-workflow';
import { isRecordingError } from '../../../core/errors/recording-error';
import { scrubError } from '../../../core/secrets/scrub';
import { checkSea } from '../../../core/vendors/cxone/check';
import { openSea } from '../../../core/vendors/cxone/connection';
import { readCxoneCredential, type CxoneCredentialFields } from '../../../core/vendors/cxone/credential';
import { IMPATIENT } from '../../shared/impatient';

/** Lists the folder, and reads a byte of one file if there is one. */
export async function testSeaFolder(
	data: ICredentialDataDecryptedObject,
	logger: Logger,
): Promise<INodeCredentialTestResult> {
	try {
		const recordings = await openSea(readCxoneCredential(data as CxoneCredentialFields), { ...IMPATIENT, logger });
		try {
			return { status: 'OK', message: await checkSea(recordings) };
		} finally {
			await recordings.close();
		}
	} catch (error) {
		if (!isRecordingError(error)) return { status: 'Error', message: scrubError(error).message };
		return { status: 'Error', message: [error.detail ?? error.message, error.advice].filter(Boolean).join('. ') };
	}
}
