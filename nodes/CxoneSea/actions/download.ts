import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toSeaRecording } from '../../../core/vendors/cxone/recording';
import { downloadItems } from '../../shared/downloads';
import { connections } from '../connect';

export async function download(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await downloadItems(context, (pacing) => {
		const opened = connections(context, pacing);
		return {
			of: async (itemIndex) => {
				const { recordings, retentionDays } = await opened.of(itemIndex);
				return { recordings, toRecording: (entry) => toSeaRecording(entry, retentionDays) };
			},
			close: async () => await opened.close(async ({ recordings }) => await recordings.close()),
		};
	});
}
