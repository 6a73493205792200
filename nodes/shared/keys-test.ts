import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';
import { checkRecordingKeys } from '../../core/crypto/keys/check-keys';
import { testCredential } from './credential-test';

/** Reads all keys, and lets each open what was encrypted for it. */
export async function testRecordingKeys(data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
	return await testCredential(async () => await checkRecordingKeys(data));
}
