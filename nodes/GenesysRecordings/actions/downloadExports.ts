import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toDataExport } from '../../../core/vendors/genesys/data-export';
import { toRecording } from '../../../core/vendors/genesys/recording';
import { keysFor, recordingKeys } from '../../shared/decryption';
import { downloadItems } from '../../shared/downloads';
import { connections } from '../connect';
import { exportContainerOf } from '../parameters';

/** Downloads archives of exports, and whatever else lies beside them. */
export async function downloadExports(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await downloadItems(context, (pacing) => {
		const opened = connections(context, pacing);
		const keys = recordingKeys(context);
		return {
			of: async (itemIndex) => {
				const connection = await opened.of(itemIndex);
				const { retentionDays } = connection.credential;
				return {
					recordings: await connection.container(exportContainerOf(context, itemIndex)),
					toRecording: (entry) => ({ ...toRecording(entry, retentionDays), ...toDataExport(entry, retentionDays) }),
					keys: await keysFor(context, itemIndex, keys),
				};
			},
			close: async () => await opened.close(async (connection) => await connection.close()),
		};
	});
}
