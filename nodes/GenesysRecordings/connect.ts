import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import type { LayerOptions } from '../../core/sources/layers';
import { GenesysConnection } from '../../core/vendors/genesys/connection';
import { readGenesysCredential, type GenesysCredentialFields } from '../../core/vendors/genesys/credential';
import { egressOf } from '../shared/egress';
import { IMPATIENT } from '../shared/impatient';
import { PerCredential } from '../shared/per-credential';

const CREDENTIAL = 'genesysSasApi';

/** Requests at once where the node has no setting for it. */
const DEFAULT_CONCURRENCY = 8;

/** Opens what the credential of an item names. Close it when the work is over. */
export async function connect(
	context: IExecuteFunctions,
	itemIndex: number,
	concurrency = DEFAULT_CONCURRENCY,
): Promise<GenesysConnection> {
	return await open(context, { concurrency }, itemIndex);
}

/** One connection for each credential of the items. */
export function connections(context: IExecuteFunctions, concurrency: number): PerCredential<GenesysConnection> {
	const layers = { concurrency, logger: context.logger, egress: egressOf(context) };
	return new PerCredential(context, CREDENTIAL, async (fields) => new GenesysConnection(readGenesysCredential(fields), layers));
}

/** For the lists of the editor. Close it when the work is over. */
export async function connectForList(context: ILoadOptionsFunctions): Promise<GenesysConnection> {
	return await open(context, IMPATIENT);
}

/** For a trigger, whose credential has no item. */
export async function connectForPoll(context: IPollFunctions): Promise<GenesysConnection> {
	const fields = await context.getCredentials<GenesysCredentialFields>(CREDENTIAL);
	return new GenesysConnection(readGenesysCredential(fields), { concurrency: DEFAULT_CONCURRENCY, logger: context.logger, egress: egressOf(context) });
}

async function open(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	layers: LayerOptions,
	itemIndex?: number,
): Promise<GenesysConnection> {
	const fields = await context.getCredentials<GenesysCredentialFields>(CREDENTIAL, itemIndex);
	return new GenesysConnection(readGenesysCredential(fields), { ...layers, logger: context.logger, egress: egressOf(context) });
}
