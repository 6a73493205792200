import { isRecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';
import { CLAIMS_FOLDER } from './archive/claim-file';
import type { CallRecords } from './call-records';
import type { CdrOptions } from './cdr';
import type { Deletions } from './deletions';
import { exportedFile } from './file-record';
import { fromHex, type Identity } from './identity';
import type { JobFolder } from './job-folder';
import { segmentNames, type ListedSegment } from './ledger/segment-names';
import type { Ledger } from './ledger/ledger';
import type { FileRecord, ManifestLine } from './ledger/records';
import { readSegment, type Segment, type SegmentName } from './ledger/segment';

export interface CutRunsOptions {
	/** The one at work. */
	run: string;
	source: Recordings;
	target: Recordings;
	leftoverMs: number;
	nowMs(): number;
	signal: AbortSignal;
}

/** What runs have left to do that were cut, by a crash, or because somebody stopped them, or that could not delete at the source. */
export class CutRuns {
	/** Of which this run could not delete either. */
	readonly #owing = new Set<string>();

	constructor(
		private readonly folder: JobFolder,
		private readonly ledger: Ledger,
		private readonly callRecords: CallRecords,
		private readonly options: CutRunsOptions,
	) {}

	get areThere(): boolean {
		return this.#others().size > 0;
	}

	/** Hands on what they exported and recorded, and did not come to delete at the source. */
	async deleteAtSource(deletions: Deletions): Promise<void> {
		const runs = this.#others();
		if (runs.size === 0) return;
		// Where nothing can be deleted, what the others owe need not be read.
		if (deletions.areInVain) {
			for (const run of runs) this.#owing.add(run);
			return;
		}
		const segmentsOf = await this.#segmentsOf(runs);
		const deleted = await this.#deleted([...segmentsOf.values()].flat());
		for (const [run, segments] of segmentsOf) {
			const { owed } = deletions;
			await this.#deleteFiles(segments, deleted, deletions);
			if (deletions.owed > owed || deletions.areInVain) this.#owing.add(run);
		}
	}

	async #deleteFiles(segments: readonly SegmentName[], deleted: ReadonlySet<Identity>, deletions: Deletions): Promise<void> {
		for await (const lines of this.#linesOf(segments)) {
			if (deletions.areInVain) return;
			for (const line of lines) if (line.type === 'file' && this.#isOurs(line) && !deleted.has(fromHex(line.id))) deletions.add({ ...exportedFile(line), verifiedBy: line.verifiedBy });
			await deletions.drain();
		}
	}

	async #deleted(segments: readonly SegmentName[]): Promise<Set<Identity>> {
		const deleted = new Set<Identity>();
		for await (const lines of this.#linesOf(segments)) for (const line of lines) if (line.type === 'deletion' && line.deleted) deleted.add(fromHex(line.id));
		return deleted;
	}

	/**
	 * Takes away the pieces of their uploads, and writes their call detail records; returns the runs that are done with. What is
	 * younger may be at work.
	 */
	async clear(): Promise<string[]> {
		const { target, leftoverMs, signal } = this.options;
		const others = this.#others();
		const segmentsOf = others.size > 0 ? await this.#segmentsOf(others) : new Map<string, ListedSegment[]>();
		const old = [...others].filter((run) => !this.#owing.has(run) && !this.#isAtWork(run, segmentsOf.get(run)));
		if (old.length === 0) return [];
		const beforeMs = this.folder.clockMs - leftoverMs;
		if (!Number.isNaN(beforeMs)) await target.removeLeftovers(beforeMs, { signal });
		for (const run of old) await this.#writeCallRecords(run, segmentsOf.get(run) ?? []);
		return old;
	}

	/** The same for the files of the job itself: one that was cut in its first segment, or after its last, is not known. */
	async clearOwn(): Promise<void> {
		const beforeMs = this.folder.clockMs - this.options.leftoverMs;
		if (Number.isNaN(beforeMs)) return;
		await this.folder.removeLeftovers(this.ledger.newestFolder, beforeMs);
		await this.folder.removeLeftovers('cache/', beforeMs);
		await this.ledger.sweep(beforeMs);
		await this.folder.removeLeftovers(CLAIMS_FOLDER, beforeMs);
	}

	/**
	 * Whether it can be: by when it wrote a segment last, and by the clock of the target, since those of machines are wrong at times.
	 * What it was uploading then is older than `leftoverMs` when twice that is over.
	 */
	#isAtWork(run: string, segments: readonly ListedSegment[] = []): boolean {
		const { leftoverMs, nowMs } = this.options;
		const writtenMs = Math.max(...segments.map((segment) => segment.writtenMs));
		const isTimed = segments.length > 0 && !Number.isNaN(writtenMs - this.folder.clockMs);
		const [lastMs, clockMs] = isTimed ? [writtenMs, this.folder.clockMs] : [Date.parse(this.ledger.openRuns.get(run) ?? ''), nowMs()];
		return lastMs > clockMs - 2 * leftoverMs;
	}

	/** As it would have. */
	async #writeCallRecords(run: string, segments: readonly SegmentName[]): Promise<void> {
		const first = segments.length > 0 ? await this.#read(segments[0]) : undefined;
		const options = first?.lines.find((line) => line.type === 'run')?.settings.cdr as CdrOptions | undefined;
		if (!options) return;
		try {
			await this.callRecords.writeFor(run, segments, options, async (name) => (await this.#read(name))?.lines ?? []);
		} catch (error) {
			// Columns that another version of the program had.
			if (!isRecordingError(error) || error.code !== 'INVALID_REQUEST') throw error;
			this.ledger.notes.push(`the call detail records of the run ${run}, which was cut, cannot be written: ${error.message}`);
		}
	}

	#others(): Set<string> {
		return new Set([...this.ledger.openRuns.keys()].filter((run) => run !== this.options.run));
	}

	/** The files of this source: a job can get another one. */
	#isOurs({ source }: FileRecord): boolean {
		const { container, folder } = this.options.source;
		return source.container === container && source.path.startsWith(folder);
	}

	async *#linesOf(segments: readonly SegmentName[]): AsyncGenerator<ManifestLine[]> {
		for (const name of segments) yield (await this.#read(name))?.lines ?? [];
	}

	/** In the order in which each run wrote them. */
	async #segmentsOf(runs: ReadonlySet<string>): Promise<Map<string, ListedSegment[]>> {
		const found = new Map<string, ListedSegment[]>();
		for await (const name of segmentNames(this.folder)) if (runs.has(name.run)) found.set(name.run, [...(found.get(name.run) ?? []), name]);
		return found;
	}

	/** Undefined for one that somebody altered. */
	async #read(name: SegmentName): Promise<Segment | undefined> {
		try {
			return await readSegment(this.folder, name);
		} catch (error) {
			if (isRecordingError(error) && error.code === 'CORRUPTED') return undefined;
			throw error;
		}
	}
}
