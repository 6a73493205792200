import type { Recordings } from '../../../sources/recordings';
import { addDays, daysBetween, intervalOfDays, utcFolders } from '../days';
import { chooseIndexes, foldersOfIndexes } from '../index-places';
import type { IndexCall } from '../index/call';
import { INDEX_FOLDER, parseIndexPath } from '../names';
import { isNoIndex, openIndex } from '../open-index';
import type { Finding, Summary } from './findings';
import { Lengths, type CallLengths } from './lengths';
import { comparedIndex, Reconciliation, secondsOf } from './reconcile';

export interface CompareOptions {
	/** Days of the tenant, `yyyy-MM-dd`, both included. */
	firstDay: string;
	lastDay: string;
	/** IANA name. */
	timeZone: string;
	nowMs: number;
	/** Whether to read the header of files whose size does not fit the call. */
	checkLengths: boolean;
	signal?: AbortSignal;
}

interface File {
	path: string;
	sizeBytes?: number;
}

/** What is compared: folders of days with their files, and the indexes that were found, each with its calls. */
interface Gathered {
	folders: string[];
	files: File[];
	indexes: { path: string; calls: IndexCall[]; problemCount: number }[];
	/** What has the name of an index, and is none. */
	unreadable: { day: string; path: string }[];
}

/**
 * Compares the recordings of some days on the server with their indexes: the findings, and the summary as the last one.
 * Holds some numbers for each recording and each row of the range.
 */
export async function* compareDays(recordings: Recordings, options: CompareOptions): AsyncGenerator<Finding | Summary> {
	const { firstDay, lastDay, timeZone, nowMs } = options;
	const reconciliation = new Reconciliation({ firstDay, lastDay, zone: timeZone, nowMs });
	const gathered = await gather(recordings, options);
	const lengths = new Lengths(recordings, callLengthsOf(gathered), options.signal);
	const wavs = options.checkLengths ? await lengths.check(gathered.files) : new Map();
	for (const folder of gathered.folders) reconciliation.addFolder(folder);
	for (const file of gathered.files) reconciliation.addRecording(file, wavs.get(file.path));
	for (const { path, calls, problemCount } of gathered.indexes) {
		const index = comparedIndex(path);
		if (!index) continue;
		const number = reconciliation.addIndex(index);
		for (const call of calls) reconciliation.addCall(number, call);
		reconciliation.addProblems(number, problemCount);
	}
	for (const { day, path } of gathered.unreadable) reconciliation.addUnreadable(day, path);
	yield* reconciliation.findings();
	yield reconciliation.summary();
}

async function gather(recordings: Recordings, { firstDay, lastDay, timeZone, signal }: CompareOptions): Promise<Gathered> {
	// The days beside the range say whose the calls around midnight are.
	const days = daysBetween(addDays(firstDay, -1), addDays(lastDay, 1));
	const folders = new Set(utcFolders(intervalOfDays(firstDay, lastDay, timeZone)));
	for (const day of days) for (const folder of foldersOfIndexes(day, timeZone)) folders.add(folder);
	const files: File[] = [];
	const indexPaths: string[] = [];
	for (const folder of [INDEX_FOLDER, ...folders]) {
		for await (const page of recordings.listPages({ prefix: `${folder}/`, signal })) {
			for (const { path, sizeBytes } of page) {
				if (parseIndexPath(path)) indexPaths.push(path);
				else files.push({ path, sizeBytes });
			}
		}
	}
	const indexes: Gathered['indexes'] = [];
	const unreadable: Gathered['unreadable'] = [];
	for (const day of days) {
		for (const { path } of chooseIndexes(day, timeZone, indexPaths)) {
			const read = await callsIn(recordings, path, timeZone, signal);
			if (read) indexes.push({ path, ...read });
			else unreadable.push({ day, path });
		}
	}
	return { folders: [...folders], files, indexes, unreadable };
}

async function callsIn(
	recordings: Recordings,
	path: string,
	zone: string,
	signal?: AbortSignal,
): Promise<{ calls: IndexCall[]; problemCount: number } | undefined> {
	const calls: IndexCall[] = [];
	try {
		const reader = await openIndex(recordings, path, { zone, signal });
		for await (const batch of reader) for (const call of batch) calls.push(comparable(call));
		return { calls, problemCount: reader.problems.total };
	} catch (error) {
		if (isNoIndex(error)) return undefined;
		throw error;
	}
}

/** What is compared, as texts of its own: the others would keep the whole index in memory. */
function comparable({ vendor, line, path, startTime, stopTime, durationSeconds, agentName }: IndexCall): IndexCall {
	return JSON.parse(JSON.stringify({ vendor, line, path, startTime, stopTime, durationSeconds, agentName })) as IndexCall;
}

function callLengthsOf({ indexes }: Gathered): CallLengths {
	const lengths: CallLengths = new Map();
	for (const call of indexes.flatMap(({ calls }) => calls)) {
		const seconds = secondsOf(call);
		if (call.path !== undefined && seconds !== undefined) lengths.set(call.path.slice(call.path.lastIndexOf('/') + 1).toLowerCase(), seconds);
	}
	return lengths;
}
