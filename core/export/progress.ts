import type { NewFiles } from './plan/find-new';
import type { Progress } from './types';

/** Counts what a run does, and tells it every so often. */
export class ProgressReport {
	files = 0;
	bytes = 0;
	readonly #startedAt = performance.now();
	readonly #timer?: NodeJS.Timeout;

	constructor(
		private readonly found: NewFiles,
		private readonly failed: () => number,
		everyMs: number,
		private readonly tell?: (progress: Progress) => void,
	) {
		if (tell) this.#timer = setInterval(() => tell(this.now()), everyMs);
	}

	get minutes(): number {
		return (performance.now() - this.#startedAt) / 60_000;
	}

	now(): Progress {
		const { files, bytes } = this;
		const bytesPerSecond = bytes / Math.max(0.001, (performance.now() - this.#startedAt) / 1_000);
		const progress: Progress = { files, bytes, failed: this.failed(), bytesPerSecond: Math.round(bytesPerSecond) };
		if (!this.found.isCounted) return progress;
		const { files: totalFiles, bytes: totalBytes } = this.found.found;
		const secondsLeft = bytesPerSecond > 0 ? Math.round(Math.max(0, totalBytes - bytes) / bytesPerSecond) : undefined;
		return { ...progress, totalFiles, totalBytes, secondsLeft };
	}

	/** Tells it a last time. */
	close(): void {
		clearInterval(this.#timer);
		this.tell?.(this.now());
	}
}
