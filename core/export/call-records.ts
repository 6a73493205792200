import { factsToKeep, formsOf, RunCdr, type CdrOptions } from './cdr';
import type { Fact } from './facts';
import type { JobFolder } from './job-folder';
import type { CdrRecord, ManifestLine } from './ledger/records';
import { readSegment, type SegmentName } from './ledger/segment';
import type { Recorder } from './recorder';
import type { ExportOptions } from './types';

/** The files of call detail records that a run writes: its own, and those of runs that were cut. */
export class CallRecords {
	readonly written: CdrRecord[] = [];
	/** What the manifest keeps for them. */
	readonly facts: readonly Fact[];
	/** This run could not write its own. */
	areOwed = false;
	readonly #files: RunCdr;

	/** Throws INVALID_REQUEST for columns and formats that are none. */
	constructor(
		private readonly options: Pick<ExportOptions, 'job' | 'target' | 'cdr' | 'signal'>,
		private readonly folder: JobFolder,
		private readonly recorder: Recorder,
	) {
		if (options.cdr) formsOf(options.cdr);
		this.facts = factsToKeep(options.cdr);
		this.#files = new RunCdr(options.job.name, options.target, options.signal);
	}

	/** Of this run, when all that it exported is recorded. */
	async write(run: string): Promise<void> {
		const { cdr: options, signal } = this.options;
		if (!options) return;
		this.areOwed = true;
		if (signal?.aborted || this.recorder.isBroken) return;
		const readLines = async (name: SegmentName) => (await readSegment(this.folder, name)).lines;
		for await (const record of this.#files.write({ run, segments: [...this.recorder.segments], options, readLines })) await this.#note(record);
		this.areOwed = false;
	}

	/** Of another run, which was cut. */
	async writeFor(run: string, segments: readonly SegmentName[], options: CdrOptions, readLines: (name: SegmentName) => Promise<ManifestLine[]>): Promise<void> {
		for await (const record of this.#files.writeFor({ run, segments, options, readLines })) await this.#note(record);
	}

	async #note(record: CdrRecord): Promise<void> {
		await this.recorder.add({ line: record });
		this.written.push(record);
	}
}
