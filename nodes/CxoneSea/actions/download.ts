import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DEFAULT_RETENTION_DAYS, toSeaRecording } from '../../../core/vendors/cxone/recording';
import { downloadItems } from '../../shared/downloads';
import { connect, type Sea } from '../connect';

export async function download(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await downloadItems(context, async (concurrency) => {
		let opening: Promise<Sea> | undefined;
		let retentionDays = DEFAULT_RETENTION_DAYS;
		return {
			// Opened for the first item, so that a credential that cannot be used fails items and not the run.
			recordingsOf: async () => {
				opening ??= connect(context, 0, concurrency);
				const sea = await opening;
				retentionDays = sea.retentionDays;
				return sea.recordings;
			},
			toRecording: (entry) => toSeaRecording(entry, retentionDays),
			close: async () => await opening?.then(async ({ recordings }) => await recordings.close(), () => {}),
		};
	});
}
