/** For credential tests and the lists of the editor. A person waits in front of the screen: fewer tries and shorter waits than a nightly job has. */
export const IMPATIENT = {
	concurrency: 4,
	timeouts: { responseMs: 10_000, pageMs: 15_000 },
	retry: { attempts: 2, firstDelayMs: 300, maxRetryAfterMs: 5_000 },
};
