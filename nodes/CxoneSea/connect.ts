import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import type { Recordings } from '../../core/sources/recordings';
import { openSea } from '../../core/vendors/cxone/connection';
import { readCxoneCredential, type CxoneCredentialFields } from '../../core/vendors/cxone/credential';

/** Requests at once where the node has no setting for it. */
const DEFAULT_CONCURRENCY = 8;

/** The SEA folder of a credential. Close it when the work is over. */
export interface Sea {
	recordings: Recordings;
	retentionDays: number;
}

/** Opens what the credential of an item names. Throws CREDENTIAL_INVALID that names the field. */
export async function connect(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	itemIndex?: number,
	concurrency = DEFAULT_CONCURRENCY,
): Promise<Sea> {
	const fields = await context.getCredentials<CxoneCredentialFields>('cxoneSeaApi', itemIndex);
	const credential = readCxoneCredential(fields);
	return {
		recordings: await openSea(credential, { concurrency, logger: context.logger }),
		retentionDays: credential.retentionDays,
	};
}
