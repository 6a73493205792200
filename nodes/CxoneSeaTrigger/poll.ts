import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { isFolderMark } from '../../core/sources/folder-mark';
import type { SourceEntry } from '../../core/sources/source';
import { orNoneWhenDenied } from '../../core/vendors/cxone/denied';
import { toSeaRecording } from '../../core/vendors/cxone/recording';
import { LISTED_BY } from '../../core/watch/marks';
import { sweep } from '../../core/watch/sweep';
import { Watcher } from '../../core/watch/watcher';
import { ofContact } from '../CxoneSea/filters';
import { connectForPoll } from '../CxoneSea/connect';
import { filtersOf } from '../shared/filters';
import { filesOf, ofPoll, triggerSettings } from '../shared/trigger/parameters';
import { pollTrigger } from '../shared/trigger/poll';
import type { Doubt, TriggerSource } from '../shared/trigger/source';
import { DEFAULTS } from './defaults';

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollTrigger(context, async () => await open(context));
}

const DENIED: Doubt = {
	what: 'CXone denies access to the folder, as it does while that is empty',
	advice: 'If it should not be empty, test the credential, and ask NICE whether the keys still have their rights. Nothing is skipped meanwhile.',
};

async function open(context: IPollFunctions): Promise<TriggerSource> {
	const parameters = ofPoll(context);
	const settings = triggerSettings(context, DEFAULTS);
	const filters = filtersOf(parameters, 0, ({ lastModified }) => lastModified);
	const isOfContact = ofContact(parameters, 0);
	const { recordings, retentionDays } = await connectForPoll(context);
	let isDenied = false;
	const toRecording = (entry: SourceEntry) => toSeaRecording(entry, retentionDays);
	return {
		place: `cxone ${recordings.container ?? ''}/${recordings.folder}`,
		beginning: () => (settings.sinceMs === undefined ? { fromNowMs: Date.now() } : { sinceMs: settings.sinceMs }),
		perExecution: settings.perExecution,
		files: filesOf(settings, async () => await Promise.resolve({ recordings, toRecording })),
		look: async (state, options) => {
			isDenied = false;
			const watcher = new Watcher(state, { ...settings, nowMs: Date.now(), keyOf: LISTED_BY.bytes });
			const swept = await sweep(recordings, watcher, state.position, {
				...options,
				sections: [''],
				isSlow: wasSentInParts,
				storedMs: (entry) => (isFolderMark(entry) || entry.lastModified === undefined ? undefined : Date.parse(entry.lastModified)),
				toFound: (entry) => {
					const recording = toRecording(entry);
					return isOfContact(recording) && filters.wanted(recording, entry) ? recording : undefined;
				},
				keyOf: LISTED_BY.bytes,
				guardPages: (pages) => orNoneWhenDenied(pages, () => (isDenied = true)),
			});
			// Empty, most likely. Should it not be, nothing of it was looked at.
			return isDenied ? { ...swept, state } : swept;
		},
		doubt: () => (isDenied ? DENIED : undefined),
		close: async () => await recordings.close(),
	};
}

/** "the date of initiation of the multipart upload": https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
function wasSentInParts({ etag = '' }: SourceEntry): boolean {
	return /-\d+$/.test(etag);
}
