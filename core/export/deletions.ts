import { isRecordingError, RecordingError } from '../errors/recording-error';
import { inParallel } from '../transfer/in-parallel';
import { removeVersion } from '../transfer/remove';
import { sourceOf } from './file-record';
import { toHex } from './identity';
import type { FileRecord } from './ledger/records';
import type { Candidate } from './plan/find-new';
import type { Recorder } from './recorder';
import type { ExportOptions } from './types';

const MANY = 1_000;
const IN_VAIN = 100;

/** What was exported and recorded, and how it was compared with the source. */
type Exported = Pick<Candidate, 'file' | 'identity'> & Pick<FileRecord, 'verifiedBy'>;

/** Deletes at the source what is exported and recorded, in the version that was exported. */
export class Deletions {
	count = 0;
	/** Those that could not be deleted, and may be another time. */
	owed = 0;
	#waiting: Exported[] = [];
	#turn: Promise<void> = Promise.resolve();

	constructor(
		private readonly options: Pick<ExportOptions, 'source' | 'concurrency' | 'onFile' | 'sizeIsEnough'>,
		private readonly recorder: Recorder,
		private readonly nowMs: () => number,
		private readonly signal: AbortSignal,
	) {}

	get areMany(): boolean {
		return this.#waiting.length >= MANY;
	}

	/** So many failed, and none went well, that it is of no use to go on with those of other runs. */
	get areInVain(): boolean {
		return this.count === 0 && this.owed >= IN_VAIN;
	}

	/** One whose record is at the target. */
	add(exported: Exported): void {
		this.#waiting.push(exported);
	}

	async drain(): Promise<void> {
		this.#turn = this.#turn.then(async () => {
			const batch = this.#waiting.splice(0);
			await inParallel(batch, this.options.concurrency, async (candidate) => await this.#delete(candidate));
		});
		await this.#turn;
	}

	async #delete(candidate: Exported): Promise<void> {
		if (this.signal.aborted) {
			this.owed++;
			return;
		}
		const { etag, sizeBytes, path } = candidate.file.entry;
		let isCompared = false;
		try {
			this.#assertCompared(candidate);
			isCompared = true;
			const { deleted } = await removeVersion(this.options.source, path, { etag, sizeBytes, signal: this.signal });
			if (deleted) this.count++;
			await this.#note(candidate, deleted);
		} catch (thrown) {
			const error = isRecordingError(thrown) ? thrown : this.options.source.explain(thrown, 'delete', path);
			// For good where it is another version by now, or cannot be compared. A server may say anything else by chance.
			if (isCompared && error.code !== 'CHANGED') this.owed++;
			// The end of the run broke it off, which is told of the run and not of each file.
			if (!this.signal.aborted) this.options.onFile?.({ file: candidate.file, status: 'deleteFailed', error });
			await this.#note(candidate, false, error);
		}
	}

	#assertCompared({ file, verifiedBy }: Exported): void {
		if (verifiedBy !== undefined && (verifiedBy !== 'size' || this.options.sizeIsEnough)) return;
		throw new RecordingError({
			code: 'UNSUPPORTED',
			operation: 'delete',
			path: file.entry.path,
			detail: 'it is exported, and was not deleted at the source: the source states no checksum of it, so that its size alone could be compared',
			advice: 'To delete such files too, switch on the option Size Is Enough.',
		});
	}

	async #note(candidate: Pick<Candidate, 'file' | 'identity'>, deleted: boolean, error?: RecordingError): Promise<void> {
		const at = new Date(this.nowMs()).toISOString();
		await this.recorder.add({ line: { type: 'deletion', id: toHex(candidate.identity), source: sourceOf(candidate), deleted, message: error?.message, at } });
	}
}
