import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toVerbaRecording } from '../../../core/vendors/verba/exports/recording';
import { downloadItems } from '../../shared/downloads';
import { TargetConnections } from '../../shared/targets/connections';

/** Downloads archives, and any file that lies loose. */
export async function download(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await downloadItems(context, (concurrency) => {
		const targets = new TargetConnections(context, concurrency);
		return {
			of: async (itemIndex) => ({ recordings: await targets.of(itemIndex), toRecording: toVerbaRecording }),
			close: async () => await targets.close(),
		};
	});
}
