import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { toTagQuery } from '../../core/sources/azure-blob/tags';
import type { SourceEntry } from '../../core/sources/source';
import { nextToExpire, type GenesysCredential } from '../../core/vendors/genesys/credential';
import { storedAt, toRecording } from '../../core/vendors/genesys/recording';
import { BY_TIME, sweepByTime } from '../../core/watch/query-windows';
import type { Beginning } from '../../core/watch/watch-state';
import { Watcher } from '../../core/watch/watcher';
import { conditionsOf } from '../GenesysRecordings/conditions';
import { connectForPoll } from '../GenesysRecordings/connect';
import { containerOf, folderOf } from '../GenesysRecordings/parameters';
import { filtersOf } from '../shared/filters';
import { numberOf } from '../shared/parameters';
import { momentOf } from '../shared/trigger/moment';
import { filesOf, ofPoll, triggerSettings } from '../shared/trigger/parameters';
import { pollTrigger } from '../shared/trigger/poll';
import type { Expiry, TriggerSource } from '../shared/trigger/source';
import { DEFAULTS, WARN_BEFORE_EXPIRY_DAYS } from './defaults';

// Azure refuses tokens whose dates do not fit its clock, but not a clock of ours that is hours off.
const CLOCK_TOLERANCE_MS = 2 * 3_600_000;
const PAGE_SIZE = 5_000;
const DAY_MS = 86_400_000;

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollTrigger(context, async () => await open(context));
}

async function open(context: IPollFunctions): Promise<TriggerSource> {
	const parameters = ofPoll(context);
	const settings = triggerSettings(context, DEFAULTS);
	const container = containerOf(parameters, 0);
	const conditions = conditionsOf(parameters, 0);
	const folder = folderOf(parameters, 0);
	const filters = filtersOf(parameters, 0, storedAt);
	const withinMs = warningOf(context);
	const connection = await connectForPoll(context);
	const { retentionDays } = connection.credential;
	const index = await connection.tagIndex();
	const recordingOf = (entry: SourceEntry) => toRecording(entry, retentionDays);
	return {
		place: `genesys ${connection.account ?? ''}/${container}`,
		beginning: () => beginningOf(settings.sinceMs),
		perExecution: settings.perExecution,
		files: filesOf(settings, async () => ({ recordings: await connection.container(container), toRecording: recordingOf })),
		expiry: expiryOf(connection.credential, withinMs),
		look: async (state, options) => {
			const clock = { nowMs: Date.now(), clockToleranceMs: CLOCK_TOLERANCE_MS };
			return await sweepByTime(new Watcher(state, { ...settings, nowMs: clock.nowMs, keyOf: BY_TIME.keyOf }), {
				...options,
				...clock,
				find: (fromMs, beforeMs) => index.findPages(toTagQuery({ container, conditions: [...conditions, ...storedBetween(fromMs, beforeMs)] }), { pageSize: PAGE_SIZE }),
				storedMs: (entry) => momentOf(storedAt(entry)),
				toFound: (entry) => {
					const recording = recordingOf(entry);
					return entry.path.startsWith(folder) && filters.wanted(recording, entry) ? recording : undefined;
				},
			});
		},
		close: async () => await connection.close(),
	};
}

function beginningOf(sinceMs: number | undefined): Beginning {
	const nowMs = Date.now();
	return sinceMs === undefined ? { fromNowMs: nowMs, floorMs: nowMs - CLOCK_TOLERANCE_MS } : { sinceMs };
}

function warningOf(context: IPollFunctions): number {
	const { warnBeforeExpiryDays } = context.getNodeParameter('options', {}) as IDataObject;
	return numberOf(warnBeforeExpiryDays ?? WARN_BEFORE_EXPIRY_DAYS, 'Warn Before Expiry (Days)', { min: 0, max: 365 }) * DAY_MS;
}

/** The token that expires first of all, since the workflow may use the others, too. */
function expiryOf(credential: GenesysCredential, withinMs: number): Expiry | undefined {
	const next = nextToExpire(credential, Date.now());
	if (!next) return undefined;
	return { what: `The token under ${next.field}`, atMs: next.atMs, withinMs, advice: 'Generate a new one in Agent Setup > Contact Center Settings > Blob Storage, and paste it into the credential: the trigger goes on where it stood.' };
}

/** The tag holds whole seconds. */
function storedBetween(fromMs: number, beforeMs: number | undefined) {
	const text = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
	return [
		{ tag: 'StoredTime', operator: '>=' as const, value: text(Math.floor(fromMs / 1_000) * 1_000) },
		...(beforeMs === undefined ? [] : [{ tag: 'StoredTime', operator: '<' as const, value: text(Math.ceil(beforeMs / 1_000) * 1_000) }]),
	];
}
