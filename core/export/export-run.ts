import { randomBytes } from 'node:crypto';
import { RecordingError } from '../errors/recording-error';
import { ArchiveExport } from './archive/archive-export';
import type { ArchiveHost } from './archive/archive-host';
import { readArchiveOptions, type ArchiveSettings } from './archive/options';
import { assertTwoAtOnce } from './archive/two-at-once';
import { linkedController } from '../sources/layers/abort';
import { CallRecords } from './call-records';
import { Placer } from './copy/placer';
import { CutRuns } from './cut-runs';
import { Deletions } from './deletions';
import { Failures } from './failures';
import { fileRecord } from './file-record';
import { JobFolder } from './job-folder';
import { Ledger } from './ledger/ledger';
import { readAhead } from '../listing/read-ahead';
import { Limits } from './limits';
import { Outcomes } from './outcomes';
import { NewFiles, type Candidate } from './plan/find-new';
import { InHand } from './plan/in-hand';
import { inTurn } from './plan/in-turn';
import { MetadataWriter } from './metadata-writer';
import { ProgressReport } from './progress';
import { Recorder } from './recorder';
import { settingsOf } from './settings';
import { DEFAULT_TUNING } from './tuning';
import type { ExportOptions, ExportResult, Tuning } from './types';

/** Some KB each at most. */
const FOUND_AHEAD = 5_000;
const ISO_PUNCTUATION = /[-:]|\.\d+/g;

/** One run of a job. */
export class ExportRun {
	readonly #run: string;
	readonly #startedAt: string;
	readonly #tuning: Tuning;
	/** Ends the run: the caller's signal, or a failure that concerns all files. */
	readonly #stop: ReturnType<typeof linkedController>;
	/** Ends the search for files alone: of those beyond a limit, nobody needs to know. */
	readonly #search: ReturnType<typeof linkedController>;
	readonly #failures: Failures;
	readonly #found: NewFiles;
	readonly #placer: Placer;
	readonly #recorder: Recorder;
	readonly #progress: ProgressReport;
	readonly #deletions: Deletions;
	readonly #metadata: MetadataWriter;
	readonly #limits: Limits;
	readonly #outcomes: Outcomes;
	readonly #inHand = new InHand();
	readonly #cutRuns: CutRuns;
	readonly #archives?: ArchiveExport;
	readonly #callRecords: CallRecords;
	#cleared: string[] = [];
	#owesDeletions = false;
	#announced?: Promise<void>;
	#fatal?: RecordingError;

	static async begin(options: ExportOptions): Promise<ExportRun> {
		const folder = new JobFolder(options.target, options.job.name, options.signal);
		const archive = options.archive && readArchiveOptions(options.archive, options.job.name);
		if (archive) assertTwoAtOnce(options.target);
		const ledger = await Ledger.open(folder);
		assertSameSource(options, ledger);
		return new ExportRun(options, folder, ledger, archive);
	}

	private constructor(
		private readonly options: ExportOptions,
		folder: JobFolder,
		private readonly ledger: Ledger,
		archive?: ArchiveSettings,
	) {
		const tuning = (this.#tuning = { ...DEFAULT_TUNING, ...options.tuning });
		this.#startedAt = this.#now();
		this.#run = `${this.#startedAt.replace(ISO_PUNCTUATION, '')}-${randomBytes(4).toString('hex')}`;
		this.#stop = linkedController(options.signal);
		this.#search = linkedController(this.#stop.controller.signal);
		this.#failures = new Failures(tuning);
		this.#found = this.#newFiles();
		const { signal } = this.#stop.controller;
		this.#placer = new Placer({ ...options, onConflict: options.onConflict ?? 'keepBoth', retry: tuning.retry, signal });
		this.#recorder = new Recorder(ledger, { ...tuning, header: { job: options.job.name, run: this.#run, software: options.job.software }, onBroken: (error) => this.#end(error) });
		this.#progress = new ProgressReport(this.#found, () => this.#failures.count, tuning.progressEveryMs, options.onProgress);
		this.#deletions = new Deletions(options, this.#recorder, tuning.nowMs, signal);
		this.#callRecords = new CallRecords(options, folder, this.#recorder);
		this.#cutRuns = new CutRuns(folder, ledger, this.#callRecords, { ...tuning, run: this.#run, source: options.source, target: options.target, signal });
		this.#metadata = new MetadataWriter(options.target, options.metadata, signal);
		this.#limits = new Limits(options.limits, () => this.#progress.minutes);
		const parts = { failures: this.#failures, recorder: this.#recorder, progress: this.#progress, deletions: this.#deletions, limits: this.#limits };
		this.#outcomes = new Outcomes({ ...options, ...parts, nowMs: tuning.nowMs, stop: signal, end: (error) => this.#end(error) });
		if (archive) {
			const lasting = new JobFolder(options.target, options.job.name);
			this.#archives = new ArchiveExport({ options, settings: archive, tuning, folder: lasting, ledger, recorder: this.#recorder, host: this.#host(), facts: this.#callRecords.facts });
		}
	}

	async go(): Promise<ExportResult> {
		try {
			if (this.options.dryRun) await this.#plan();
			else await this.#export();
		} finally {
			await this.#recorder.close();
			await this.#archives?.close();
			this.#progress.close();
			this.#search.unlink();
			this.#stop.unlink();
		}
		return this.#result();
	}

	async #plan(): Promise<void> {
		await this.#guarded(async () => {
			for await (const { file } of this.#found) {
				if (this.#isOver()) return;
				this.#limits.begin(file.entry.sizeBytes);
				this.options.onFile?.({ file, status: 'planned', target: this.options.namer.nameOf(file.recording), sizeBytes: file.entry.sizeBytes });
			}
		});
	}

