import type { Limits } from '../limits';
import type { Outcomes } from '../outcomes';

/** The run, as those see it who write its archives. */
export interface ArchiveHost {
	readonly run: string;
	/** Aborts when the run is to end. */
	readonly stop: AbortSignal;
	readonly outcomes: Outcomes;
	readonly limits: Limits;
	/** Resolves when whoever comes after a crash knows that there was a run. */
	announce(): Promise<void>;
	/** For the result, and the manifest. */
	note(text: string): void;
}
