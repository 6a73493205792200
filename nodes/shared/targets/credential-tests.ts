import type { ICredentialDataDecryptedObject, INodeCredentialTestResult, Logger } from 'n8n-workflow';
import { checkTarget, connectTarget } from '../../../core/targets';
import { testCredential } from '../credential-test';
import { egressOf } from '../egress';
import { IMPATIENT } from '../impatient';
import { readTarget } from './connections';
import type { StoredTargetType } from './types';

/** Lists the folder, and reads a byte of one file if there is one. */
export async function testTarget(type: StoredTargetType, data: ICredentialDataDecryptedObject, logger: Logger): Promise<INodeCredentialTestResult> {
	return await testCredential(async () => {
		const target = readTarget(type, data);
		const recordings = await connectTarget(target, { ...IMPATIENT, egress: egressOf(), logger, asksAgain: true });
		try {
			return await checkTarget(recordings, target);
		} finally {
			await recordings.close();
		}
	});
}
