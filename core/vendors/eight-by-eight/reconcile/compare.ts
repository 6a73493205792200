import { Breather } from '../../../listing/breather';
import type { Recordings } from '../../../sources/recordings';
import { addDays, daysBetween, intervalOfDays, utcFolders } from '../days';
import { foldersOfIndexes, indexCopies, type IndexPlace } from '../index-places';
import type { IndexReader } from '../index/read-index';
import { INDEX_FOLDER, parseIndexPath } from '../names';
import { isNoIndex, openIndex } from '../open-index';
import { RootFolders } from '../root-folders';
import { comparedIndex } from './compared-index';
import type { Finding, Summary } from './findings';
import { Lengths } from './lengths';
import { Reconciliation } from './reconcile';

export interface CompareOptions {
	/** Days of the tenant, `yyyy-MM-dd`, both included. */
	firstDay: string;
	lastDay: string;
	/** IANA name. */
	timeZone: string;
	nowMs: number;
	/** How long the vendor keeps a recording. */
	retentionDays: number;
	/** Whether to read the header of files whose size does not fit the call. */
	checkLengths: boolean;
	signal?: AbortSignal;
}

/**
 * Compares the recordings of some days on the server with their indexes: the findings, and the summary as the last one.
 * Holds some numbers for each recording and each row of the range.
 */
export async function* compareDays(recordings: Recordings, options: CompareOptions): AsyncGenerator<Finding | Summary> {
	const { timeZone: zone, checkLengths, signal, ...rest } = options;
	const reconciliation = new Reconciliation({ ...rest, zone });
	const comparison = new Comparison(recordings, reconciliation, options);
	await comparison.addFiles();
	await comparison.addIndexes();
	if (checkLengths) {
		const wavs = await new Lengths(recordings, signal).check(reconciliation.recordings());
		for (const [path, wav] of wavs) reconciliation.setWav(path, wav);
	}
	yield* reconciliation.findings();
	yield reconciliation.summary();
}

/** Gathers what is compared: folders of days with their files, and their indexes, each with its calls. */
class Comparison {
	/** Of the range and beside it: the indexes of those say whose the calls around midnight are. */
	readonly #days: string[];
	readonly #indexPaths = new Map<string, string[]>();
	readonly #breather = new Breather();

	constructor(
		private readonly recordings: Recordings,
		private readonly reconciliation: Reconciliation,
		private readonly options: CompareOptions,
	) {
		this.#days = daysBetween(addDays(options.firstDay, -1), addDays(options.lastDay, 1));
	}

	async addFiles(): Promise<void> {
		const { firstDay, lastDay, timeZone, signal } = this.options;
		const folders = new Set(utcFolders(intervalOfDays(firstDay, lastDay, timeZone)));
		for (const day of this.#days) for (const folder of foldersOfIndexes(day, timeZone)) folders.add(folder);
		for (const folder of folders) this.reconciliation.addFolder(folder);
		const root = new RootFolders(this.recordings, signal);
		for (const folder of await root.existing([INDEX_FOLDER, ...folders])) {
			for await (const page of this.recordings.listPages({ prefix: `${folder}/`, signal })) {
				for (const entry of page) {
					this.#addFile(entry);
					if (this.#breather.isDue()) await this.#breather.breathe();
				}
			}
		}
	}

	async addIndexes(): Promise<void> {
		for (const day of this.#days) {
			for (const copies of indexCopies(day, this.options.timeZone, this.#indexPaths.get(day) ?? [])) await this.#addFirstOf(copies, day);
		}
	}

	/** Of some copies of an index the first one that has rows. */
	async #addFirstOf(copies: readonly IndexPlace[], day: string): Promise<void> {
		for (const { path } of copies) {
			const rowCount = await this.#addIndex(path);
			if (rowCount === undefined) this.reconciliation.addUnreadable(day, path);
			else if (rowCount > 0) return;
		}
	}

	#addFile({ path, sizeBytes }: { path: string; sizeBytes?: number }): void {
		const index = parseIndexPath(path);
		if (!index) return this.reconciliation.addRecording({ path, sizeBytes });
		const paths = this.#indexPaths.get(index.day);
		if (paths) paths.push(path);
		else this.#indexPaths.set(index.day, [path]);
	}

	/** How many rows it has; undefined for what names no recordings. */
	async #addIndex(path: string): Promise<number | undefined> {
		const index = comparedIndex(path);
		const reader = index && (await openIndex(this.recordings, path, { zone: this.options.timeZone, signal: this.options.signal }));
		if (!reader) return undefined;
		let number: number | undefined;
		try {
			for await (const calls of reader) {
				if (!namesRecordings(reader)) return undefined;
				number ??= this.reconciliation.addIndex(index);
				for (const call of calls) {
					this.reconciliation.addCall(number, call);
					if (this.#breather.isDue()) await this.#breather.breathe();
				}
			}
		} catch (error) {
			if (isNoIndex(error)) return undefined;
			throw error;
		}
		if (!namesRecordings(reader)) return undefined;
		this.reconciliation.addLosses(number ?? this.reconciliation.addIndex(index), reader.problems.lossCount);
		return reader.rowCount;
	}
}

function namesRecordings({ columns }: IndexReader): boolean {
	return columns.some(({ name }) => name === 'fileName');
}
