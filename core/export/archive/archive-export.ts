import type { Places } from '../copy/copy-file';
import type { Fact } from '../facts';
import type { JobFolder } from '../job-folder';
import type { Ledger } from '../ledger/ledger';
import { MetadataWriter } from '../metadata-writer';
import type { Candidate } from '../plan/find-new';
import type { Recorder } from '../recorder';
import type { ExportOptions, Tuning } from '../types';
import type { WrittenArchive } from './archive-attempt';
import type { ArchiveHost } from './archive-host';
import { archiveName, type ArchiveName } from './archive-name';
import { Batch } from './batch';
import { Claims } from './claims';
import type { ArchiveSettings } from './options';
import { settleClaims } from './settle-claims';
import { ArchiveFailure, writeArchive } from './write-archive';

export interface ArchiveExportOptions {
	options: ExportOptions;
	settings: ArchiveSettings;
	tuning: Tuning;
	/** Its requests outlive the end of the run: what is done is worth its record. */
	folder: JobFolder;
	ledger: Ledger;
	recorder: Recorder;
	host: ArchiveHost;
	facts: readonly Fact[];
}

/** Puts the files of a run into archives, one archive after the other. */
export class ArchiveExport {
	/** Archives that were recorded. */
	count = 0;
	#number = 0;
	readonly #batch: Batch;
	readonly #claims: Claims;
	readonly #places: Places;
	readonly #metadata: MetadataWriter;

	constructor(private readonly given: ArchiveExportOptions) {
		const { options, settings, tuning, folder, ledger, host } = given;
		const { source, target, transform, metadata } = options;
		this.#batch = new Batch(settings);
		this.#claims = new Claims(folder, ledger, { ...tuning, run: host.run, signal: host.stop });
		this.#places = { source, target, transform, retry: tuning.retry, signal: host.stop };
		this.#metadata = new MetadataWriter(target, metadata, host.stop);
	}

	/** Settles what cut runs left behind. */
	async settle(): Promise<void> {
		const { options, tuning } = this.given;
		this.count += await settleClaims({ ...this.given, target: options.target, concurrency: options.concurrency, nowMs: tuning.nowMs, claims: this.#claims });
	}

	async go(found: AsyncIterable<Candidate>): Promise<void> {
		const { limits, stop } = this.given.host;
		const isOver = () => limits.isOver() || stop.aborted;
		try {
			for await (const candidate of found) {
				if (isOver()) break;
				if (!this.#batch.hasRoomFor(candidate)) await this.flush();
				limits.begin(candidate.file.entry.sizeBytes);
				this.#batch.add(candidate);
				if (isOver()) break;
			}
		} finally {
			// A listing that failed ends the run; what it found until then counts.
			await this.flush();
		}
	}

	/** Resolves when all that was found so far is in archives, or given up. */
	async flush(): Promise<void> {
		let files = this.#batch.take();
		while (files.length > 0 && !this.given.host.stop.aborted) files = await this.#archive(files);
	}

	async close(): Promise<void> {
		await this.#claims.close();
	}

	/** Returns what found no room. */
	async #archive(files: readonly Candidate[]): Promise<Candidate[]> {
		const { host, settings } = this.given;
		const name = archiveName(settings.stem, host.run, ++this.#number);
		const taken = await this.#take(name, files);
		try {
			const written = await writeArchive(taken, this.#attemptOptions(name));
			if (written) await this.#record(written);
			if (!this.given.recorder.isBroken) await this.#claims.release(name);
			return written && !host.limits.isOutOfTime() ? written.rest : [];
		} catch (error) {
			if (!(error instanceof ArchiveFailure)) throw error;
			for (const candidate of taken) if (!host.outcomes.isGivenUp(candidate.identity)) host.outcomes.failed(candidate, error.error);
			if (!error.mayAppear) await this.#claims.release(name);
			return [];
		}
	}

	/** What no other run has. */
	async #take(name: ArchiveName, files: readonly Candidate[]): Promise<Candidate[]> {
		const { host } = this.given;
		await host.announce();
		try {
			const { taken, left } = await this.#claims.take(name, files);
			for (const candidate of left) host.outcomes.leave(candidate);
			return taken;
		} catch (error) {
			await this.#claims.release(name);
			throw error;
		}
	}

	async #record({ record, filed }: WrittenArchive): Promise<void> {
		const { recorder, host } = this.given;
		await recorder.add({ line: record });
		for (const { candidate, line } of filed) await recorder.add({ line, file: candidate, whenRecorded: () => host.outcomes.recorded(line, candidate) });
		await recorder.flush();
		if (!recorder.isBroken) this.count++;
		await host.outcomes.deleteWhenMany();
	}

	#attemptOptions(name: ArchiveName): Parameters<typeof writeArchive>[1] {
		const { options, settings, tuning, host } = this.given;
		const { job, namer, onConflict = 'keepBoth', scope = 'media', concurrency } = options;
		return {
			name,
			header: { type: 'archive', version: 1, job: job.name, run: host.run, software: job.software },
			settings,
			places: this.#places,
			namer,
			onConflict,
			scope,
			metadata: this.#metadata,
			concurrency,
			spoolBytes: tuning.spoolBytes,
			facts: this.given.facts,
			host,
			assertHeld: async () => await this.#claims.assertHeld(name),
			nowMs: tuning.nowMs,
		};
	}
}
