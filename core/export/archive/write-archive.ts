import { isRecordingError, RecordingError } from '../../errors/recording-error';
import { sleep } from '../../sources/layers/abort';
import { backoffMs } from '../../sources/layers/retry';
import { statIfThere } from '../../transfer/stat-if-there';
import type { Candidate } from '../plan/find-new';
import { foundArchive } from './adopt-archive';
import { ArchiveAttempt, type AttemptOptions, type WrittenArchive } from './archive-attempt';
import { fromHex } from '../identity';

/** The archive did not come about. */
export class ArchiveFailure extends Error {
	override readonly name = 'ArchiveFailure';

	constructor(
		readonly error: RecordingError,
		/** Its answer may have been lost: the archive can still appear. */
		readonly mayAppear: boolean,
	) {
		super(error.message);
	}
}

/**
 * Writes an archive, again from its first byte where the target fails; what stands whole under its name afterwards is it, whatever was
 * answered: nobody else comes to that name. Undefined where there is nothing to be put into it.
 */
export async function writeArchive(files: readonly Candidate[], options: AttemptOptions): Promise<WrittenArchive | undefined> {
	const { host, places } = options;
	/** The archive is there, or can still appear. */
	let mayAppear = false;
	for (let attempt = 1; ; attempt++) {
		const wanted = files.filter(({ identity }) => !host.outcomes.isGivenUp(identity));
		if (wanted.length === 0) return undefined;
		const trial = new ArchiveAttempt(wanted, options);
		try {
			return await trial.go();
		} catch (thrown) {
			const error = places.target.explain(thrown, 'export', places.target.folder + options.name.target);
			mayAppear ||= trial.mayBeThere || error.code === 'CONFLICT';
			const there = mayAppear ? await whatIsThere(wanted, options) : 'nothing';
			if (typeof there === 'object') return there;
			// A refusal is final; an answer that was lost says nothing.
			if (there === 'nothing' && !error.retryable) mayAppear = false;
			await pauseAfter(new ArchiveFailure(error, mayAppear), attempt, options);
		}
	}
}

/** Throws the failure where it is final. */
async function pauseAfter(failure: ArchiveFailure, attempt: number, { host, places: { retry } }: AttemptOptions): Promise<void> {
	const { retryable, retryAfterMs } = failure.error;
	if (host.stop.aborted || attempt >= retry.attempts || !retryable) throw failure;
	const pauseMs = Math.min(retryAfterMs ?? backoffMs(attempt, retry), retry.maxRetryAfterMs);
	await sleep(pauseMs, host.stop).catch(() => Promise.reject(failure));
}

async function whatIsThere(wanted: readonly Candidate[], { name, places, settings, concurrency, nowMs }: AttemptOptions): Promise<WrittenArchive | 'nothing' | 'unknown'> {
	const { target } = places;
	try {
		if (!(await statIfThere(target, target.folder + name.target))) return 'nothing';
		const { record, files } = await foundArchive(target, name.target, { ...settings, concurrency, nowMs });
		const byIdentity = new Map(wanted.map((candidate) => [candidate.identity, candidate]));
		const filed = files.flatMap((line) => {
			const candidate = byIdentity.get(fromHex(line.id));
			return candidate ? [{ candidate, line }] : [];
		});
		const { adopted, ...written } = record;
		void adopted;
		const inIt = new Set(filed.map(({ candidate }) => candidate));
		return { record: written, filed, rest: wanted.filter((candidate) => !inIt.has(candidate)) };
	} catch (error) {
		// The next run looks again.
		if (isRecordingError(error)) return 'unknown';
		throw error;
	}
}
