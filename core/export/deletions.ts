import { isRecordingError, RecordingError } from '../errors/recording-error';
import { inParallel } from '../transfer/in-parallel';
import { removeVersion } from '../transfer/remove';
import { sourceOf } from './file-record';
import { toHex } from './identity';
import type { Candidate } from './plan/find-new';
import type { Recorder } from './recorder';
import type { ExportOptions } from './types';

const MANY = 1_000;

/** Deletes at the source what is exported and recorded, in the version that was exported. */
export class Deletions {
	count = 0;
	#waiting: Array<Pick<Candidate, 'file' | 'identity'>> = [];
	#turn: Promise<void> = Promise.resolve();

	constructor(
		private readonly options: Pick<ExportOptions, 'source' | 'concurrency' | 'onFile'>,
		private readonly recorder: Recorder,
		private readonly nowMs: () => number,
		private readonly signal: AbortSignal,
	) {}

	get areMany(): boolean {
		return this.#waiting.length >= MANY;
	}

	/** One whose record is at the target. */
	add(candidate: Pick<Candidate, 'file' | 'identity'>): void {
		this.#waiting.push(candidate);
	}

	async drain(): Promise<void> {
		this.#turn = this.#turn.then(async () => {
			const batch = this.#waiting.splice(0);
			await inParallel(batch, this.options.concurrency, async (candidate) => await this.#delete(candidate));
		});
		await this.#turn;
	}

	async #delete(candidate: Pick<Candidate, 'file' | 'identity'>): Promise<void> {
		if (this.signal.aborted) return;
		const { etag, sizeBytes, path } = candidate.file.entry;
		try {
			const { deleted } = await removeVersion(this.options.source, path, { etag, sizeBytes, signal: this.signal });
			if (deleted) this.count++;
			await this.#note(candidate, deleted);
		} catch (thrown) {
			const error = isRecordingError(thrown) ? thrown : this.options.source.explain(thrown, 'delete', path);
			this.options.onFile?.({ file: candidate.file, status: 'deleteFailed', error });
			await this.#note(candidate, false, error);
		}
	}

	async #note(candidate: Pick<Candidate, 'file' | 'identity'>, deleted: boolean, error?: RecordingError): Promise<void> {
		const at = new Date(this.nowMs()).toISOString();
		await this.recorder.add({ line: { type: 'deletion', id: toHex(candidate.identity), source: sourceOf(candidate), deleted, message: error?.message, at } });
	}
}
