import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { archivePasswords, passwordFor } from '../../shared/archive-password';
import { unpackedItems, unpackSettingsOf } from '../../shared/unpacked';
import { fileOf, openFile } from '../binary-input';
import { assertNoAgent } from '../not-for-agents';

/** Unpacks the archive that an item holds: one item for each file in it. */
export async function unpackArchive(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	assertNoAgent(context, 'unzip');
	const file = fileOf(context, itemIndex);
	const name = file.fileName ?? 'archive';
	const password = await passwordFor(context, itemIndex, archivePasswords(context));
	const settings = { name, password, ...unpackSettingsOf(context, itemIndex), about: { archivePath: name } };
	return await unpackedItems(context, itemIndex, await openFile(context, file), settings);
}
