import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RecordingKeys } from '../../../core/crypto/keys/recording-key';
import type { Recordings } from '../../../core/sources/recordings';
import { openExport, parseExportPath } from '../../../core/vendors/genesys/data-export';
import { keysFor, recordingKeys } from '../../shared/decryption';
import { addHint } from '../../shared/hints';
import { parseTables } from '../../shared/parse/tables';
import { pathOf } from '../../shared/path';
import { runEach } from '../../shared/run';
import { connections } from '../connect';
import { exportContainerOf } from '../parameters';
import { parseSettingsOf } from '../parse-settings';
import { unwrapWith } from '../unwrap';

/** Reads the export that each item names: the rows of its tables as items, or each table as a file. */
export async function parseExports(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const opened = connections(context, { concurrency: 1 });
	const keys = recordingKeys(context);
	try {
		return await runEach(context, async (_, itemIndex) => {
			const connection = await opened.of(itemIndex);
			const recordings = await connection.container(exportContainerOf(context, itemIndex));
			return await parseExport(context, itemIndex, recordings, await keysFor(context, itemIndex, keys));
		});
	} finally {
		await opened.close(async (connection) => await connection.close());
	}
}

async function parseExport(context: IExecuteFunctions, itemIndex: number, recordings: Recordings, keys: RecordingKeys | undefined): Promise<INodeExecutionData[]> {
	const path = pathOf(context, itemIndex, 'parse');
	const settings = parseSettingsOf(context, itemIndex);
	const { checkSha1 } = settings;
	const { signal } = settings.read;
	const opened = await openExport(recordings, path, { checkSha1, signal, unwrap: unwrapWith(keys, { name: path, signal }) });
	try {
		if (checkSha1 && opened.verifiedBy !== 'sha1') addHint(context, `${path}: no file states its SHA-1, so it was not checked.`);
		const about = { exportName: parseExportPath(path)?.exportName, exportPath: path };
		return await parseTables(context, itemIndex, { opened, path, about }, settings);
	} finally {
		await opened.close();
	}
}
