import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { decryptionReport, recordingKeys, storeDecrypted } from '../../shared/decryption';
import { outputFieldOf } from '../../shared/downloads';
import { withoutFailure } from '../../shared/merge';
import { flagOf } from '../../shared/parameters';
import { runEach } from '../../shared/run';
import { fileOf, openFile } from '../binary-input';
import { assertNoAgent } from '../not-for-agents';

/** Decrypts the file of every item, one after the other: each may be large. */
export async function decryptItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const keys = recordingKeys(context);
	return await runEach(context, async (_, itemIndex) => {
		assertNoAgent(context, 'decrypt');
		return [await decryptItem(context, itemIndex, keys)];
	});
}

async function decryptItem(context: IExecuteFunctions, itemIndex: number, keys: ReturnType<typeof recordingKeys>): Promise<INodeExecutionData> {
	const input = context.getInputData()[itemIndex];
	const file = fileOf(context, itemIndex);
	const field = outputFieldOf(context, itemIndex);
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const decrypted = await storeDecrypted(context, await openFile(context, file), await keys.of(itemIndex), {
		name: file.fileName,
		acceptUnknownMedia: flagOf(options.acceptUnknownMedia ?? false, 'Accept Unknown Media'),
		signal: context.getExecutionCancelSignal(),
	});
	return {
		json: { ...withoutFailure(input.json), decryption: decryptionReport(decrypted) },
		binary: { ...input.binary, [field]: decrypted.stored },
		pairedItem: { item: itemIndex },
	};
}
