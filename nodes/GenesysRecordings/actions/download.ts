import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toRecording } from '../../../core/vendors/genesys/recording';
import { downloadItems } from '../../shared/downloads';
import { connect } from '../connect';
import { containerOf } from '../parameters';

export async function download(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await downloadItems(context, async (concurrency) => {
		const connection = await connect(context, 0, concurrency);
		return {
			recordingsOf: async (itemIndex) => await connection.container(containerOf(context, itemIndex)),
			toRecording: (entry, input) =>
				toRecording({ ...entry, tags: tagsOf(input) }, connection.credential.retentionDays),
			close: async () => await connection.close(),
		};
	});
}

function tagsOf({ tags }: IDataObject): Record<string, string> | undefined {
	return typeof tags === 'object' && tags !== null ? (tags as Record<string, string>) : undefined;
}
