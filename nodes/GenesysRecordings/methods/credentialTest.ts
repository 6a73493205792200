import type { ICredentialDataDecryptedObject, INodeCredentialTestResult, Logger } from 'n8n-workflow';
import { checkTokens } from '../../../core/vendors/genesys/check-tokens';
import { GenesysConnection } from '../../../core/vendors/genesys/connection';
import { egressOf } from '../../shared/egress';
import { IMPATIENT } from '../../shared/impatient';
import { readGenesysCredential, type GenesysCredentialFields } from '../../../core/vendors/genesys/credential';

/** Tries every token that is given, and names each that failed and why. */
export async function testGenesysTokens(
	data: ICredentialDataDecryptedObject,
	logger: Logger,
): Promise<INodeCredentialTestResult> {
	const credential = readGenesysCredential(data as GenesysCredentialFields);
	if (credential.tokens.length + credential.problems.length === 0) {
		return { status: 'Error', message: 'Nothing to test yet: paste at least one container URL and its token.' };
	}
	const connection = new GenesysConnection(credential, { ...IMPATIENT, egress: egressOf(), logger });
	try {
		const failed = (await checkTokens(connection)).filter(({ works }) => !works);
		if (failed.length === 0) return { status: 'OK', message: 'Every token works' };
		const messages = failed.map(({ problem, advice }) => [problem, advice].filter(Boolean).join('. '));
		return { status: 'Error', message: messages.join(' — ') };
	} finally {
		await connection.close();
	}
}
