import type { IDataObject } from 'n8n-workflow';
import type { ExportResult, Shard } from '../../core/export';
import { bytesInWords, countInWords, filesInWords, secondsInWords } from './words';

export interface RunFacts {
	jobName: string;
	/** Absent for all of the job. */
	shard?: Shard;
	dryRun: boolean;
	seconds: number;
	/** Left out, or taken, since nothing was known of them; by the name of what a filter asked for. */
	unknown: ReadonlyMap<string, number>;
	/** Of items that name no file. */
	failedItems: number;
	/** Exported, and still at the source, where they were to be deleted. */
	undeleted: number;
}

/** The item of a run. */
export function summaryOf(result: ExportResult, { jobName, shard, dryRun, seconds, unknown, failedItems, undeleted }: RunFacts): IDataObject {
	const { run, ended, error, exported, planned, failed, deletedAtSource, unrecorded, archives, inOtherRuns, listed, known, waiting, manifestHash, cdrFiles, notes } = result;
	return {
		jobName,
		...(shard ? { shard: shard.number, shards: shard.count } : {}),
		run,
		ended,
		...(error ? { error: error.message, errorCode: error.code } : {}),
		...(dryRun
			? { dryRun, plannedFiles: planned.files, plannedBytes: planned.bytes }
			: { exportedFiles: exported.files, exportedBytes: exported.bytes, adoptedFiles: exported.adopted, deletedAtSource, unrecordedFiles: unrecorded }),
		...(undeleted > 0 ? { undeletedAtSource: undeleted } : {}),
		failedFiles: failed + failedItems,
		listedFiles: listed,
		knownFiles: known,
		waitingFiles: waiting,
		...(archives > 0 ? { archives } : {}),
		...(inOtherRuns > 0 ? { inOtherRuns } : {}),
		...(unknown.size > 0 ? { unknown: Object.fromEntries(unknown) } : {}),
		durationSeconds: Math.round(seconds * 10) / 10,
		...(manifestHash === undefined ? {} : { manifestHash }),
		...(cdrFiles.length > 0 ? { cdrFiles: cdrFiles.map(({ run: ofRun, target, rows, sha256 }) => ({ run: ofRun, targetPath: target, rows, sha256 })) } : {}),
		notes,
	};
}

/** The same in a sentence. */
export function runInWords(result: ExportResult, { shard, dryRun, seconds, failedItems, undeleted }: RunFacts): string {
	const { ended, exported, planned, failed, known, waiting, deletedAtSource, archives, inOtherRuns } = result;
	const failures = failed + failedItems;
	const done = dryRun
		? `A run would export ${filesInWords(planned.files)} (${bytesInWords(planned.bytes)})`
		: `Exported ${filesInWords(exported.files)} (${bytesInWords(exported.bytes)}) in ${secondsInWords(seconds)}`;
	return `${shard ? `Shard ${shard.number} of ${shard.count}: ` : ''}${[
		done,
		...(archives > 0 ? [`they are in ${archives === 1 ? 'one archive' : `${countInWords(archives)} archives`}`] : []),
		...(exported.adopted > 0 ? [`${countInWords(exported.adopted)} of them were at the target already, and the same`] : []),
		`${countInWords(known)} were exported before`,
		...(inOtherRuns > 0 ? [`${countInWords(inOtherRuns)} are left to another run of the job, which is at work on them`] : []),
		...(failures > 0 ? [`${countInWords(failures)} failed and are tried again by the next run`] : []),
		...(waiting > 0 ? [`${countInWords(waiting)} are too young and wait for the next run`] : []),
		...(deletedAtSource > 0 ? [`${countInWords(deletedAtSource)} were deleted at the source`] : []),
		...(undeleted > 0 ? [`${countInWords(undeleted)} are exported and could not be deleted at the source, where they are still`] : []),
		...(ended === 'limit' ? ['a limit ended the run, and the next one goes on'] : []),
	].join('; ')}.`;
}

export function unknownInWords(unknown: ReadonlyMap<string, number>, isTaken: boolean): string[] {
	return [...unknown].map(([fact, count]) => `Of ${filesInWords(count)} no ${fact} is known: ${isTaken ? 'they were taken all the same' : 'they were left out'} (filter "Where Nothing Is Known").`);
}
