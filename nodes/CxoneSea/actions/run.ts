import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runEach } from '../../shared/run';
import { deleteFiles } from './delete';
import { download } from './download';
import { getMany } from './getMany';

/** Runs the chosen operation for all items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const operation = context.getNodeParameter('operation', 0) as string;
	if (operation === 'download') return await download(context);
	if (operation === 'delete') return await deleteFiles(context);
	return await runEach(context, getMany);
}
