import { isRecordingError, RecordingError, type Classification } from './recording-error';
import { classifyNetworkError } from './network';
import { attemptsOf } from './attempts';

/** Somebody who can explain the errors of a service: a `Source`. */
export interface Classifier {
	container?: string;
	classify(error: unknown): Classification;
}

/** No answer, or no byte, within the time allowed. Thrown by the timeout layer. */
export class TimeoutError extends Error {
	override readonly name = 'TimeoutError';
}

const SILENCE_ADVICE =
	'Run it again later, with fewer files at once. If it happens again, look at the network between n8n and the service.';

/** What an error means: ours first, then the network's, then the service's. */
export function classify(classifier: Classifier, error: unknown): Classification {
	if (isRecordingError(error)) return error;
	if (error instanceof TimeoutError) return { code: 'TIMED_OUT', detail: error.message, advice: SILENCE_ADVICE };
	if (isAbort(error)) return { code: 'CANCELLED' };
	return classifyNetworkError(error) ?? classifier.classify(error);
}

/** The error as a `RecordingError`; one that is already one stays as it is, so nothing is wrapped twice. */
export function toRecordingError(
	classifier: Classifier,
	error: unknown,
	context: { operation: string; path?: string },
): RecordingError {
	if (isRecordingError(error)) return error;
	return new RecordingError({
		...classify(classifier, error),
		...context,
		container: classifier.container,
		attempts: attemptsOf(error),
		cause: error,
	});
}

export function isAbort(error: unknown): boolean {
	// By name: what Node.js throws on an abort is no Error of ours where n8n runs code in a context of its own.
	return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === 'AbortError';
}
