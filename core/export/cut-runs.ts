import { isRecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';
import type { CallRecords } from './call-records';
import type { CdrOptions } from './cdr';
import type { Deletions } from './deletions';
import { fromHex, type Identity } from './identity';
import type { JobFolder } from './job-folder';
import { segmentNames } from './ledger/each-segment';
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

/** What runs have left to do that were cut: by a crash, or because somebody stopped them. */
export class CutRuns {
	constructor(
		private readonly folder: JobFolder,
		private readonly ledger: Ledger,
		private readonly callRecords: CallRecords,
		private readonly options: CutRunsOptions,
	) {}

	/** Hands on what they exported and recorded, and did not come to delete at the source. */
	async deleteAtSource(deletions: Deletions): Promise<void> {
		const runs = new Set(this.#others().map(([run]) => run));
		if (runs.size === 0) return;
		const deleted = new Set<Identity>();
		for await (const lines of this.#linesOf(runs)) for (const line of lines) if (line.type === 'deletion' && line.deleted) deleted.add(fromHex(line.id));
		for await (const lines of this.#linesOf(runs)) {
			for (const line of lines) if (line.type === 'file' && this.#isOurs(line) && !deleted.has(fromHex(line.id))) deletions.add(exportedFile(line));
			await deletions.drain();
		}
	}

	/**
	 * Takes away the pieces of their uploads, and writes their call detail records; returns the runs that are done with. What is
	 * younger may be at work.
	 */
	async clear(): Promise<string[]> {
		const { target, leftoverMs, nowMs, signal } = this.options;
		const old = this.#others().filter(([, since]) => Date.parse(since) <= nowMs() - leftoverMs);
		if (old.length === 0) return [];
		const beforeMs = this.folder.clockMs - leftoverMs;
		if (!Number.isNaN(beforeMs)) await target.removeLeftovers(beforeMs, { signal });
		const segmentsOf = await this.#segmentsOf(new Set(old.map(([run]) => run)));
		const done: string[] = [];
		for (const [run] of old) {
			const segments = segmentsOf.get(run) ?? [];
			if (await this.#isAtWork(segments)) continue;
			await this.#writeCallRecords(run, segments);
			done.push(run);
		}
		return done;
	}

	/** The same for the files of the job itself: one that was cut in its first segment, or after its last, is not known. */
	async clearOwn(): Promise<void> {
		const beforeMs = this.folder.clockMs - this.options.leftoverMs;
		if (Number.isNaN(beforeMs)) return;
		await this.folder.removeLeftovers(this.ledger.newestFolder, beforeMs);
		await this.folder.removeLeftovers('cache/', beforeMs);
	}

	/** One that writes segments yet, however long ago it began. */
	async #isAtWork(segments: readonly SegmentName[]): Promise<boolean> {
		const { leftoverMs, nowMs } = this.options;
		const newest = segments.length > 0 ? await this.#read(segments[segments.length - 1]) : undefined;
		return Date.parse(newest?.header.writtenAt ?? '') > nowMs() - leftoverMs;
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

	#others(): Array<[string, string]> {
		return [...this.ledger.openRuns].filter(([run]) => run !== this.options.run);
	}

	/** The files of this source: a job can get another one. */
	#isOurs({ source }: FileRecord): boolean {
		const { container, folder } = this.options.source;
		return source.container === container && source.path.startsWith(folder);
	}

	async *#linesOf(runs: ReadonlySet<string>): AsyncGenerator<ManifestLine[]> {
		for (const segments of (await this.#segmentsOf(runs)).values()) for (const name of segments) yield (await this.#read(name))?.lines ?? [];
	}

	/** In the order in which each run wrote them. */
	async #segmentsOf(runs: ReadonlySet<string>): Promise<Map<string, SegmentName[]>> {
		const found = new Map<string, SegmentName[]>();
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

function exportedFile({ id, source }: FileRecord): Parameters<Deletions['add']>[0] {
	const { vendor, container, path, etag, sizeBytes, lastModified } = source;
	const name = path.slice(path.lastIndexOf('/') + 1);
	return { identity: fromHex(id), file: { entry: { path, container, etag, sizeBytes, lastModified }, recording: { vendor, container, path, name } } };
}
