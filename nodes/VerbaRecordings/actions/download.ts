import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toVerbaRecording } from '../../../core/vendors/verba/exports/recording';
import { downloadItems } from '../../shared/downloads';
import { pathOf } from '../../shared/path';
import { TargetConnections } from '../../shared/targets/connections';
import { assertNotInArchive } from '../not-in-archive';

/** Downloads archives, and any file that lies loose. */
export async function download(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await downloadItems(context, (pacing) => {
		const targets = new TargetConnections(context, pacing);
		return {
			of: async (itemIndex, input) => {
				assertNotInArchive(pathOf(context, itemIndex, 'download'), input);
				return { recordings: await targets.of(itemIndex), toRecording: toVerbaRecording };
			},
			close: async () => await targets.close(),
		};
	});
}
