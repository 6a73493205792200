import type { Deletions } from './deletions';
import type { Failures } from './failures';
import { exportedFile, failureRecord } from './file-record';
import type { Identity } from './identity';
import type { FileRecord } from './ledger/records';
import type { Limits } from './limits';
import type { Candidate } from './plan/find-new';
import type { ProgressReport } from './progress';
import type { Recorder } from './recorder';
import type { ExportOptions, Tuning } from './types';

export interface OutcomesOptions extends Pick<ExportOptions, 'target' | 'onFile' | 'deleteAtSource'>, Pick<Tuning, 'nowMs'> {
	failures: Failures;
	recorder: Recorder;
	progress: ProgressReport;
	deletions: Deletions;
	limits: Limits;
	/** Aborted when the run ends: what was in hand was not tried. */
	stop: AbortSignal;
	/** Ends the run. */
	end(error: unknown): void;
}

/** What becomes of the files of a run: counted, told and kept. */
export class Outcomes {
	exported = 0;
	bytes = 0;
	adopted = 0;
	/** To other runs. */
	readonly left = new Set<Identity>();

	constructor(private readonly options: OutcomesOptions) {}

	/** Not to be tried again in this run. */
	isGivenUp(identity: Identity): boolean {
		return this.options.failures.has(identity) || this.left.has(identity);
	}

	/** It is where it belongs, and not recorded yet. */
	filed({ sizeBytes = 0 }: FileRecord): void {
		const { failures, progress } = this.options;
		failures.succeeded();
		progress.files++;
		progress.bytes += sizeBytes;
	}

	/** Those were filed in vain. */
	lost(files: ReadonlyArray<{ line: FileRecord }>): void {
		const { progress } = this.options;
		progress.files -= files.length;
		for (const { line } of files) progress.bytes -= line.sizeBytes ?? 0;
	}

	/** Its record is at the target. Of what another run did, that is all that is known. */
	recorded(line: FileRecord, candidate: Pick<Candidate, 'file' | 'identity'> = exportedFile(line)): void {
		const { target, archive, sizeBytes = 0, sha256, verifiedBy, adopted } = line;
		const { onFile, deleteAtSource, deletions } = this.options;
		this.exported++;
		this.bytes += sizeBytes;
		if (adopted) this.adopted++;
		onFile?.({ file: candidate.file, status: 'exported', target, ...(archive === undefined ? {} : { archive }), sizeBytes, sha256, verifiedBy, ...(adopted ? { adopted } : {}) });
		if (deleteAtSource) deletions.add({ ...candidate, verifiedBy });
	}

	failed(candidate: Candidate, thrown: unknown): void {
		const { target, failures, recorder, onFile, stop, nowMs, end } = this.options;
		const error = target.explain(thrown, 'export', candidate.file.entry.path);
		failures.days.add(candidate.day);
		if (stop.aborted) return;
		void recorder.add({ line: failureRecord(candidate, error, nowMs()) });
		onFile?.({ file: candidate.file, status: 'failed', error });
		if (failures.add(candidate, error)) end(error);
	}

	/** Another run has it in hand. */
	leave({ file, identity, day }: Candidate): void {
		const { failures, limits } = this.options;
		this.left.add(identity);
		failures.days.add(day);
		limits.giveBack(file.entry.sizeBytes);
	}

	async deleteWhenMany(): Promise<void> {
		const { deletions } = this.options;
		if (deletions.areMany) await deletions.drain();
	}
}
