import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RecordingKeys } from '../../core/crypto/keys/recording-key';
import type { GenesysConnection } from '../../core/vendors/genesys/connection';
import { DEFAULT_JOIN, exportSources, findExports, withHistories, type JoinSettings, type WithHistory } from '../../core/vendors/genesys/data-export';
import type { Recording } from '../../core/vendors/recording';
import { keysFor, recordingKeys } from '../shared/decryption';
import { addHint } from '../shared/hints';
import { flagOf, namesOf, textOf } from '../shared/parameters';
import { DEFAULT_EXPORT_CONTAINER } from './parameters';
import { unwrapWith } from './unwrap';

const MAX_HINTED = 5;

/** What "Add Call History" asks for; undefined where it is off. */
export interface HistorySettings {
	container: string;
	join: JoinSettings;
	/** Where the exports are encrypted. */
	keys?: RecordingKeys;
}

export async function historySettingsOf(context: IExecuteFunctions, itemIndex: number): Promise<HistorySettings | undefined> {
	if (!flagOf(context.getNodeParameter('withHistory', itemIndex, false), 'Add Call History')) return undefined;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const text = (name: string, label: string, fallback: string) => textOf(options[name] ?? '', label).trim() || fallback;
	return {
		keys: await keysFor(context, itemIndex, recordingKeys(context)),
		container: text('exportContainer', 'Export Container', DEFAULT_EXPORT_CONTAINER),
		join: {
			table: text('historyTable', 'History Table', DEFAULT_JOIN.table),
			column: text('historyCallColumn', 'History Call Column', DEFAULT_JOIN.column),
			keyColumn: text('historyKeyColumn', 'History Key Column', DEFAULT_JOIN.keyColumn),
			columns: namesOf(options.historyColumns, 'History Columns'),
		},
	};
}

/** Recordings with the rows of their calls, out of all data exports that may have them. What goes wrong on the way is a hint. */
export async function addHistory(context: IExecuteFunctions, connection: GenesysConnection, recordings: Recording[], { container, join, keys }: HistorySettings): Promise<WithHistory<Recording>[]> {
	const signal = context.getExecutionCancelSignal();
	const source = await connection.container(container);
	const exports = await findExports(source, { retentionDays: connection.credential.retentionDays, signal });
	if (exports.length === 0) addHint(context, `No data export was found in the container "${container}", so no recording has a history.`);
	const problems: string[] = [];
	const joined: WithHistory<Recording>[] = [];
	const sources = exportSources(source, exports, { signal, unwrap: unwrapWith(keys, { signal }) });
	for await (const batch of withHistories(recordings, sources, { settings: join, signal, onProblem: (problem) => problems.push(problem) })) {
		for (const one of batch) joined.push(one);
	}
	if (problems.length > 0) addHint(context, `Call history: ${problems.slice(0, MAX_HINTED).join('; ')}${problems.length > MAX_HINTED ? `; and ${problems.length - MAX_HINTED} more` : ''}.`);
	return joined;
}
