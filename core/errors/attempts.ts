const attempts = new WeakMap<object, number>();

/** Notes on an error that is final how often the operation was tried, without touching the error. */
export function rememberAttempts(error: unknown, count: number): void {
	if (typeof error === 'object' && error !== null) attempts.set(error, count);
}

export function attemptsOf(error: unknown): number | undefined {
	return typeof error === 'object' && error !== null ? attempts.get(error) : undefined;
}
