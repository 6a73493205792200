import type { ICredentialDataDecryptedObject, INodeCredentialTestResult, Logger } from 'n8n-workflow';
import { checkEightByEight } from '../../../core/vendors/eight-by-eight/check';
import { openEightByEight } from '../../../core/vendors/eight-by-eight/connection';
import { readEightByEightCredential, type EightByEightCredentialFields } from '../../../core/vendors/eight-by-eight/credential';
import { testCredential } from '../../shared/credential-test';
import { egressOf } from '../../shared/egress';
import { IMPATIENT } from '../../shared/impatient';

/** Logs in, looks at the folder, and reads a byte of one file if there is one. */
export async function testLogin(data: ICredentialDataDecryptedObject, logger: Logger): Promise<INodeCredentialTestResult> {
	return await testCredential(async () => {
		const credential = readEightByEightCredential(data as EightByEightCredentialFields);
		const recordings = await openEightByEight(credential, { ...IMPATIENT, egress: egressOf(), logger, asksAgain: true });
		try {
			return await checkEightByEight(recordings);
		} finally {
			await recordings.close();
		}
	});
}
