import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import type { LayerOptions } from '../../core/sources/layers';
import type { Recordings } from '../../core/sources/recordings';
import { openEightByEight } from '../../core/vendors/eight-by-eight/connection';
import { readEightByEightCredential, type EightByEightCredentialFields } from '../../core/vendors/eight-by-eight/credential';
import { IMPATIENT } from '../shared/impatient';
import { layersOf, type Pacing } from '../shared/layers';
import { PerCredential } from '../shared/per-credential';

const CREDENTIAL = 'eightByEightSftpApi';

/** Requests at once where the node has no setting for it; the credential bounds the connections. */
export const DEFAULT_CONCURRENCY = 8;

/** The server of a credential, and what else it says of the tenant. Close it when the work is over. */
export interface Tenant {
	name: string;
	recordings: Recordings;
	retentionDays: number;
	timeZone: string;
	/** The credential names none, so that of the workflow was taken. */
	isZoneOfWorkflow: boolean;
}

/** What to say where local days or times were read in a zone that nobody chose for them. */
export function zoneHintOf({ timeZone, isZoneOfWorkflow }: Tenant): string | undefined {
	if (!isZoneOfWorkflow) return undefined;
	return `The credential has no time zone of the tenant, so that of the workflow counts: ${timeZone}. Days, and times without an offset, are wrong where the two differ.`;
}

/** One connection for each credential of the items. */
export function connections(context: IExecuteFunctions, pacing: Pacing): PerCredential<Tenant> {
	const layers = layersOf(context, pacing);
	return new PerCredential(context, CREDENTIAL, async (fields) => await openWith(fields, layers, context.getTimezone()));
}

/** For the lists of the editor. */
export async function connectForList(context: ILoadOptionsFunctions): Promise<Tenant> {
	const fields = await context.getCredentials<EightByEightCredentialFields>(CREDENTIAL);
	return await openWith(fields, layersOf(context, IMPATIENT), context.getTimezone());
}

/** For a trigger, whose credential has no item. */
export async function connectForPoll(context: IPollFunctions): Promise<Tenant> {
	const fields = await context.getCredentials<EightByEightCredentialFields>(CREDENTIAL);
	return await openWith(fields, layersOf(context, { concurrency: DEFAULT_CONCURRENCY }), context.getTimezone());
}

async function openWith(fields: EightByEightCredentialFields, layers: LayerOptions, workflowZone: string): Promise<Tenant> {
	const credential = readEightByEightCredential(fields);
	const { user: name, retentionDays, timeZone = workflowZone } = credential;
	return { name, recordings: await openEightByEight(credential, layers), retentionDays, timeZone, isZoneOfWorkflow: credential.timeZone === undefined };
}
