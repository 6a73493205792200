import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runEach } from '../../shared/run';
import { download } from './download';
import { getIndexes } from './getIndexes';
import { getRecordings } from './getRecordings';
import { parseIndexes } from './parse';
import { reconcile } from './reconcile';

/** Runs the chosen operation for all items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = context.getNodeParameter('operation', 0) as string;
	if (operation === 'download') return await download(context);
	if (operation === 'parse') return await parseIndexes(context);
	if (operation === 'reconcile') return await runEach(context, reconcile);
	return await runEach(context, resource === 'index' ? getIndexes : getRecordings);
}
