import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import type { LayerOptions } from '../../core/sources/layers';
import type { Recordings } from '../../core/sources/recordings';
import { openSea } from '../../core/vendors/cxone/connection';
import { readCxoneCredential, type CxoneCredentialFields } from '../../core/vendors/cxone/credential';
import { IMPATIENT } from '../shared/impatient';
import { layersOf, type Pacing } from '../shared/layers';
import { PerCredential } from '../shared/per-credential';

const CREDENTIAL = 'cxoneSeaApi';

/** Requests at once where the node has no setting for it. */
const DEFAULT_CONCURRENCY = 8;

/** The SEA folder of a credential. Close it when the work is over. */
export interface Sea {
	recordings: Recordings;
	retentionDays: number;
}

/** Opens what the credential of an item names. Throws CREDENTIAL_INVALID that names the field. */
export async function connect(
	context: IExecuteFunctions,
	itemIndex: number,
	concurrency = DEFAULT_CONCURRENCY,
): Promise<Sea> {
	return await open(context, { concurrency }, itemIndex);
}

/** One folder for each credential of the items. */
export function connections(context: IExecuteFunctions, pacing: Pacing): PerCredential<Sea> {
	const layers = layersOf(context, pacing);
	return new PerCredential(context, CREDENTIAL, async (fields) => await openWith(fields, layers));
}

/** For the lists of the editor. */
export async function connectForList(context: ILoadOptionsFunctions): Promise<Sea> {
	return await open(context, IMPATIENT);
}

/** For a trigger, whose credential has no item. */
export async function connectForPoll(context: IPollFunctions): Promise<Sea> {
	const fields = await context.getCredentials<CxoneCredentialFields>(CREDENTIAL);
	return await openWith(fields, layersOf(context, { concurrency: DEFAULT_CONCURRENCY }));
}

async function open(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	pacing: Pacing,
	itemIndex?: number,
): Promise<Sea> {
	const fields = await context.getCredentials<CxoneCredentialFields>(CREDENTIAL, itemIndex);
	return await openWith(fields, layersOf(context, pacing));
}

async function openWith(fields: CxoneCredentialFields, layers: LayerOptions): Promise<Sea> {
	const credential = readCxoneCredential(fields);
	return { recordings: await openSea(credential, layers), retentionDays: credential.retentionDays };
}
