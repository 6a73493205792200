import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { SourceEntry } from '../../core/sources/source';
import { utcFolders } from '../../core/vendors/eight-by-eight/days';
import { parseIndexPath } from '../../core/vendors/eight-by-eight/names';
import { AwaitedCalls } from '../../core/vendors/eight-by-eight/awaited-calls';
import { IndexAsks } from '../../core/vendors/eight-by-eight/index-asks';
import type { IndexCall } from '../../core/vendors/eight-by-eight/index/call';
import { callFilter } from '../../core/vendors/eight-by-eight/index/filters';
import { IndexedCalls } from '../../core/vendors/eight-by-eight/indexed-calls';
import { withCalls } from '../../core/vendors/eight-by-eight/indexed-recording';
import { toEightByEightRecording, type EightByEightRecording } from '../../core/vendors/eight-by-eight/recording';
import { RootFolders } from '../../core/vendors/eight-by-eight/root-folders';
import { LISTED_BY } from '../../core/watch/marks';
import { sweep } from '../../core/watch/sweep';
import type { WatchState } from '../../core/watch/watch-state';
import { Watcher } from '../../core/watch/watcher';
import { callFiltersOf } from '../shared/parse/call-filters';
import { connectForPoll } from '../EightByEightRecordings/connect';
import { extensionsIn } from '../shared/filters';
import { countOf, flagOf, numberOf, type ParameterContext } from '../shared/parameters';
import { momentOf } from '../shared/trigger/moment';
import { filesOf, isTest, ofPoll, triggerSettings } from '../shared/trigger/parameters';
import { PerTrigger, triggerKey } from '../shared/trigger/per-trigger';
import { pollTrigger } from '../shared/trigger/poll';
import type { TriggerSource } from '../shared/trigger/source';
import { DEFAULTS, WAIT_FOR_INDEX_DAYS } from './defaults';

const DAY_MS = 86_400_000;
/** A server's times can be in any zone. */
const ZONES_MS = 26 * 3_600_000;
/** The vendor keeps 30 unless it is paid for more. */
const MOST_DAYS = 4_000;

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollTrigger(context, async () => await open(context));
}

async function open(context: IPollFunctions): Promise<TriggerSource> {
	const parameters = ofPoll(context);
	const settings = triggerSettings(context, DEFAULTS);
	const days = countOf(parameters.getNodeParameter('days', 0, 3), 'Days', { max: 400 });
	const fields = parameters.getNodeParameter('filters', 0, {}) as IDataObject;
	const hasExtension = extensionsIn(fields);
	const awaiting = awaitingOf(parameters, fields);
	const tenant = await connectForPoll(context);
	const { recordings } = tenant;
	const toRecording = (entry: SourceEntry) => toEightByEightRecording(entry, tenant.retentionDays);
	const storedMs = (entry: SourceEntry) => (parseIndexPath(entry.path) ? undefined : momentOf(entry.lastModified ?? toRecording(entry).startTime));
	const root = new RootFolders(recordings);
	const awaited =
		awaiting &&
		new AwaitedCalls(new IndexedCalls(recordings, root, tenant.timeZone), {
			timeZone: tenant.timeZone,
			nowMs: Date.now(),
			// Who tries it in the editor is not told to come back later.
			patienceMs: isTest(context) ? 0 : awaiting.patienceMs,
			asks: asksOf(context),
		});
	return {
		place: `8x8 ${tenant.name}/${recordings.folder}`,
		beginning: () => (settings.sinceMs === undefined ? { fromNowMs: Infinity, activatedMs: Date.now() } : { sinceMs: settings.sinceMs }),
		perExecution: settings.perExecution,
		files: filesOf(settings, async () => await Promise.resolve({ recordings, toRecording })),
		look: async (state, options) => {
			const swept = await sweep<EightByEightRecording>(recordings, new Watcher(state, { ...settings, nowMs: Date.now(), ageToleranceMs: ZONES_MS, keyOf: LISTED_BY.folders }), state.position, {
				...options,
				sections: await sectionsOf(root, days, state, settings.lookBackMs),
				storedMs,
				// One that still grows is another one then.
				version: ({ sizeBytes }) => String(sizeBytes),
				prepare: async (fresh) => await awaited?.prepare(fresh.filter(({ path }) => hasExtension(path))),
				mustWait: ({ path }) => awaited !== undefined && hasExtension(path) && awaited.isAwaited(path),
				toFound: (entry) => {
					const recording = toRecording(entry);
					if (!hasExtension(recording.name)) return undefined;
					if (!awaited) return recording;
					const rows = awaited.of(entry.path);
					return awaiting!.isCallWanted(rows) ? withCalls(recording, rows) : undefined;
				},
				keyOf: LISTED_BY.folders,
			});
			if (swept.found.length > 0 || !swept.isComplete) awaited?.goOn();
			return swept;
		},
		close: async () => await recordings.close(),
	};
}

interface Awaiting {
	patienceMs: number;
	isCallWanted(rows: readonly IndexCall[]): boolean;
}

/** Undefined where no index is asked for. */
function awaitingOf(parameters: ParameterContext, fields: IDataObject): Awaiting | undefined {
	if (!flagOf(parameters.getNodeParameter('withIndexData', 0, false), 'With Index Data')) return undefined;
	const waitDays = numberOf(parameters.getNodeParameter('waitForIndexDays', 0, WAIT_FOR_INDEX_DAYS), 'Wait for Index (Days)', { min: 1, max: 30 });
	const isWanted = callFilter(callFiltersOf(fields));
	return { patienceMs: waitDays * DAY_MS, isCallWanted: (rows) => !isWanted || rows.some(isWanted) };
}

const asks = new PerTrigger(() => new IndexAsks());

function asksOf(context: IPollFunctions): IndexAsks {
	return isTest(context) ? new IndexAsks() : asks.of(triggerKey(context));
}

/**
 * Folders that exist, of the last days, tomorrow's included, since clocks differ; and those in which something waits. After a long
 * pause, of all days since the last poll; at first, of all days that are wanted.
 */
async function sectionsOf(root: RootFolders, days: number, state: WatchState, lookBackMs: number): Promise<string[]> {
	const nowMs = Date.now();
	const startMs = Math.min(nowMs, oldestWantedMs(state, nowMs)) - lookBackMs - (days - 1) * DAY_MS;
	const folders = utcFolders({ startMs, endMs: nowMs + DAY_MS });
	const stored = await root.existing(folders.map((folder) => folder.replace(/\/$/, '')));
	return [...new Set([...stored.map((folder) => `${folder}/`), ...(state.awaitedSections ?? [])])].sort();
}

/** Where something was never looked at, from the beginning on. */
function oldestWantedMs({ marks, activatedMs, floorMs }: WatchState, nowMs: number): number {
	const lowestMs = marks ? Math.min(...marks.map(([, ms]) => ms)) : 0;
	if (lowestMs > 0) return lowestMs;
	return activatedMs ?? Math.max(floorMs, nowMs - MOST_DAYS * DAY_MS);
}
