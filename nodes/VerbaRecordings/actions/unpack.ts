import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { recordingsAccess } from '../../../core/archive';
import type { Secret } from '../../../core/secrets/secret';
import { assertInsideFolder } from '../../../core/sources/paths';
import type { Recordings } from '../../../core/sources/recordings';
import { isRunByAgent } from '../../shared/agent';
import { archivePasswords, passwordFor } from '../../shared/archive-password';
import { outputFieldOf } from '../../shared/downloads';
import { toNodeError } from '../../shared/errors';
import { extensionsIn } from '../../shared/filters';
import { limitOf } from '../../shared/limit';
import { settingError, textOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { runEach } from '../../shared/run';
import { TargetConnections } from '../../shared/targets/connections';
import { unpackedItems } from '../../shared/unpacked';

/** Unpacks the archive that each item names: one item for each file in it. */
export async function unpackArchives(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (isRunByAgent(context)) throw toNodeError(context.getNode(), settingError('an AI agent can read exports, but not unpack them', 'Give the agent Get Many or Parse, and unpack in the workflow itself.'));
	const targets = new TargetConnections(context, 1);
	const passwords = archivePasswords(context);
	try {
		return await runEach(context, async (_, itemIndex) => {
			const recordings = await targets.of(itemIndex);
			return await unpackArchive(context, itemIndex, recordings, await passwordFor(context, itemIndex, passwords));
		});
	} finally {
		await targets.close();
	}
}

async function unpackArchive(context: IExecuteFunctions, itemIndex: number, recordings: Recordings, password: Secret | undefined): Promise<INodeExecutionData[]> {
	const path = pathOf(context, itemIndex, 'unpack');
	const field = outputFieldOf(context, itemIndex);
	assertInsideFolder(path, recordings.folder, 'unpack');
	const isWanted = wantedBy(context.getNodeParameter('filters', itemIndex, {}) as IDataObject);
	const limit = limitOf(context, itemIndex);
	const access = await recordingsAccess(recordings, path, { signal: context.getExecutionCancelSignal() });
	const about = { vendor: 'verba', archivePath: path, container: recordings.container };
	return await unpackedItems(context, itemIndex, access, { name: path, password, isWanted, limit, field, about });
}

function wantedBy(fields: IDataObject): (path: string) => boolean {
	const endsRight = extensionsIn(fields);
	const text = 'pathHas' in fields ? textOf(fields.pathHas, 'Path Contains').trim().toLowerCase() : '';
	return (path) => endsRight(path) && path.toLowerCase().includes(text);
}
