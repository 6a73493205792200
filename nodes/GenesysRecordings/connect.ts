import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { GenesysConnection } from '../../core/vendors/genesys/connection';
import { readGenesysCredential, type GenesysCredentialFields } from '../../core/vendors/genesys/credential';

/** Requests at once where the node has no setting for it. */
const DEFAULT_CONCURRENCY = 8;

/** Opens what the credential of an item names. Close it when the work is over. */
export async function connect(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	itemIndex?: number,
	concurrency = DEFAULT_CONCURRENCY,
): Promise<GenesysConnection> {
	const fields = await context.getCredentials<GenesysCredentialFields>('genesysSasApi', itemIndex);
	return new GenesysConnection(readGenesysCredential(fields), { concurrency, logger: context.logger });
}
