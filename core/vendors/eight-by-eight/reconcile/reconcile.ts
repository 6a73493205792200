import { Breather } from '../../../listing/breather';
import { addDays, dayAt } from '../days';
import type { IndexCall } from '../index/call';
import { utcText } from '../../../time/time-reader';
import { dayOfFolder, folderOfDay, recordedAtMs } from '../names';
import type { WavInfo } from '../wav';
import { IndexTally, secondsOf, startMsOf, type ComparedIndex } from './compared-index';
import { Disagreements } from './disagreements';
import { checkFile } from './file-checks';
import { finding, type Finding, type FindingCode, type Summary } from './findings';
import { absentIndex, findingsOf, unreadableIndex } from './index-findings';
import { MissingRows } from './missing-rows';
import { DayRange } from './range';
import { RecordingTable, type TableRow } from './recording-table';
import { Retention } from './retention';

export interface ReconcileOptions {
	/** Days of the tenant, `yyyy-MM-dd`, both included. */
	firstDay: string;
	lastDay: string;
	/** IANA name. */
	zone: string;
	nowMs: number;
	/** How long the vendor keeps a recording. */
	retentionDays: number;
}

/**
 * Compares the recordings of some days with what the indexes say. Give it first all folders and recordings, then the
 * calls of the indexes, and take the findings. Indexes of the days before and after may be given too: they say which
 * recordings near midnight are listed. Keeps some numbers for each file, and each finding.
 */
export class Reconciliation {
	readonly #range: DayRange;
	readonly #retention: Retention;
	readonly #table = new RecordingTable();
	readonly #folders = new Set<string>();
	readonly #indexes: IndexTally[] = [];
	readonly #unreadableDays = new Set<string>();
	readonly #missing = new MissingRows();
	readonly #early: Finding[] = [];
	readonly #counts: Partial<Record<FindingCode, number>> = {};
	#recordingCount = 0;
	#matchedCount = 0;
	#notJudgedCount = 0;
	#expiredRowCount = 0;
	#unknownFileCount = 0;

	/** Throws INVALID_REQUEST for days that are none, or a zone that does not exist. */
	constructor(private readonly options: ReconcileOptions) {
		this.#range = new DayRange(options.firstDay, options.lastDay, options.zone);
		this.#retention = new Retention(options.retentionDays, options.nowMs);
	}

	/** A folder, such as `S20160606`, of which all files were given or will be; one that does not exist counts too. */
	addFolder(folder: string): void {
		this.#folders.add(folder.replace(/\/$/, '').toLowerCase());
	}

