import type { EgressFilter } from '../../http/egress';
import type { Source } from '../source';
import { withLimit } from './limit';
import { withLog, type Logger } from './log';
import { Pace } from './pace';
import { withResume } from './resume';
import { DEFAULT_RETRY, withRetry, type RetryOptions } from './retry';
import { DEFAULT_TIMEOUTS, withTimeout, type TimeoutOptions } from './timeout';

export interface LayerOptions {
	/** Requests at once; further ones wait. */
	concurrency: number;
	/** Begins with a few requests, and goes up to `concurrency` while that brings the files sooner. */
	isPaced?: boolean;
	timeouts?: Partial<TimeoutOptions>;
	retry?: Partial<RetryOptions>;
	logger?: Logger;
	/** Of no layer: whoever opens a source asks it. */
	egress?: EgressFilter;
	/** Told when a read goes on after a cut. */
	onResume?: (path: string, offset: number) => void;
}

/**
 * A source with all layers, composed here and nowhere else. From the wire outwards:
 * timeout (each request), limit (a pause between tries holds no slot), retry, resume (re-opens through retry), log.
 */
export function withLayers(source: Source, { concurrency, isPaced = false, timeouts, retry, logger, onResume }: LayerOptions): Source {
	const tries = { ...DEFAULT_RETRY, ...retry };
	const timed = withTimeout(source, { ...DEFAULT_TIMEOUTS, ...timeouts });
	const limited = withLimit(timed, concurrency, isPaced ? new Pace(concurrency) : undefined);
	const retried = withRetry(limited, tries);
	const resuming = withResume(retried, tries, onResume);
	return logger ? withLog(resuming, logger) : resuming;
}
