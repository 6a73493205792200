import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { choiceOf } from '../../shared/parameters';
import { runEach } from '../../shared/run';
import { connections, DEFAULT_CONCURRENCY, type Tenant } from '../connect';
import { download } from './download';
import { getIndexes } from './getIndexes';
import { getRecordings } from './getRecordings';
import { parseIndexes } from './parse';
import { reconcile } from './reconcile';

const RESOURCES = ['index', 'recording'] as const;
const OPERATIONS = { index: ['download', 'getAll', 'parse', 'reconcile'], recording: ['download', 'getAll'] } as const;

/** Runs the chosen operation for all items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { resource, operation } = chosenIn(context);
	if (operation === 'download') return await download(context);
	if (operation === 'parse') return await parseIndexes(context);
	if (operation === 'reconcile') return await runWithTenants(context, reconcile);
	return await runWithTenants(context, resource === 'index' ? getIndexes : getRecordings);
}

/** Works through one input item, on the server that its credential names. */
type TenantAction = (context: IExecuteFunctions, itemIndex: number, tenant: Tenant) => Promise<INodeExecutionData[]>;

/** Items with the same credential share its connections: each login takes a second or so, and servers count them. */
async function runWithTenants(context: IExecuteFunctions, action: TenantAction): Promise<INodeExecutionData[]> {
	const opened = connections(context, { concurrency: DEFAULT_CONCURRENCY });
	try {
		return await runEach(context, async (_, itemIndex) => await action(context, itemIndex, await opened.of(itemIndex)));
	} finally {
		await opened.close(async ({ recordings }) => await recordings.close());
	}
}

// A workflow that was written by hand or by a program can name anything.
function chosenIn(context: IExecuteFunctions) {
	try {
		const resource = choiceOf(context.getNodeParameter('resource', 0), 'Resource', RESOURCES);
		return { resource, operation: choiceOf<string>(context.getNodeParameter('operation', 0), 'Operation', OPERATIONS[resource]) };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