	async #export(): Promise<void> {
		const { startedBy, query, shard } = this.options.job;
		await this.#recorder.add({ line: { type: 'run', run: this.#run, startedAt: this.#startedAt, startedBy, query, shard, settings: settingsOf(this.options) } });
		await this.#guarded(async () => {
			await this.#archives?.settle();
			if (this.#archives) await this.#archives.go(this.#candidates());
			else await inTurn(this.#candidates(), this.options.concurrency, async (candidate) => await this.#copy(candidate), () => this.#isOver());
		});
		// With nothing new, one segment says that there was a run and how it ended.
		if (this.#announced) await this.#recorder.flush();
		await this.#deletions.drain();
		this.#owesDeletions = this.#deletions.owed > 0;
		await this.#guarded(async () => await this.#mend());
		await this.#finish();
	}

	/** As listed, what is to be done is found ahead of the work, so that it is told soon how much that is. Other orders wait for the work. */
	#candidates(): AsyncIterable<Candidate> {
		return (this.options.order ?? 'listed') === 'listed' ? readAhead(this.#found, FOUND_AHEAD, () => this.#search.controller.abort()) : this.#found;
	}

	async #mend(): Promise<void> {
		if (this.#stop.controller.signal.aborted) return;
		if (this.options.deleteAtSource) await this.#cutRuns.deleteAtSource(this.#deletions);
		if (!this.#cutRuns.areThere) return;
		// Nothing of ours is being written meanwhile.
		await this.#recorder.flush();
		this.#cleared = await this.#cutRuns.clear();
	}

	/** An error of the source's listing, or of the ledger, ends the run; what was done counts. */
	async #guarded(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.#end(error);
		}
	}

	async #copy(candidate: Candidate): Promise<void> {
		this.#limits.begin(candidate.file.entry.sizeBytes);
		await this.#announce();
		const leave = this.#inHand.enter();
		try {
			await this.#copyParts(candidate);
		} catch (error) {
			this.#outcomes.failed(candidate, error);
		} finally {
			leave();
		}
	}

	/** Whoever comes after a crash must know that there was a run. */
	async #announce(): Promise<void> {
		this.#announced ??= this.#recorder.flush();
		await this.#announced;
	}

	async #copyParts(candidate: Candidate): Promise<void> {
		const { file } = candidate;
		const { scope = 'media', namer } = this.options;
		const placed = scope === 'metadata' ? undefined : await this.#placer.place(file);
		const metadata = scope === 'media' ? undefined : await this.#metadata.write(file, placed?.target ?? namer.nameOf(file.recording), placed);
		const line = fileRecord(candidate, { placed, metadata, facts: this.#callRecords.facts }, this.#tuning.nowMs());
		this.#outcomes.filed(line);
		await this.#recorder.add({ line, file: candidate, whenRecorded: () => this.#outcomes.recorded(line, candidate) });
		await this.#outcomes.deleteWhenMany();
	}

	/** Puts an end to the run; the first reason counts. */
	#end(thrown: unknown): void {
		if (!this.#stop.controller.signal.aborted) this.#fatal = this.options.source.explain(thrown, 'export');
		this.#stop.controller.abort();
	}

	#isOver(): boolean {
		return this.#limits.isOver() || this.#stop.controller.signal.aborted;
	}

	async #finish(): Promise<void> {
		if (this.#outcomes.exported > 0) await this.#guarded(async () => await this.#callRecords.write(this.#run));
		const { ended, error, exported, failed, listed, deletedAtSource } = this.#result();
		const counts = { listed, exported: exported.files, bytes: exported.bytes, adopted: exported.adopted, failed, deletedAtSource };
		const line = { type: 'end', run: this.#run, endedAt: this.#now(), ended, counts, shard: this.options.job.shard, whereabouts: this.options.source.whereabouts, message: error?.message, notes: this.ledger.notes, cleared: this.#cleared, owesCdr: this.#callRecords.areOwed || undefined, owesDeletions: this.#owesDeletions || undefined, owesClearing: this.options.target.mayHaveLeft || undefined } as const;
		await this.#recorder.add({ line });
		await this.#recorder.flush();
		if (this.#stop.controller.signal.aborted) return;
		if (ended === 'complete') for (const [day, digest] of this.#found.digests) if (!this.#failures.days.has(day)) this.ledger.noteSeen(day, digest);
		await this.#guarded(async () => {
			await this.#recorder.saveIndexes(line);
			await this.#cutRuns.clearOwn();
		});
	}

	#result(): ExportResult {
		const { exported, bytes, adopted, left } = this.#outcomes;
		const { listed, known, waiting } = this.#found;
		return {
			run: this.#run,
			ended: this.#ended(),
			error: this.#fatal,
			exported: { files: exported, bytes, adopted },
			planned: this.options.dryRun ? { files: this.#limits.files, bytes: this.#limits.bytes } : { files: 0, bytes: 0 },
			failed: this.#failures.count,
			deletedAtSource: this.#deletions.count,
			archives: this.#archives?.count ?? 0,
			inOtherRuns: left.size,
			unrecorded: this.#recorder.unrecorded,
			listed,
			known,
			waiting,
			manifestHash: this.#recorder.newest,
			cdrFiles: this.#callRecords.written,
			notes: this.ledger.notes,
		};
	}

	#ended(): ExportResult['ended'] {
		if (this.#fatal) return this.#fatal.code === 'CANCELLED' ? 'cancelled' : 'failed';
		if (this.#stop.controller.signal.aborted) return 'cancelled';
		return this.#limits.isReached ? 'limit' : 'complete';
	}

	#newFiles(): NewFiles {
		const { list, order = 'listed', minAgeMs = 0, limits, dryRun } = this.options;
		const { filesPerSort, loadedIdentities, nowMs } = this.#tuning;
		return new NewFiles(this.ledger, {
			list,
			// A plan is not sorted piece by piece: nothing of it would be known the next time.
			order: dryRun && (limits?.files ?? Infinity) > filesPerSort ? 'listed' : order,
			youngestMs: minAgeMs > 0 ? nowMs() - minAgeMs : Infinity,
			filesPerSort: Math.min(filesPerSort, Math.max(1, limits?.files ?? filesPerSort)),
			loadedIdentities,
			isGivenUp: (identity) => this.#outcomes.isGivenUp(identity),
			settle: async () => await this.#settle(),
			signal: this.#search.controller.signal,
		});
	}

	/** Whoever asks has nothing in hand. */
	async #settle(): Promise<void> {
		await this.#inHand.idle();
		await this.#archives?.flush();
		await this.#recorder.flush();
		await this.#deletions.drain();
	}

	/** For those who write archives. */
	#host(): ArchiveHost {
		return {
			run: this.#run,
			stop: this.#stop.controller.signal,
			outcomes: this.#outcomes,
			limits: this.#limits,
			announce: async () => await this.#announce(),
			note: (text) => void this.ledger.notes.push(text),
		};
	}

	#now(): string {
		return new Date(this.#tuning.nowMs()).toISOString();
	}
}

/**
 * Where files have neither container nor ETag, one of another server with the same path, size and time would count as exported. Throws
 * INVALID_REQUEST.
 */
function assertSameSource({ job, source: { whereabouts } }: ExportOptions, { lastRun }: Ledger): void {
	const before = lastRun?.whereabouts;
	if (before === undefined || whereabouts === undefined || before === whereabouts) return;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'export',
		detail: `the last run of the job "${job.name}" read "${before}", and this one would read "${whereabouts}"`,
		advice: 'A job has one source: give this one a job name of its own. What is at the target already is found there, and not copied again.',
	});
}
