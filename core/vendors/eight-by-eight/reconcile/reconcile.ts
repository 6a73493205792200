import { utcText } from '../index/time-reader';
import type { IndexCall } from '../index/call';
import { intervalOfDays, type Interval } from '../days';
import { indexState } from '../index-places';
import { parseIndexPath, recordedAtMs, type IndexKind } from '../names';
import type { WavInfo } from '../wav';
import { checkFile } from './file-checks';
import { finding, type Finding, type FindingCode, type Summary } from './findings';
import { DayRange } from './range';
import { RecordingTable } from './recording-table';

export interface ReconcileOptions {
	/** Days of the tenant, `yyyy-MM-dd`, both included. */
	firstDay: string;
	lastDay: string;
	/** IANA name. */
	zone: string;
	nowMs: number;
}

/** An index that is being compared. */
export interface ComparedIndex {
	path: string;
	/** The day that its name says. */
	day: string;
	kind: IndexKind;
}

interface IndexTally extends ComparedIndex {
	interval: Interval;
	rowCount: number;
	/** Rows with a time that is not of its day. */
	foreignCount: number;
	problemCount: number;
}

/** A call that goes on over midnight, or is answered at it, is no sign of another day. */
const MARGIN_MS = 3_600_000;

/**
 * Compares the recordings of some days with what the indexes say. Pure: give it first all folders and recordings, then
 * the calls of the indexes, and take the findings. Indexes of the days before and after may be given too: they say
 * which recordings near midnight are listed. Keeps some numbers for each recording, and each finding.
 */
export class Reconciliation {
	readonly #range: DayRange;
	readonly #table = new RecordingTable();
	readonly #folders = new Set<string>();
	readonly #indexes: IndexTally[] = [];
	readonly #missing = new Map<string, Finding>();
	readonly #early: Finding[] = [];
	readonly #counts: Partial<Record<FindingCode, number>> = {};
	#recordingCount = 0;
	#matchedCount = 0;
	#notJudgedCount = 0;

	/** Throws INVALID_REQUEST for days that are none, or a zone that does not exist. */
	constructor(private readonly options: ReconcileOptions) {
		this.#range = new DayRange(options.firstDay, options.lastDay, options.zone);
	}

	/** A folder, such as `S20160606`, of which all files were given or will be; one that does not exist counts too. */
	addFolder(folder: string): void {
		this.#folders.add(folder.replace(/\/$/, '').toLowerCase());
	}

