import { isRecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';
import type { Deletions } from './deletions';
import { exportedFile } from './file-record';
import { fromHex, type Identity } from './identity';
import type { JobFolder } from './job-folder';
import { segmentNames } from './ledger/each-segment';
import type { Ledger } from './ledger/ledger';
import type { FileRecord, ManifestLine } from './ledger/records';
import { readSegment, type SegmentName } from './ledger/segment';

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

	/** Takes away the pieces of their uploads; returns the runs that are done with. What is younger may be at work. */
	async clear(): Promise<string[]> {
		const { target, leftoverMs, nowMs, signal } = this.options;
		const beforeMs = this.folder.clockMs - leftoverMs;
		if (Number.isNaN(beforeMs)) return [];
		const old = this.#others().filter(([, since]) => Date.parse(since) <= nowMs() - leftoverMs);
		if (old.length > 0) await target.removeLeftovers(beforeMs, { signal });
		return old.map(([run]) => run);
	}

	/** The same for the files of the job itself: one that was cut in its first segment, or after its last, is not known. */
	async clearOwn(): Promise<void> {
		const beforeMs = this.folder.clockMs - this.options.leftoverMs;
		if (Number.isNaN(beforeMs)) return;
		await this.folder.removeLeftovers(this.ledger.newestFolder, beforeMs);
		await this.folder.removeLeftovers('cache/', beforeMs);
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
		for await (const name of segmentNames(this.folder)) if (runs.has(name.run)) yield await this.#read(name);
	}

	async #read(name: SegmentName): Promise<ManifestLine[]> {
		try {
			return (await readSegment(this.folder, name)).lines;
		} catch (error) {
			if (isRecordingError(error) && error.code === 'CORRUPTED') return [];
			throw error;
		}
	}
}
