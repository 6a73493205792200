import { Readable } from 'node:stream';
import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { decryptionReport, recordingKeys, storeDecrypted } from '../../shared/decryption';
import { outputFieldOf } from '../../shared/downloads';
import { withoutFailure } from '../../shared/merge';
import { flagOf, settingError, textOf } from '../../shared/parameters';
import { runEach } from '../../shared/run';

/** Decrypts the file of every item, one after the other: each may be large. */
export async function decryptItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const keys = recordingKeys(context);
	return await runEach(context, async (_, itemIndex) => [await decryptItem(context, itemIndex, keys)]);
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

function fileOf(context: IExecuteFunctions, itemIndex: number): IBinaryData {
	const field = textOf(context.getNodeParameter('inputField', itemIndex, 'data'), 'Input Binary Field').trim();
	const binary = context.getInputData()[itemIndex].binary ?? {};
	if (Object.hasOwn(binary, field)) return context.helpers.assertBinaryData(itemIndex, field);
	const others = Object.keys(binary).map((name) => `"${name}"`);
	throw settingError(
		`the item has no binary field "${field}"${others.length > 0 ? `; it has ${others.join(', ')}` : ''}`,
		others.length > 0 ? 'Set Input Binary Field to the one that holds the file.' : 'Put a node before this one that downloads or reads the file.',
	);
}

async function openFile(context: IExecuteFunctions, { id, data }: IBinaryData): Promise<Readable> {
	return id ? await context.helpers.getBinaryStream(id) : Readable.from([Buffer.from(data, 'base64')], { objectMode: false });
}
