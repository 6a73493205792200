import { abortError } from '../layers/abort';
import type { Session } from './session';

/**
 * Waits for an answer until the signal aborts. A request cannot be taken back: what comes of it later goes to `late`.
 */
export async function until<Result>(
	work: Promise<Result>,
	session: Session,
	signal: AbortSignal | undefined,
	late: (result: Result) => void = () => {},
): Promise<Result> {
	if (!signal) return await work;
	return await new Promise<Result>((resolve, reject) => {
		const abort = () => {
			work.then(late, () => {});
			session.gaveUp();
			reject(abortError());
		};
		if (signal.aborted) {
			abort();
			return;
		}
		signal.addEventListener('abort', abort, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
	});
}
