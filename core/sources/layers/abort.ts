import type { Readable } from 'node:stream';

/** A controller that also aborts when the outer signal does. Call `unlink` when the work is over. */
export function linkedController(outer?: AbortSignal): { controller: AbortController; unlink: () => void } {
	const controller = new AbortController();
	if (!outer) return { controller, unlink: () => {} };
	const forward = () => controller.abort(outer.reason);
	if (outer.aborted) forward();
	else outer.addEventListener('abort', forward, { once: true });
	return { controller, unlink: () => outer.removeEventListener('abort', forward) };
}

/** Ends a body with an AbortError as soon as the signal aborts; a library may call that a cut connection. */
export function destroyOnAbort(body: Readable, signal: AbortSignal): void {
	const abort = () => body.destroy(abortError());
	if (signal.aborted) {
		abort();
		return;
	}
	signal.addEventListener('abort', abort, { once: true });
	body.once('close', () => signal.removeEventListener('abort', abort));
}

export function abortError(): Error {
	return Object.assign(new Error('The operation was cancelled'), { name: 'AbortError' });
}

/** Waits; rejects with an AbortError as soon as the signal aborts. */
export async function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) throw abortError();
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(done, durationMs);
		function done() {
			signal?.removeEventListener('abort', cancel);
			resolve();
		}
		function cancel() {
			clearTimeout(timer);
			reject(abortError());
		}
		signal?.addEventListener('abort', cancel, { once: true });
	});
}
