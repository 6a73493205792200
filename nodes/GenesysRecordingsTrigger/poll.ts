import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { toTagQuery } from '../../core/sources/azure-blob/tags';
import type { SourceEntry } from '../../core/sources/source';
import { storedAt, toRecording } from '../../core/vendors/genesys/recording';
import { BY_TIME, sweepByTime } from '../../core/watch/query-windows';
import { Watcher } from '../../core/watch/watcher';
import { conditionsOf } from '../GenesysRecordings/conditions';
import { connectForPoll } from '../GenesysRecordings/connect';
import { containerOf } from '../GenesysRecordings/parameters';
import { extensionsIn } from '../shared/filters';
import { ofPoll, triggerSettings } from '../shared/trigger/parameters';
import { pollTrigger, type TriggerSource } from '../shared/trigger/poll';
import { momentOf, perExecutionOf, toTriggerItems } from '../shared/trigger/to-items';
import { DEFAULTS } from './defaults';

// Azure refuses tokens whose dates do not fit its clock, but not a clock of ours that is hours off.
const CLOCK_TOLERANCE_MS = 2 * 3_600_000;
const PAGE_SIZE = 5_000;

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollTrigger(context, async () => await open(context));
}

async function open(context: IPollFunctions): Promise<TriggerSource> {
	const parameters = ofPoll(context);
	const settings = triggerSettings(parameters, DEFAULTS);
	const container = containerOf(parameters, 0);
	const conditions = conditionsOf(parameters, 0);
	const hasExtension = extensionsIn(context.getNodeParameter('filters', {}) as IDataObject);
	const connection = await connectForPoll(context);
	const { retentionDays } = connection.credential;
	const recordingOf = (entry: SourceEntry) => toRecording(entry, retentionDays);
	return {
		place: `genesys ${container}`,
		beginning: settings.beginning,
		perExecution: perExecutionOf(settings),
		look: async (state, options) => {
			const index = await connection.tagIndex();
			const clock = { nowMs: Date.now(), clockToleranceMs: CLOCK_TOLERANCE_MS };
			const swept = await sweepByTime(new Watcher(state, { ...settings, ...clock, keyOf: BY_TIME.keyOf }), {
				...options,
				...clock,
				find: (fromMs, beforeMs) => index.findPages(toTagQuery({ container, conditions: [...conditions, ...storedBetween(fromMs, beforeMs)] }), { pageSize: PAGE_SIZE }),
				storedMs: (entry) => momentOf(storedAt(entry)),
				toFound: (entry) => {
					const recording = recordingOf(entry);
					return hasExtension(recording.name) ? recording : undefined;
				},
			});
			const found = await toTriggerItems(context, swept.found, settings, async () => ({ recordings: await connection.container(container), toRecording: recordingOf }));
			return { ...swept, found };
		},
		close: async () => await connection.close(),
	};
}

/** The tag holds whole seconds. */
function storedBetween(fromMs: number, beforeMs: number | undefined) {
	const text = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
	return [
		{ tag: 'StoredTime', operator: '>=' as const, value: text(Math.floor(fromMs / 1_000) * 1_000) },
		...(beforeMs === undefined ? [] : [{ tag: 'StoredTime', operator: '<' as const, value: text(Math.ceil(beforeMs / 1_000) * 1_000) }]),
	];
}
