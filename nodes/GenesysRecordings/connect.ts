import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import { GenesysConnection } from '../../core/vendors/genesys/connection';
import { readGenesysCredential, type GenesysCredentialFields } from '../../core/vendors/genesys/credential';
import { IMPATIENT } from '../shared/impatient';
import { layersOf, type Pacing } from '../shared/layers';
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
export function connections(context: IExecuteFunctions, pacing: Pacing): PerCredential<GenesysConnection> {
	const layers = layersOf(context, pacing);
	return new PerCredential(context, CREDENTIAL, async (fields) => new GenesysConnection(readGenesysCredential(fields), layers));
}

/** For the lists of the editor. Close it when the work is over. */
export async function connectForList(context: ILoadOptionsFunctions): Promise<GenesysConnection> {
	return await open(context, IMPATIENT);
}

/** For a trigger, whose credential has no item. */
export async function connectForPoll(context: IPollFunctions): Promise<GenesysConnection> {
	const fields = await context.getCredentials<GenesysCredentialFields>(CREDENTIAL);
	return new GenesysConnection(readGenesysCredential(fields), layersOf(context, { concurrency: DEFAULT_CONCURRENCY }));
}

async function open(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	pacing: Pacing,
	itemIndex?: number,
): Promise<GenesysConnection> {
	const fields = await context.getCredentials<GenesysCredentialFields>(CREDENTIAL, itemIndex);
	return new GenesysConnection(readGenesysCredential(fields), layersOf(context, pacing));
}
