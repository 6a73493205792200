import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toRecording } from '../../../core/vendors/genesys/recording';
import { keysFor, recordingKeys } from '../../shared/decryption';
import { downloadItems } from '../../shared/downloads';
import { connections } from '../connect';
import { containerOf } from '../parameters';

export async function download(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await downloadItems(context, (pacing) => {
		const opened = connections(context, pacing);
		const keys = recordingKeys(context);
		return {
			of: async (itemIndex, input) => {
				const connection = await opened.of(itemIndex);
				const { retentionDays } = connection.credential;
				return {
					recordings: await connection.container(containerOf(context, itemIndex)),
					toRecording: (entry) => toRecording({ ...entry, tags: tagsOf(input, entry.path) }, retentionDays),
					keys: await keysFor(context, itemIndex, keys),
				};
			},
			close: async () => await opened.close(async (connection) => await connection.close()),
		};
	});
}

function tagsOf({ tags, path }: IDataObject, downloaded: string): Record<string, string> | undefined {
	const isOfThisFile = path === undefined || path === downloaded;
	return isOfThisFile && typeof tags === 'object' && tags !== null ? (tags as Record<string, string>) : undefined;
}