	/** A file of a folder. What is no recording by its name is passed over. */
	addRecording({ path, sizeBytes }: { path: string; sizeBytes?: number }, wav?: WavInfo): void {
		const recordedMs = recordedAtMs(nameOf(path));
		if (recordedMs === undefined) return;
		if (this.#table.add({ path, recordedMs, sizeBytes, wav }) !== undefined || !this.#range.has(recordedMs)) return;
		const other = this.#table.get(this.#table.find(path) ?? 0).path;
		this.#early.push(finding('duplicateFile', `Another file of that name is at ${other}. Compare the two, and keep both until it is clear.`, { day: this.#range.dayOf(recordedMs), path, sizeBytes }));
	}

	/** An index that was found; its calls follow, by the number that this gives. */
	addIndex(index: ComparedIndex): number {
		return this.#indexes.push({ ...index, interval: intervalOfDays(index.day, index.day, this.options.zone), rowCount: 0, foreignCount: 0, problemCount: 0 }) - 1;
	}

	/** One row of an index. */
	addCall(indexNumber: number, call: IndexCall): void {
		const index = this.#indexes[indexNumber];
		index.rowCount++;
		if (call.startTime && !isNear(call.startTime, index.interval)) index.foreignCount++;
		const facts = { day: index.day, indexPath: index.path, line: call.line, startTime: call.startTime, agentName: call.agentName, callSeconds: secondsOf(call), path: call.path };
		if (call.path === undefined) {
			if (this.#range.hasDay(index.day)) this.#early.push(finding('rowWithoutFile', 'The row names no file, so the recording of that call cannot be told. Look for it by the time of the call.', facts));
			return;
		}
		const id = this.#table.find(call.path);
		if (id === undefined) this.#addMissing(call.path, index, facts);
		else this.#addSeen(id, indexNumber, call);
	}

	/** A file with the name of an index that is none: its rows are not known. */
	addUnreadable(day: string, indexPath: string): void {
		if (!this.#range.hasDay(day)) return;
		this.#early.push(finding('indexUnsound', 'The file has the name of an index, and no column of one. Download it and look at its beginning; then ask 8x8 for the index.', { day, indexPath }));
	}

	/** How many problems reading an index had: rows that were left out make recordings look as if nothing listed them. */
	addProblems(indexNumber: number, count: number): void {
		this.#indexes[indexNumber].problemCount += count;
	}

	/** The findings, each as it is made: first of indexes, then of files. Take them once, after all was given. */
	*findings(): Generator<Finding> {
		yield* this.#counted(this.#indexFindings());
		yield* this.#counted(this.#early);
		yield* this.#counted(this.#missing.values());
		yield* this.#counted(this.#recordingFindings());
	}

	/** Complete when all findings were taken. */
	summary(): Summary {
		const { firstDay, lastDay, zone } = this.options;
		const indexedDays = this.#indexedDays();
		const total = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
		return {
			finding: 'summary',
			message: `${total === 0 ? 'No finding' : `${total} ${total === 1 ? 'finding' : 'findings'}`} in ${this.#recordingCount} recordings of ${firstDay} to ${lastDay} (${zone})`,
			firstDay,
			lastDay,
			timeZone: zone,
			from: utcText(this.#range.interval.startMs),
			to: utcText(this.#range.interval.endMs),
			dayCount: this.#range.days.length,
			indexedDayCount: this.#range.days.filter((day) => indexedDays.has(day)).length,
			recordingCount: this.#recordingCount,
			rowCount: this.#indexes.reduce((sum, { rowCount }) => sum + rowCount, 0),
			matchedCount: this.#matchedCount,
			notJudgedCount: this.#notJudgedCount,
			findingCounts: this.#counts,
		};
	}

	#addSeen(id: number, indexNumber: number, call: IndexCall): void {
		const { kind, day, path: indexPath } = this.#indexes[indexNumber];
		const before = this.#table.markSeen(id, kind, { index: indexNumber, line: call.line }, secondsOf(call));
		// That both kinds of index list a recording is as it should be.
		if (!before || !this.#range.hasDay(day)) return;
		const place = before.index === indexNumber ? `line ${before.line} of the same index` : `line ${before.line} of ${this.#indexes[before.index].path}`;
		this.#early.push(finding('duplicateRow', `${place} names the same recording. Count it once; the rows may be parts of one call.`, { day, indexPath, line: call.line, path: this.#table.get(id).path, startTime: call.startTime, agentName: call.agentName }));
	}

	#addMissing(path: string, { day }: IndexTally, facts: Parameters<typeof finding>[2]): void {
		const name = nameOf(path).toLowerCase();
		if (!this.#range.hasDay(day) || this.#missing.has(name)) return;
		if (!this.#folders.has(folderOf(path).toLowerCase())) {
			this.#notJudgedCount++;
			return;
		}
		this.#missing.set(name, finding('recordingMissing', 'The index lists the recording, and it is not in its folder. Look again later; then ask 8x8, before the retention time is over.', facts));
	}

	*#counted(findings: Iterable<Finding>): Generator<Finding> {
		for (const one of findings) {
			this.#counts[one.finding] = (this.#counts[one.finding] ?? 0) + 1;
			yield one;
		}
	}

	#indexedDays(): Set<string> {
		return new Set(this.#indexes.map(({ day }) => day));
	}

	*#indexFindings(): Generator<Finding> {
		const indexedDays = this.#indexedDays();
		for (const day of this.#range.days) {
			if (!indexedDays.has(day)) yield this.#absentIndex(day);
		}
		for (const { path: indexPath, day, rowCount, foreignCount, problemCount } of this.#indexes) {
			if (!this.#range.hasDay(day)) continue;
			if (problemCount > 0) yield finding('indexUnsound', `Reading the index met ${problemCount} problems, so some of its rows may be missing here. Parse it to see them with their lines.`, { day, indexPath });
			if (foreignCount * 2 > rowCount) yield finding('indexOfAnotherDay', `${foreignCount} of its ${rowCount} calls are of another day. Check the time zone: it must be the tenant's.`, { day, indexPath });
		}
	}

	#absentIndex(day: string): Finding {
		const state = indexState(intervalOfDays(day, day, this.options.zone), this.options.nowMs);
		if (state === 'notDue') return finding('indexNotDue', 'The day is not over; 8x8 makes its index between 00:00 and 01:00 of the next one. Look again then.', { day });
		if (state === 'due') return finding('indexNotDue', '8x8 makes the index of the day between 00:00 and 01:00 of the next one, which is now. Look again in an hour.', { day });
		return finding('indexLate', 'There is no index of the day, which 8x8 makes between 00:00 and 01:00 of the next one. Recordings of the day cannot be compared: look again later, then ask 8x8.', { day });
	}

	*#recordingFindings(): Generator<Finding> {
		const indexedDays = this.#indexedDays();
		for (let id = 0; id < this.#table.size; id++) {
			const recording = this.#table.get(id);
			if (!this.#range.has(recording.recordedMs)) continue;
			this.#recordingCount++;
			const day = this.#range.dayOf(recording.recordedMs);
			if (this.#table.isSeen(id)) this.#matchedCount++;
			else if (!this.#range.daysThatMayList(recording.recordedMs).every((one) => indexedDays.has(one))) this.#notJudgedCount++;
			else yield finding('recordingNotIndexed', 'No row of the index names the recording. Keep it: without the row, its name is all that is known of the call.', { day, path: recording.path, sizeBytes: recording.sizeBytes, startTime: utcText(recording.recordedMs), recordingSeconds: recording.wav?.durationSeconds });
			const problem = checkFile(recording, day);
			if (problem) yield problem;
		}
	}
}

/** The index as it is compared, from its path. */
export function comparedIndex(path: string): ComparedIndex | undefined {
	const parsed = parseIndexPath(path);
	return parsed && { path, ...parsed };
}

/** How long the index says that a call was. */
export function secondsOf({ durationSeconds, startTime, stopTime }: IndexCall): number | undefined {
	if (durationSeconds !== undefined || !startTime || !stopTime) return durationSeconds;
	const seconds = (Date.parse(stopTime) - Date.parse(startTime)) / 1_000;
	return seconds >= 0 ? seconds : undefined;
}

function isNear(startTime: string, { startMs, endMs }: Interval): boolean {
	const ms = Date.parse(startTime);
	return ms >= startMs - MARGIN_MS && ms < endMs + MARGIN_MS;
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
	return path.split('/').at(-2) ?? '';
}