	/** A file of a folder. One whose name tells no time counts only where an index lists it. */
	addRecording({ path, sizeBytes }: { path: string; sizeBytes?: number }, wav?: WavInfo): void {
		const recordedMs = recordedAtMs(nameOf(path));
		if (recordedMs !== undefined) this.#retention.add(recordedMs);
		if (this.#table.add({ path, recordedMs, sizeBytes, wav }) !== undefined || recordedMs === undefined || !this.#range.has(recordedMs)) return;
		const other = this.#table.get(this.#table.find(path) ?? 0).path;
		this.#early.push(finding('duplicateFile', `Another file of that name is at ${other}. Compare the two, and keep both until it is clear.`, { day: this.#range.dayOf(recordedMs), path, sizeBytes }));
	}

	/** What the header of a file says, once it was read. */
	setWav(path: string, wav: WavInfo): void {
		const id = this.#table.find(path);
		if (id !== undefined) this.#table.setWav(id, wav);
	}

	/** An index that was found; its calls follow, by the number that this gives. */
	addIndex(index: ComparedIndex): number {
		return this.#indexes.push(new IndexTally(index, this.options.zone)) - 1;
	}

	/** One row of an index. */
	addCall(number: number, call: IndexCall): void {
		const index = this.#indexes[number];
		const startMs = startMsOf(call);
		index.count(startMs);
		if (call.path === undefined) {
			if (this.#range.hasDay(index.day)) this.#early.push(finding('rowWithoutFile', 'The row names no file, so the recording of that call cannot be told. Look for it by the time of the call.', factsOf(index, call)));
			return;
		}
		const id = this.#table.find(call.path);
		if (id === undefined) this.#addMissing(call.path, number, call);
		else this.#addSeen(id, number, call, startMs);
	}

	/** A file with the name of an index that is none: its rows are not known. */
	addUnreadable(day: string, indexPath: string): void {
		this.#unreadableDays.add(day);
		if (this.#range.hasDay(day)) this.#early.push(unreadableIndex(day, indexPath));
	}

	/** How many problems reading an index had that can have cost rows: their recordings look as if nothing listed them. */
	addLosses(number: number, count: number): void {
		this.#indexes[number].lossCount += count;
	}

	/** The recordings that are judged, and whether an index lists them. Complete when all calls were given. */
	*recordings(): Generator<TableRow & { isListed: boolean }> {
		for (let id = 0; id < this.#table.size; id++) {
			if (this.#dayOf(id) !== undefined) yield { ...this.#table.get(id), isListed: this.#table.isSeen(id) };
		}
	}

	/** The findings, each as it is made: first of indexes, then of files. Take them once, after all was given. */
	async *findings(): AsyncGenerator<Finding> {
		const disagreements = new Disagreements(this.#indexes);
		const breather = new Breather();
		const parts = [this.#indexFindings(), this.#early, this.#missingFindings(disagreements), this.#recordingFindings(disagreements), disagreements.rest()];
		for (const part of parts) {
			for (const one of part) {
				if (breather.isDue()) await breather.breathe();
				if (!one) continue;
				this.#counts[one.finding] = (this.#counts[one.finding] ?? 0) + 1;
				yield one;
			}
		}
	}

	/** Complete when all findings were taken. */
	summary(): Summary {
		const { firstDay, lastDay, zone, retentionDays } = this.options;
		const indexedDays = this.#indexedDays();
		const total = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
		const expired = this.#expiredRowCount === 0 ? '' : `; ${this.#expiredRowCount} rows are of recordings past the retention of ${retentionDays} days, which 8x8 has deleted`;
		const unknown = this.#unknownFileCount === 0 ? '' : `; ${this.#unknownFileCount} files in the folders of these days are of no known day: their names tell no time, and no index lists them`;
		return {
			finding: 'summary',
			message: `${total === 0 ? 'No finding' : `${total} ${total === 1 ? 'finding' : 'findings'}`} in ${this.#recordingCount} recordings of ${firstDay} to ${lastDay} (${zone})${expired}${unknown}`,
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
			expiredRowCount: this.#expiredRowCount,
			unknownFileCount: this.#unknownFileCount,
			openedCount: this.#table.wavCount,
			findingCounts: this.#counts,
		};
	}

	#addSeen(id: number, number: number, call: IndexCall, startMs: number | undefined): void {
		const index = this.#indexes[number];
		const before = this.#table.markSeen(id, index.kind, { index: number, line: call.line, startMs, callSeconds: secondsOf(call), agentName: call.agentName });
		// That both kinds of index list a recording is as it should be.
		if (!before || !this.#range.hasDay(index.day)) return;
		const place = before.index === number ? `line ${before.line} of the same index` : `line ${before.line} of ${this.#indexes[before.index].path}`;
		this.#early.push(finding('duplicateRow', `${place} names the same recording. Count it once; the rows may be parts of one call. Where they say different lengths, the length of the recording is not checked.`, { ...factsOf(index, call), path: this.#table.get(id).path }));
	}

	#addMissing(path: string, number: number, call: IndexCall): void {
		const index = this.#indexes[number];
		const recordedMs = recordedAtMs(nameOf(path));
		if (!this.#range.hasDay(index.day) && !(recordedMs !== undefined && this.#range.has(recordedMs))) return;
		if (this.#retention.hasDeleted(recordedMs ?? startMsOf(call) ?? index.startMs)) this.#expiredRowCount++;
		else if (!this.#folders.has(folderToLookIn(path, recordedMs).toLowerCase())) this.#notJudgedCount++;
		else this.#missing.add((recordedMs === undefined ? path : nameOf(path)).toLowerCase(), index.kind, number, factsOf(index, call));
	}

	#indexedDays(): Set<string> {
		return new Set(this.#indexes.map(({ day }) => day));
	}

	*#indexFindings(): Generator<Finding> {
		const indexedDays = this.#indexedDays();
		for (const day of this.#range.days) {
			if (!indexedDays.has(day) && !this.#unreadableDays.has(day)) yield absentIndex(day, this.options.zone, this.options.nowMs, this.#retention);
		}
		for (const index of this.#indexes) if (this.#range.hasDay(index.day)) yield* findingsOf(index);
	}

	*#missingFindings(disagreements: Disagreements): Generator<Finding | undefined> {
		for (const { finding: missing, indexes } of this.#missing) {
			yield missing;
			const [only, other] = [indexes.detailed, indexes.small].filter((one) => one !== undefined);
			if (other === undefined) yield disagreements.onlyIn(only, { path: missing.path ?? '', line: missing.line, startTime: missing.startTime, agentName: missing.agentName });
		}
	}

	/** Undefined for what is as it should be, so that whoever takes them can pause. */
	*#recordingFindings(disagreements: Disagreements): Generator<Finding | undefined> {
		const indexedDays = this.#indexedDays();
		for (let id = 0; id < this.#table.size; id++) {
			const day = this.#dayOf(id);
			yield undefined;
			const recording = this.#table.get(id);
			if (day === undefined) {
				if (this.#isUnknown(recording) && !this.#table.isSeen(id)) this.#unknownFileCount++;
				continue;
			}
			this.#recordingCount++;
			if (this.#table.isSeen(id)) {
				this.#matchedCount++;
				yield this.#disagreement(id, recording.path, disagreements);
			} else yield this.#notListed(recording, indexedDays);
			yield checkFile(recording, day);
		}
	}

	/** The day that a recording belongs to; undefined where that is outside the range, or where it is no recording. */
	#dayOf(id: number): string | undefined {
		const recordedMs = this.#table.recordedMs(id);
		if (recordedMs !== undefined) return this.#range.has(recordedMs) ? this.#range.dayOf(recordedMs) : undefined;
		const seen = this.#table.seen(id, 'detailed') ?? this.#table.seen(id, 'small');
		const day = seen && this.#indexes[seen.index].day;
		return day !== undefined && this.#range.hasDay(day) ? day : undefined;
	}

	/** In a folder that the range touches, with a name that tells no time. */
	#isUnknown({ path, recordedMs }: TableRow): boolean {
		const day = dayOfFolder(folderOf(path));
		if (recordedMs !== undefined || day === undefined) return false;
		const { startMs, endMs } = this.#range.interval;
		return Date.parse(addDays(day, 1)) > startMs && Date.parse(day) < endMs;
	}

	#disagreement(id: number, path: string, disagreements: Disagreements): Finding | undefined {
		const detailed = this.#table.seen(id, 'detailed');
		const small = this.#table.seen(id, 'small');
		if (detailed && small) return disagreements.between(detailed, small, path);
		const only = detailed ?? small;
		if (!only || !this.#range.hasDay(this.#indexes[only.index].day)) return undefined;
		return disagreements.onlyIn(only.index, { path, line: only.line, startTime: only.startMs === undefined ? undefined : utcText(only.startMs), agentName: only.agentName });
	}

	#notListed({ path, sizeBytes, wav, recordedMs = 0 }: TableRow, indexedDays: ReadonlySet<string>): Finding | undefined {
		const [day, ...beside] = this.#range.daysThatMayList(recordedMs);
		const facts = { day, path, sizeBytes, startTime: utcText(recordedMs), recordingSeconds: wav?.durationSeconds };
		if (!indexedDays.has(day)) {
			this.#notJudgedCount++;
			return undefined;
		}
		const awaited = beside.find((one) => !indexedDays.has(one));
		if (awaited === undefined) return finding('recordingNotIndexed', 'No row of the index names the recording. Keep it: without the row, its name is all that is known of the call.', facts);
		this.#notJudgedCount++;
		return finding('recordingNotIndexedYet', `No row of the index names the recording, which was made near midnight; the index of ${awaited}, which may list it, is not there yet. Look again when it is.`, facts);
	}
}

function factsOf({ day, path: indexPath }: IndexTally, call: IndexCall): Parameters<typeof finding>[2] {
	const { line, path, startTime, agentName } = call;
	return { day, indexPath, line, path, startTime, agentName, callSeconds: secondsOf(call) };
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

/** Where DIRECTORY says something other than the folder of a day, the recording has to be in that of its own day all the same. */
function folderToLookIn(path: string, recordedMs: number | undefined): string {
	const folder = folderOf(path);
	if (recordedMs === undefined || dayOfFolder(folder) !== undefined) return folder;
	return folderOfDay(dayAt(recordedMs, 'UTC'));
}

function folderOf(path: string): string {
	return path.split('/').at(-2) ?? '';
}
