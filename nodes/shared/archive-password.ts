import type { ICredentialDataDecryptedObject, IExecuteFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { readArchivePassword } from '../../core/archive/password';
import type { Secret } from '../../core/secrets/secret';
import { testCredential } from './credential-test';
import { flagOf } from './parameters';
import { PerCredential } from './per-credential';

/** The passwords of each item's credential. */
export function archivePasswords(context: IExecuteFunctions): PerCredential<Secret> {
	return new PerCredential(context, 'archivePasswordApi', async (fields) => readArchivePassword(fields));
}

/** Of an item, where its parameter "withPassword" says that there is one. */
export async function passwordFor(context: IExecuteFunctions, itemIndex: number, passwords: PerCredential<Secret>): Promise<Secret | undefined> {
	return flagOf(context.getNodeParameter('withPassword', itemIndex, false), 'Archives Have a Password') ? await passwords.of(itemIndex) : undefined;
}

/** Whether there is one; whether it is right, only an archive can tell. */
export async function testArchivePassword(data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
	return await testCredential(async () => {
		readArchivePassword(data);
		return 'There is a password; whether it is the right one, only an archive can tell';
	});
}
