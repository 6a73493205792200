import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { recordingsAccess } from '../../../core/archive';
import type { Secret } from '../../../core/secrets/secret';
import { assertInsideFolder } from '../../../core/sources/paths';
import type { Recordings } from '../../../core/sources/recordings';
import { withoutAbsent } from '../../../core/vendors/recording';
import { isRunByAgent } from '../../shared/agent';
import { archivePasswords, passwordFor } from '../../shared/archive-password';
import { toNodeError } from '../../shared/errors';
import { settingError } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { runEach } from '../../shared/run';
import { TargetConnections } from '../../shared/targets/connections';
import { unpackedItems, unpackSettingsOf } from '../../shared/unpacked';
import { assertNotInArchive } from '../not-in-archive';

/** Unpacks the archive that each item names, where it lies: one item for each file in it. */
export async function unpackArchives(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (isRunByAgent(context)) throw toNodeError(context.getNode(), notForAgents());
	const targets = new TargetConnections(context, { concurrency: 1 });
	const passwords = archivePasswords(context);
	try {
		return await runEach(context, async (_, itemIndex) => {
			const password = await passwordFor(context, itemIndex, passwords);
			return await unpackArchive(context, itemIndex, await targets.of(itemIndex), password);
		});
	} finally {
		await targets.close();
	}
}

async function unpackArchive(context: IExecuteFunctions, itemIndex: number, recordings: Recordings, password: Secret | undefined): Promise<INodeExecutionData[]> {
	const path = pathOf(context, itemIndex, 'unpack');
	assertNotInArchive(path, context.getInputData()[itemIndex]?.json ?? {});
	assertInsideFolder(path, recordings.folder, 'unpack');
	const about = withoutAbsent({ vendor: 'verba', archivePath: path, container: recordings.container });
	const settings = { name: path, password, ...unpackSettingsOf(context, itemIndex), about };
	const access = await recordingsAccess(recordings, path, { signal: context.getExecutionCancelSignal() });
	return await unpackedItems(context, itemIndex, access, settings);
}

function notForAgents() {
	return settingError('an AI agent can read exports, but not unpack them', 'Give the agent Get Many or Parse, and unpack in the workflow itself.');
}
