import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { SourceEntry } from '../../core/sources/source';
import { utcFolders } from '../../core/vendors/eight-by-eight/days';
import { parseIndexPath } from '../../core/vendors/eight-by-eight/names';
import { toEightByEightRecording } from '../../core/vendors/eight-by-eight/recording';
import { RootFolders } from '../../core/vendors/eight-by-eight/root-folders';
import { LISTED_BY } from '../../core/watch/marks';
import { sweep } from '../../core/watch/sweep';
import type { WatchState } from '../../core/watch/watch-state';
import { Watcher } from '../../core/watch/watcher';
import { connectForPoll } from '../EightByEightRecordings/connect';
import { extensionsIn } from '../shared/filters';
import { countOf } from '../shared/parameters';
import { ofPoll, triggerSettings } from '../shared/trigger/parameters';
import { pollTrigger, type TriggerSource } from '../shared/trigger/poll';
import { momentOf, perExecutionOf, toTriggerItems } from '../shared/trigger/to-items';
import { DEFAULTS } from './defaults';

const DAY_MS = 86_400_000;
/** The vendor keeps 30 unless it is paid for more. */
const MOST_DAYS = 4_000;

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollTrigger(context, async () => await open(context));
}

async function open(context: IPollFunctions): Promise<TriggerSource> {
	const parameters = ofPoll(context);
	const settings = triggerSettings(parameters, DEFAULTS);
	const days = countOf(parameters.getNodeParameter('days', 0, 3), 'Days', { max: 400 });
	const hasExtension = extensionsIn(context.getNodeParameter('filters', {}) as IDataObject);
	const tenant = await connectForPoll(context);
	const toRecording = (entry: SourceEntry) => toEightByEightRecording(entry, tenant.retentionDays);
	const { recordings } = tenant;
	return {
		place: `8x8 ${recordings.folder}`,
		beginning: settings.beginning,
		perExecution: perExecutionOf(settings),
		look: async (state, options) => {
			const swept = await sweep(recordings, new Watcher(state, { ...settings, nowMs: Date.now(), clockToleranceMs: Infinity, keyOf: LISTED_BY.folders }), state.position, {
				...options,
				sections: await sectionsOf(new RootFolders(recordings), days, state),
				storedMs: (entry) => (parseIndexPath(entry.path) ? undefined : momentOf(entry.lastModified ?? toRecording(entry).startTime)),
				toFound: (entry) => {
					const recording = toRecording(entry);
					return hasExtension(recording.name) ? recording : undefined;
				},
				keyOf: LISTED_BY.folders,
			});
			const found = await toTriggerItems(context, swept.found, settings, async () => await Promise.resolve({ recordings, toRecording }));
			return { ...swept, found };
		},
		close: async () => await recordings.close(),
	};
}

/**
 * Folders that exist, of the last days, tomorrow's included, since clocks differ. After a long pause, of all days since the
 * last poll; at first, of all days that are wanted.
 */
async function sectionsOf(root: RootFolders, days: number, state: WatchState): Promise<string[]> {
	const nowMs = Date.now();
	const startMs = Math.min(nowMs, oldestWantedMs(state, nowMs)) - (days - 1) * DAY_MS;
	const folders = utcFolders({ startMs, endMs: nowMs + DAY_MS });
	const stored = await root.existing(folders.map((folder) => folder.replace(/\/$/, '')));
	return stored.map((folder) => `${folder}/`).sort();
}

function oldestWantedMs({ marks, isFirstLook, floorMs }: WatchState, nowMs: number): number {
	if (marks) return Math.min(...marks.map(([, ms]) => ms).filter((ms) => ms > 0));
	return isFirstLook ? nowMs : Math.max(floorMs, nowMs - MOST_DAYS * DAY_MS);
}
