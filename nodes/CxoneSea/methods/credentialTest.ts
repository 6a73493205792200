import type { ICredentialDataDecryptedObject, INodeCredentialTestResult, Logger } from 'n8n-workflow';
import { checkSea } from '../../../core/vendors/cxone/check';
import { openSea } from '../../../core/vendors/cxone/connection';
import { readCxoneCredential, type CxoneCredentialFields } from '../../../core/vendors/cxone/credential';
import { testCredential } from '../../shared/credential-test';
import { egressOf } from '../../shared/egress';
import { IMPATIENT } from '../../shared/impatient';

/** Lists the folder, and reads a byte of one file if there is one. */
export async function testSeaFolder(
	data: ICredentialDataDecryptedObject,
	logger: Logger,
): Promise<INodeCredentialTestResult> {
	return await testCredential(async () => {
		const recordings = await openSea(readCxoneCredential(data as CxoneCredentialFields), { ...IMPATIENT, egress: egressOf(), logger });
		try {
			return await checkSea(recordings);
		} finally {
			await recordings.close();
		}
	});
}
